"""The pages of meetings: the list, the notice, the sign-in sheet for phones, the resolutions."""

from collections.abc import Sequence

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from incubator.kernel import clock, web
from incubator.kernel.forms import clean_text
from incubator.kernel.text import gettext, ngettext
from incubator.organizations.models import Organization
from incubator.registration.assemblies.forms import (
    GuestForm,
    MeetingForm,
    ResolutionForm,
    SheetForm,
)
from incubator.registration.books.wording import book_of, offered
from incubator.registration.cases.wording import is_sample
from incubator.registration.meetings import actions, queries
from incubator.registration.meetings.models import (
    MATTER_LABELS,
    MEETING_LABELS,
    PRESENCE_LABELS,
    Attendance,
    Matter,
    Meeting,
    MeetingKind,
    Presence,
    Resolution,
)
from incubator.registration.meetings.rules import MeetingFacts, ResolutionFacts
from incubator.registration.prechecks.queries import meeting_report, meeting_reports
from incubator.registration.registers.rules import REGISTER_EDIT, REGISTER_READ
from incubator.registration.room import room


@room.get("/organizations/<code:code>/registers/meetings", REGISTER_READ)
def meeting_list(code: str) -> ResponseReturnValue:
    """The meetings, the newest first, each with its heads."""
    organization = web.load(Organization, code)
    book = book_of(organization, web.signed_in())
    return web.page(
        "registration/meeting_list.html",
        book=book,
        organization=organization,
        reports=meeting_reports(organization, book.case),
        labels=MEETING_LABELS,
    )


def _form(row: Meeting | None = None) -> MeetingForm:
    form = MeetingForm(obj=row)
    form.kind.choices = offered(MEETING_LABELS)
    return form


def _facts(form: MeetingForm) -> MeetingFacts:
    return MeetingFacts(
        kind=MeetingKind(form.kind.data),
        called_on=form.called_on.data,
        held_on=form.held_on.data or clock.today(),
        starts_at=form.starts_at.data or "",
        place=form.place.data or "",
        chair=form.chair.data or "",
        secretary=form.secretary.data or "",
        items=tuple((form.items.data or "").splitlines()),
    )


@room.form("/organizations/<code:code>/registers/meetings/new", REGISTER_EDIT)
def meeting_new(code: str) -> ResponseReturnValue:
    """Call a meeting: its sign-in sheet is laid out at once."""
    organization = web.load(Organization, code)
    form = _form()
    if form.posted():
        with web.acting(form) as act:
            organization = web.load(Organization, code)
            meeting = actions.call_meeting(organization, _facts(form), by=web.signed_in())
            url = url_for("registration.meeting_detail", code=meeting.code)
            act.done(url, gettext("The meeting is called; its sign-in sheet is laid out."))
        if act.response:
            return act.response
    return web.page(
        "registration/meeting_edit.html", form=form, organization=organization, meeting=None
    )


@room.get("/register-meetings/<code:code>", REGISTER_READ)
def meeting_detail(code: str) -> ResponseReturnValue:
    """One meeting: notice, agenda, who came, what was decided, and whether it was enough."""
    meeting = web.load(Meeting, code)
    book = book_of(meeting.organization, web.signed_in())
    report = meeting_report(meeting, book.case)
    return web.page(
        "registration/meeting_detail.html",
        book=book,
        meeting=meeting,
        organization=meeting.organization,
        tally=report.tally,
        decided=list(zip(report.resolutions, report.tally.votes, strict=True)),
        labels=MEETING_LABELS,
        matter_labels=MATTER_LABELS,
        is_sample=is_sample,
    )


@room.form("/register-meetings/<code:code>/edit", REGISTER_EDIT)
def meeting_edit(code: str) -> ResponseReturnValue:
    """Correct the notice or the agenda."""
    meeting = web.load(Meeting, code)
    form = _form(meeting)
    web.stamp(form, meeting)
    if not form.is_submitted():
        form.items.data = "\n".join(meeting.items)
    answer = web.save(
        form,
        Meeting,
        code,
        lambda found: actions.edit_meeting(found, _facts(form), by=web.signed_in()),
        back=_page_of,
    )
    return answer or web.page(
        "registration/meeting_edit.html",
        form=form,
        organization=meeting.organization,
        meeting=meeting,
    )


@room.post("/register-meetings/<code:code>/remove", REGISTER_EDIT)
def meeting_remove(code: str) -> ResponseReturnValue:
    """Take a meeting out that was not held."""
    return web.remove(
        Meeting,
        code,
        lambda found: actions.cancel_meeting(found, by=web.signed_in()),
        back=lambda found: url_for("registration.meeting_list", code=found.organization.code),
    )


def _page_of(meeting: Meeting) -> str:
    return url_for("registration.meeting_detail", code=meeting.code)


@room.form("/register-meetings/<code:code>/sheet", REGISTER_EDIT)
def sheet_edit(code: str) -> ResponseReturnValue:
    """The sign-in sheet to tick off, a hundred lines a page; two may tick at two doors."""
    meeting = web.load(Meeting, code)
    form = SheetForm()
    after = request.args.get("after", type=int)
    page = queries.page_of_sheet(meeting, after=after)
    if form.posted():
        with web.acting(form) as act:
            meeting = web.load(Meeting, code)
            changed = _changed(page.rows, request.form)
            actions.sign_in_many(meeting, changed, by=web.signed_in())
            url = url_for("registration.sheet_edit", code=code, after=after)
            act.done(url, ngettext("%(num)s line saved.", "%(num)s lines saved.", len(changed)))
        if act.response:
            return act.response
    here = "registration.sheet_edit"
    return web.page(
        "registration/sheet_edit.html",
        form=form,
        guest=GuestForm(),
        meeting=meeting,
        organization=meeting.organization,
        rows=page.rows,
        typed=_changed(page.rows, form.kept or request.form),
        turnout=queries.turnout_of(meeting),
        labels=MEETING_LABELS,
        presence_labels=PRESENCE_LABELS,
        pages={
            "next_url": url_for(here, code=code, after=page.next_key) if page.next_key else None,
            "prev_url": url_for(here, code=code) if page.previous_key is not None else None,
        },
    )


def _changed(
    rows: Sequence[Attendance], typed: MultiDict[str, str]
) -> dict[str, tuple[Presence, str]]:
    """The lines that what was typed changes; what somebody else ticked meanwhile stays."""
    here = set(typed.getlist("here"))
    found: dict[str, tuple[Presence, str]] = {}
    for row in rows:
        proxy = clean_text(typed.get(f"proxy-{row.code}", ""))[:60]
        came = Presence.IN_PERSON if row.code in here else Presence.ABSENT
        wanted = Presence.BY_PROXY if proxy else came
        if typed.get(f"was-{row.code}") not in {None, f"{wanted.value} {proxy}".strip()}:
            found[row.code] = (wanted, proxy)
    return found


@room.post("/register-meetings/<code:code>/sheet/fill", REGISTER_EDIT)
def sheet_fill(code: str) -> ResponseReturnValue:
    """Add those of the register who joined since the sheet was laid out."""
    with web.acting() as act:
        meeting = web.load(Meeting, code, lock=True)
        count = actions.lay_out_sheet(meeting, by=web.signed_in())
        url = url_for("registration.sheet_edit", code=code)
        act.done(url, ngettext("%(num)s line added.", "%(num)s lines added.", count))
    return act.answer


@room.form("/register-meetings/<code:code>/guests/new", REGISTER_EDIT)
def attendance_new(code: str) -> ResponseReturnValue:
    """Put somebody on the sheet who does not stand in the register."""
    meeting = web.load(Meeting, code)
    form = GuestForm()
    answer = web.save(
        form,
        Meeting,
        code,
        lambda found: actions.add_attendance(
            found, form.name.data or "", has_vote=bool(form.has_vote.data), by=web.signed_in()
        ),
        back=_sheet_of,
    )
    return answer or web.page("registration/attendance_new.html", form=form, meeting=meeting)


@room.post("/register-attendances/<code:code>/remove", REGISTER_EDIT)
def attendance_remove(code: str) -> ResponseReturnValue:
    """Take a line off the sheet."""
    return web.remove(
        Attendance,
        code,
        lambda found: actions.remove_attendance(found, by=web.signed_in()),
        back=lambda found: _sheet_of(found.meeting),
    )


def _sheet_of(meeting: Meeting) -> str:
    return url_for("registration.sheet_edit", code=meeting.code)


def _resolution_form(row: Resolution | None = None) -> ResolutionForm:
    form = ResolutionForm(obj=row)
    form.matter.choices = offered(MATTER_LABELS)
    return form


def _resolution_facts(form: ResolutionForm) -> ResolutionFacts:
    return ResolutionFacts(
        text=form.text.data or "",
        matter=Matter(form.matter.data),
        votes_for=form.votes_for.data or 0,
        votes_against=form.votes_against.data or 0,
        votes_abstain=form.votes_abstain.data or 0,
    )


@room.form("/register-meetings/<code:code>/resolutions/new", REGISTER_EDIT)
def resolution_new(code: str) -> ResponseReturnValue:
    """Write down what was decided."""
    meeting = web.load(Meeting, code)
    form = _resolution_form()
    answer = web.save(
        form,
        Meeting,
        code,
        lambda found: actions.resolve(found, _resolution_facts(form), by=web.signed_in()),
        back=_page_of,
    )
    return answer or _resolution_page(form, meeting, None)


@room.form("/register-resolutions/<code:code>/edit", REGISTER_EDIT)
def resolution_edit(code: str) -> ResponseReturnValue:
    """Correct a resolution."""
    row = web.load(Resolution, code)
    form = _resolution_form(row)
    web.stamp(form, row)
    answer = web.save(
        form,
        Resolution,
        code,
        lambda found: actions.edit_resolution(found, _resolution_facts(form), by=web.signed_in()),
        back=lambda found: _page_of(found.meeting),
    )
    return answer or _resolution_page(form, row.meeting, row)


def _resolution_page(
    form: ResolutionForm, meeting: Meeting, row: Resolution | None
) -> ResponseReturnValue:
    return web.page(
        "registration/resolution_edit.html",
        form=form,
        meeting=meeting,
        resolution=row,
        turnout=queries.turnout_of(meeting),
    )


@room.post("/register-resolutions/<code:code>/remove", REGISTER_EDIT)
def resolution_remove(code: str) -> ResponseReturnValue:
    """Take a resolution out."""
    return web.remove(
        Resolution,
        code,
        lambda found: actions.remove_resolution(found, by=web.signed_in()),
        back=lambda found: _page_of(found.meeting),
    )
