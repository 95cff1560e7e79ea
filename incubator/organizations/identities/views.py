"""The pages of identity documents: one person's, masked; opened by a POST with a reason."""

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import rulesets, web
from incubator.kernel.errors import Absent
from incubator.kernel.forms import choices
from incubator.kernel.identifiers import DocumentType
from incubator.kernel.text import gettext
from incubator.organizations.identities import actions, queries
from incubator.organizations.identities.forms import IdentityForm, OpenForm
from incubator.organizations.identities.models import IdentityDocument
from incubator.organizations.identities.rules import (
    DOCUMENT_TYPE_LABELS,
    IDENTITY_EDIT,
    IDENTITY_OPEN,
    KEY,
    KIND,
)
from incubator.organizations.models import OrganizationPerson
from incubator.organizations.room import room


@room.form("/organization-people/<code:code>/identity", IDENTITY_EDIT)
def identity_edit(code: str) -> ResponseReturnValue:
    """A person's identity document: masked, or entered with the consent beside it."""
    person = web.load(OrganizationPerson, code)
    form = _form()
    answer = web.save(
        form,
        OrganizationPerson,
        code,
        lambda row: actions.keep_identity(
            row,
            DocumentType(form.kind.data),
            form.number.data or "",
            consented=bool(form.agree.data),
            by=web.signed_in(),
        ),
        back=lambda row: url_for("organizations.identity_edit", code=row.code),
        done=gettext("Kept, encrypted."),
    )
    return answer or _page(person, form, OpenForm(formdata=None))


def _form() -> IdentityForm:
    form = IdentityForm()
    form.kind.choices = choices((kind.value, name) for kind, name in DOCUMENT_TYPE_LABELS.items())
    return form


def _page(
    person: OrganizationPerson, form: IdentityForm, opening: OpenForm, number: str = ""
) -> ResponseReturnValue:
    row = queries.find_identity(person)
    answer = web.page(
        "organizations/identity_edit.html",
        form=form,
        opening=opening,
        person=person,
        organization=person.organization,
        kept=row,
        masked=queries.masked(row) if row is not None else None,
        number=number,
        consent=rulesets.get(KIND, KEY),
        may_open=web.leads_to("organizations.identity_open", person),
    )
    answer.headers["Cache-Control"] = "no-store"
    if opening.has_errors:
        answer.status_code = 422
    return answer


@room.post("/organization-people/<code:code>/identity/opening", IDENTITY_OPEN)
def identity_open(code: str) -> ResponseReturnValue:
    """Show the whole number once; who, when and why is recorded."""
    opening, number = OpenForm(), ""
    if opening.validate():
        with web.acting(opening):
            row = _document(web.load(OrganizationPerson, code))
            number = actions.open_identity(
                row, reason=opening.reason.data or "", by=web.signed_in()
            )
    form = _empty()
    return _page(web.load(OrganizationPerson, code), form, opening, number)


def _empty() -> IdentityForm:
    form = IdentityForm(formdata=None)
    form.kind.choices = choices((kind.value, name) for kind, name in DOCUMENT_TYPE_LABELS.items())
    return form


def _document(person: OrganizationPerson) -> IdentityDocument:
    row = queries.find_identity(person)
    if row is None:
        raise Absent
    return row


@room.post("/organization-people/<code:code>/identity/removal", IDENTITY_EDIT)
def identity_remove(code: str) -> ResponseReturnValue:
    """Delete the document: the person may ask for it at any time."""
    with web.acting() as act:
        person = web.load(OrganizationPerson, code, lock=True)
        actions.delete_identity(_document(person), by=web.signed_in())
        act.done(url_for("organizations.identity_edit", code=code), gettext("Deleted."))
    return act.answer
