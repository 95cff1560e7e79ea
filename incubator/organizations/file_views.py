"""The pages of the parts of an organization's file: its people, its documents, its colleagues."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.accounts import actions as accounts
from incubator.accounts.models import Grant
from incubator.accounts.queries import list_organization_people
from incubator.kernel import files, web
from incubator.kernel.access import ROLE_LABELS, Role, allows
from incubator.kernel.errors import Absent
from incubator.kernel.forms import choices
from incubator.kernel.identifiers import mask_phone
from incubator.kernel.text import gettext
from incubator.organizations import actions, queries
from incubator.organizations.forms import DocumentForm, InvitationForm, PersonForm
from incubator.organizations.models import (
    DOCUMENT_LABELS,
    DocumentKind,
    Organization,
    OrganizationDocument,
    OrganizationPerson,
)
from incubator.organizations.room import room
from incubator.organizations.rules import (
    MEMBER_EDIT,
    MEMBER_READ,
    ORGANIZATION_EDIT,
    ORGANIZATION_READ,
    PersonFacts,
)


def shown_person(row: OrganizationPerson, *, is_open: bool) -> dict[str, Any]:
    """A person of the file for a page; the number masked for those who need not see it."""
    return {"row": row, "phone": row.phone if is_open else mask_phone(row.phone)}


@room.get("/organizations/<code:code>/people", ORGANIZATION_READ)
def people_list(code: str) -> ResponseReturnValue:
    """The people of the file."""
    organization = web.load(Organization, code)
    is_open = queries.is_owner(organization, web.signed_in())
    return web.page(
        "organizations/people_list.html",
        organization=organization,
        people=[shown_person(row, is_open=is_open) for row in queries.list_people(organization)],
        may_edit=allows(web.signed_in(), ORGANIZATION_EDIT, organization),
    )


@room.form("/organizations/<code:code>/people/new", ORGANIZATION_EDIT)
def person_new(code: str) -> ResponseReturnValue:
    """List one more person."""
    organization = web.load(Organization, code)
    form = PersonForm()
    answer = web.save(
        form,
        Organization,
        code,
        lambda found: actions.add_person(found, _person(form), by=web.signed_in()),
        back=_people_of,
    )
    return answer or web.page(
        "organizations/person_edit.html", form=form, organization=organization, person=None
    )


@room.form("/organization-people/<code:code>/edit", ORGANIZATION_EDIT)
def person_edit(code: str) -> ResponseReturnValue:
    """Correct a person."""
    person = web.load(OrganizationPerson, code)
    form = PersonForm(obj=person)
    web.stamp(form, person)
    answer = web.save(
        form,
        OrganizationPerson,
        code,
        lambda found: actions.edit_person(found, _person(form), by=web.signed_in()),
        back=lambda found: _people_of(found.organization),
    )
    return answer or web.page(
        "organizations/person_edit.html",
        form=form,
        organization=person.organization,
        person=person,
    )


def _people_of(organization: Organization) -> str:
    return url_for("organizations.people_list", code=organization.code)


def _person(form: PersonForm) -> PersonFacts:
    return PersonFacts(
        name=form.name.data or "",
        post=form.post.data or "",
        phone=form.phone.data or "",
        is_full_time=bool(form.is_full_time.data),
        is_founder=bool(form.is_founder.data),
        since_on=form.since_on.data,
        until_on=form.until_on.data,
    )


@room.post("/organization-people/<code:code>/remove", ORGANIZATION_EDIT)
def person_remove(code: str) -> ResponseReturnValue:
    """Take a person out of the file."""
    return web.remove(
        OrganizationPerson,
        code,
        lambda found: actions.remove_person(found, by=web.signed_in()),
        back=lambda found: _people_of(found.organization),
    )


@room.get("/organizations/<code:code>/documents", ORGANIZATION_READ)
def document_list(code: str) -> ResponseReturnValue:
    """The documents of the file."""
    organization = web.load(Organization, code)
    return web.page(
        "organizations/document_list.html",
        organization=organization,
        documents=queries.list_documents(organization),
        labels=DOCUMENT_LABELS,
        may_edit=allows(web.signed_in(), ORGANIZATION_EDIT, organization),
    )


@room.form("/organizations/<code:code>/documents/new", ORGANIZATION_EDIT)
def document_new(code: str) -> ResponseReturnValue:
    """Put a document into the file."""
    organization = web.load(Organization, code)
    form = DocumentForm()
    form.kind.choices = choices(DOCUMENT_LABELS.items())
    inspected = form.inspected("file", files.DOCUMENT) if form.posted() else None
    if inspected is not None:
        with web.acting(form) as act:
            actions.add_document(
                web.load(Organization, code),
                inspected,
                facts=actions.DocumentFacts(
                    DocumentKind(form.kind.data), form.title.data or "", form.dated_on.data
                ),
                by=web.signed_in(),
            )
            act.done(url_for("organizations.document_list", code=code), gettext("Saved."))
        if act.response:
            return act.response
    return web.page("organizations/document_new.html", form=form, organization=organization)


@room.get("/organization-documents/<code:code>/file", ORGANIZATION_READ)
def document_file(code: str) -> ResponseReturnValue:
    """The file of a document."""
    document = web.load(OrganizationDocument, code)
    return web.send_stored(document.file)


@room.post("/organization-documents/<code:code>/remove", ORGANIZATION_EDIT)
def document_remove(code: str) -> ResponseReturnValue:
    """Take a document out of the file."""
    return web.remove(
        OrganizationDocument,
        code,
        lambda found: actions.remove_document(found, by=web.signed_in()),
        back=lambda found: url_for("organizations.document_list", code=found.organization.code),
    )


@room.get("/organizations/<code:code>/members", MEMBER_READ)
def member_list(code: str) -> ResponseReturnValue:
    """The colleagues who may sign in for the organization."""
    organization = web.load(Organization, code)
    return web.page(
        "organizations/member_list.html",
        organization=organization,
        grants=list_organization_people(organization.id),
        role_labels=ROLE_LABELS,
        may_edit=allows(web.signed_in(), MEMBER_EDIT, organization),
        me=web.signed_in().id,
    )


@room.form("/organizations/<code:code>/members/new", MEMBER_EDIT)
def member_new(code: str) -> ResponseReturnValue:
    """Invite a colleague: the answer shows a link that works once, and only here."""
    organization = web.load(Organization, code)
    form = InvitationForm()
    form.role.choices = choices((role, ROLE_LABELS[role]) for role in (Role.MEMBER, Role.LEADER))
    token = ""
    if form.posted():
        with web.acting(form) as act:
            organization = web.load(Organization, code)
            act.done(url_for("organizations.member_list", code=code))
            token = accounts.invite(
                organization_id=organization.id,
                role=Role(form.role.data),
                by=web.signed_in(),
                sign_in_name=form.sign_in_name.data or "",
            )
        if token and not form.has_errors:
            organization = web.load(Organization, code)
            link = url_for("accounts.link_open", token=token, _external=True)
            return web.page(
                "organizations/member_invited.html", organization=organization, link=link
            )
    return web.page("organizations/member_new.html", form=form, organization=organization)


@room.post("/memberships/<code:code>/end", MEMBER_READ)
def member_end(code: str) -> ResponseReturnValue:
    """End a colleague's membership, or one's own; the last leader stays."""
    with web.acting() as act:
        grant = web.load(Grant, code, lock=True)
        if grant.organization_id is None or grant.ended_at is not None:
            raise Absent
        accounts.end_membership(grant, by=web.signed_in())
        is_mine = grant.user_id == web.signed_in().id
        act.done(_after_end(grant.organization_id, is_mine=is_mine), gettext("Ended."))
    return act.answer


def _after_end(organization_id: int, *, is_mine: bool) -> str:
    if is_mine:
        return url_for("portal.home")
    organization = queries.get_organization(organization_id)
    return url_for("organizations.member_list", code=organization.code)
