"""The pages of the member register: the list with its count, one member, a list read in and taken in."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import files, web
from incubator.kernel.errors import Absent
from incubator.kernel.files import FileRefused
from incubator.kernel.text import gettext, ngettext
from incubator.organizations.models import Organization
from incubator.organizations.roster.reading import read_roster, read_text
from incubator.organizations.roster.refusals import RosterRefused
from incubator.registration.books.forms import ListForm, MemberForm
from incubator.registration.books.wording import Book, book_of, offered
from incubator.registration.cases.queries import roadmap_of
from incubator.registration.checklists.measuring import Measure
from incubator.registration.checklists.rules import CheckKind
from incubator.registration.lists import actions as lists
from incubator.registration.lists.verdicts import OUTCOME_LABELS, Outcome, reason_text
from incubator.registration.registers import actions, queries
from incubator.registration.registers.models import (
    HOLDER_LABELS,
    UNIT_KIND_LABELS,
    Holder,
    Member,
    MemberList,
    UnitKind,
)
from incubator.registration.registers.rules import REGISTER_EDIT, REGISTER_READ, MemberFacts
from incubator.registration.room import room

LINES_SHOWN = 300
Records = tuple[tuple[str, ...], ...]


@room.get("/organizations/<code:code>/registers/members", REGISTER_READ)
def member_list(code: str) -> ResponseReturnValue:
    """The members by page, the count against the law's number on top, one more line at the foot."""
    organization = web.load(Organization, code)
    book = book_of(organization, web.signed_in())
    tab = request.args.get("tab", "all")
    if tab not in queries.MEMBER_TABS:
        raise Absent
    counts = queries.count_members(organization)
    page = queries.page_of_members(organization, tab, after=request.args.get("after", type=int))
    here = "registration.member_list"
    return web.page(
        "registration/member_list.html",
        _empty_form() if book.may_edit else None,
        book=book,
        organization=organization,
        members=page.rows,
        counts=counts,
        tabs=_tabs(organization, tab, counts),
        tab=tab,
        measure=_measure(book),
        pages={
            "next_url": url_for(here, code=code, tab=tab, after=page.next_key)
            if page.next_key
            else None,
            "prev_url": url_for(here, code=code, tab=tab)
            if page.previous_key is not None
            else None,
        },
        unit_labels=UNIT_KIND_LABELS,
    )


def _tabs(
    organization: Organization, tab: str, counts: queries.MemberCounts
) -> list[dict[str, Any]]:
    shown = {
        "all": (gettext("All"), counts.total),
        "persons": (gettext("Individuals"), counts.persons),
        "units": (gettext("Units"), counts.units),
        "twice": (gettext("Same name"), counts.twice),
        "left": (gettext("Left"), counts.left),
    }
    return [
        {
            "label": text,
            "count": count,
            "active": name == tab,
            "url": url_for("registration.member_list", code=organization.code, tab=name),
        }
        for name, (text, count) in shown.items()
        if name in {"all", tab} or count
    ]


def _measure(book: Book) -> Measure | None:
    """How the membership stands against the number that the case's checklist asks."""
    if book.case is None:
        return None
    roadmap = roadmap_of(book.case)
    found = (row for station in roadmap.on_way for row in roadmap.measures(station))
    return next((row for row in found if row.check.kind is CheckKind.MEMBERS), None)


def _form(row: Member | None = None) -> MemberForm:
    form = MemberForm(obj=row)
    form.kind.choices = offered(HOLDER_LABELS)
    form.unit_kind.choices = offered(UNIT_KIND_LABELS)
    return form


def _empty_form() -> MemberForm:
    form = _form()
    form.kind.data = Holder.PERSON.value
    form.unit_kind.data = UnitKind.OTHER.value
    return form


def _facts(form: MemberForm) -> MemberFacts:
    return MemberFacts(
        kind=Holder(form.kind.data),
        name=form.name.data or "",
        other_name=form.other_name.data or "",
        unit_kind=UnitKind(form.unit_kind.data) if form.unit_kind.data else None,
        contact=form.contact.data or "",
        phone=form.phone.data or "",
        post=form.post.data or "",
        joined_on=form.joined_on.data,
        left_on=form.left_on.data,
    )


@room.form("/organizations/<code:code>/registers/members/new", REGISTER_EDIT)
def member_new(code: str) -> ResponseReturnValue:
    """Add one member."""
    organization = web.load(Organization, code)
    form = _form() if request.method == "POST" else _empty_form()
    if form.posted():
        with web.acting(form) as act:
            organization = web.load(Organization, code)
            row = actions.add_member(organization, _facts(form), by=web.signed_in())
            act.done(
                url_for("registration.member_list", code=code) + "#new",
                gettext("%(name)s stands on the register.", name=row.name),
            )
        if act.response:
            return act.response
    return _member_page(form, organization, None)


@room.form("/register-members/<code:code>/edit", REGISTER_EDIT)
def member_edit(code: str) -> ResponseReturnValue:
    """Correct a member, or note the day on which it left."""
    row = web.load(Member, code)
    form = _form(row)
    web.stamp(form, row)
    answer = web.save(
        form,
        Member,
        code,
        lambda found: actions.edit_member(found, _facts(form), by=web.signed_in()),
        back=_members_beside,
    )
    return answer or _member_page(form, row.organization, row)


def _members_beside(member: Member) -> str:
    return url_for("registration.member_list", code=member.organization.code)


def _member_page(
    form: MemberForm, organization: Organization, row: Member | None
) -> ResponseReturnValue:
    return web.page(
        "registration/member_edit.html", form=form, organization=organization, member=row
    )


@room.post("/register-members/<code:code>/remove", REGISTER_EDIT)
def member_remove(code: str) -> ResponseReturnValue:
    """Take a line off the register that should never have stood there."""
    return web.remove(
        Member,
        code,
        lambda found: actions.remove(found, by=web.signed_in()),
        back=_members_beside,
    )


@room.form("/organizations/<code:code>/registers/lists/new", REGISTER_EDIT)
def member_import(code: str) -> ResponseReturnValue:
    """Paste or upload a list of members: it is judged first."""
    organization = web.load(Organization, code)
    form = ListForm()
    if form.posted():
        read = _read(form)
        if read is not None:
            with web.acting(form) as act:
                organization = web.load(Organization, code)
                found = lists.read_list(organization, *read, by=web.signed_in())
                act.done(url_for("registration.member_import_review", code=found.code))
            if act.response:
                return act.response
    return web.page("registration/member_import.html", form=form, organization=organization)


def _read(form: ListForm) -> tuple[str, Records] | None:
    """Where the list comes from and its records, or None with the reason beside the field."""
    upload = form.file.data
    try:
        if upload is not None and upload.filename:
            inspected = files.inspect(upload.stream, upload.filename, files.SHEET)
            sheets = read_roster(inspected.data, inspected.name)
            return inspected.name, sheets[0].records
        if not (form.text.data or "").strip():
            form.refuse("text", gettext("Please paste the list or choose a file."))
            return None
        return gettext("Pasted list"), read_text((form.text.data or "").encode())
    except FileRefused as refused:
        form.refuse("file", refused.message)
    except RosterRefused as refused:
        form.refuse("file" if upload and upload.filename else "text", refused.text(gettext))
    return None


@room.form("/register-lists/<code:code>", REGISTER_EDIT)
def member_import_review(code: str) -> ResponseReturnValue:
    """The list line by line with its verdicts; taking it in is the one button."""
    found = web.load(MemberList, code)
    form = ListForm()
    if request.method == "POST" and form.posted():
        with web.acting(form) as act:
            found = web.load(MemberList, code, lock=True)
            ticked = [int(one) for one in request.form.getlist("also") if one.isdecimal()]
            count = lists.take_in(found, ticked, by=web.signed_in())
            act.done(
                url_for("registration.member_list", code=found.organization.code),
                ngettext(
                    "%(num)s member was taken onto the register.",
                    "%(num)s members were taken onto the register.",
                    count,
                ),
            )
        if act.response:
            return act.response
    order = [Outcome.REFUSED, Outcome.DUPLICATE, Outcome.REPAIRED, Outcome.OK]
    return web.page(
        "registration/member_import_review.html",
        form=form,
        found=found,
        organization=found.organization,
        groups=[(one, OUTCOME_LABELS[one], _lines(found, one)) for one in order],
        limit=LINES_SHOWN,
        holder_labels={kind.value: text for kind, text in HOLDER_LABELS.items()},
    )


def _lines(found: MemberList, outcome: Outcome) -> list[dict[str, Any]]:
    """The lines of a verdict with their reasons in words."""
    return [
        {**row, "said": [reason_text(code, params) for code, params in row["reasons"]]}
        for row in found.rows
        if row["outcome"] == outcome.value
    ]


@room.post("/register-lists/<code:code>/remove", REGISTER_EDIT)
def member_import_remove(code: str) -> ResponseReturnValue:
    """Throw a list away."""
    with web.acting() as act:
        found = web.load(MemberList, code, lock=True)
        url = url_for("registration.member_list", code=found.organization.code)
        lists.discard(found, by=web.signed_in())
        act.done(url, gettext("The list is thrown away; nothing was taken in."))
    return act.answer
