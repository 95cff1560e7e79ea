"""The applicant's pages: begin, one page per topic, documents, submission, and what follows."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.applications import actions, queries
from incubator.intake.applications.forms import (
    ApplyForm,
    SubmitForm,
)
from incubator.intake.applications.models import Application
from incubator.intake.applications.rules import (
    APPLICATION_EDIT,
    APPLICATION_OWN,
    APPLICATION_READ,
)
from incubator.intake.applications.workflow import APPLICATION_FLOW, APPLICATION_SUBMIT
from incubator.intake.calls.forms import KIND_CHOICES
from incubator.intake.calls.models import KIND_LABELS, ApplicantKind, Call
from incubator.intake.calls.queries import get_public_call, limit_days
from incubator.intake.calls.rules import check_open
from incubator.intake.room import room
from incubator.kernel import access, clock, navigation, text, web, workdays
from incubator.kernel.access import SIGNED_IN
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import choices
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, label, lazy
from incubator.kernel.workflow import ICONS, Badge, Tone
from incubator.organizations.models import LegalForm, Organization
from incubator.organizations.queries import organizations_of
from incubator.organizations.rules import ProspectFacts

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("My applications"),
        "intake.application_own_list",
        APPLICATION_OWN,
        "clipboard-text",
        order=11,
        section=Section.ADMISSION,
    )
)
MOVES = {
    "withdraw": actions.withdraw,
    "resume": actions.resume,
    "complete": actions.complete,
    "recheck": actions.recheck,
    "lapse": actions.lapse,
}
FORMS = {
    ApplicantKind.UNREGISTERED: LegalForm.TEAM,
    ApplicantKind.FILED: LegalForm.COMMUNITY_GROUP,
}
NEW = "new"


def _badge(words: Any, tone: Tone) -> Badge:  # noqa: ANN401 a lazy text
    return Badge(words, tone.value, ICONS[tone])


def section_badge(application: Application, view: queries.SectionView) -> Badge:
    """How far one section is, in a word."""
    row = view.row
    if application.is_editable and row.ask_back and not row.is_corrected:
        return _badge(lazy("Needs your correction"), Tone.WAITING)
    if application.is_editable and row.is_locked:
        return Badge(lazy("Locked"), Tone.DONE.value, "lock")
    if view.is_complete and view.is_started:
        return _badge(lazy("Complete"), Tone.GOOD)
    if view.is_started:
        return _badge(lazy("Begun"), Tone.PROGRESS)
    return _badge(lazy("Not begun"), Tone.NEUTRAL)


@room.get("/applications", APPLICATION_OWN)
def application_own_list() -> ResponseReturnValue:
    """The applications of one's organizations."""
    applications = queries.own_applications(web.signed_in())
    return web.page(
        "intake/application_own_list.html", applications=applications, FLOW=APPLICATION_FLOW
    )


@room.form("/calls/<code:code>/application", SIGNED_IN)
def application_new(code: str) -> ResponseReturnValue:
    """Begin an application: for which organization, and as what kind of applicant."""
    call = get_public_call(code)
    mine = organizations_of(web.signed_in())
    form = _apply_form(call, mine)
    closed = _why_closed(call)
    if not closed and form.posted() and (_is_known(form) or form.check_new()):
        with web.acting(form) as act:
            started = _start(get_public_call(code), form, mine)
            message = gettext("You can fill in the pages in any order. Everything is saved.")
            if not started.is_new:
                message = gettext("Your organization has already begun this application.")
            target = url_for("intake.application_detail", code=started.application.code)
            act.done(target, message)
        if act.response:
            return act.response
    return web.page(
        "intake/application_new.html", form=form, call=call, closed=closed, has_own=bool(mine)
    )


def _apply_form(call: Call, mine: list[Organization]) -> ApplyForm:
    form = ApplyForm()
    form.organization.choices = choices(
        [
            *((row.code, row.name) for row in mine),
            (NEW, gettext("Another organization or team")),
        ]
    )
    form.kind.choices = choices([pair for pair in KIND_CHOICES if pair[0] in call.applicant_kinds])
    if not form.is_submitted():
        form.kind.data = request.args.get("kind") or _likely_kind(call, mine)
        form.organization.data = mine[0].code if mine else NEW
    if not mine:
        form.organization.data = NEW
    return form


def _likely_kind(call: Call, mine: list[Organization]) -> str | None:
    """The kind that fits one's own organization, else the first that the call names."""
    known = {words: kind for kind, words in FORMS.items()}
    if mine:
        return known.get(mine[0].legal_form, ApplicantKind.REGISTERED).value
    return next(iter(call.applicant_kinds), None)


def _why_closed(call: Call) -> Any:  # noqa: ANN401 a lazy text
    try:
        check_open(call)
    except Refusal as refusal:
        return refusal.message
    return None


def _is_known(form: ApplyForm) -> bool:
    return form.organization.data not in (None, "", NEW)


def _start(call: Call, form: ApplyForm, mine: list[Organization]) -> actions.Started:
    kind = ApplicantKind(form.kind.data)
    person = web.signed_in()
    if _is_known(form):
        found = next((row for row in mine if row.code == form.organization.data), None)
        if found is None:
            raise Absent
        if kind is ApplicantKind.REGISTERED and not found.is_registered:
            raise Refusal(
                gettext("This organization's file has no credit code yet. Enter it as a new one."),
                field="kind",
            )
        return actions.start_for(call, kind, found, by=person)
    legal_form = FORMS.get(kind) or LegalForm(form.legal_form.data)
    registered = kind is ApplicantKind.REGISTERED
    facts = ProspectFacts(
        name=form.name.data or "",
        legal_form=legal_form,
        credit_code=form.credit_code.data if registered else None,
        town=form.town.data or "",
        region_id=call.park.region_id,
    )
    return actions.start(call, kind, facts, by=person)


@room.get("/applications/<code:code>", APPLICATION_READ)
def application_detail(code: str) -> ResponseReturnValue:
    """The applicant's task list; the park's people are sent on to their own page."""
    application = web.load(Application, code)
    if not access.allows(web.person(), APPLICATION_OWN, application):
        return redirect(url_for("intake.application_check", code=code), 303)
    views = queries.views_of(application)
    return web.page(
        "intake/application_detail.html",
        application=application,
        FLOW=APPLICATION_FLOW,
        tasks=[_task(application, view) for view in views],
        done=sum(1 for view in views if view.is_complete),
        gaps=[gap for view in views for gap in view.gaps],
        request_sent=application.ask_backs[-1] if application.ask_backs else None,
        titles={view.section.slug: label(view.section.title) for view in views},
        may_submit=access.allows(web.person(), APPLICATION_SUBMIT, application),
        closed=_why_closed(application.call) if application.round == 0 else None,
        steps=next_steps(application),
    )


def _task(application: Application, view: queries.SectionView) -> dict[str, Any]:
    row = view.row
    hint: Any = None
    if application.is_editable and row.ask_back:
        hint = row.ask_back
    elif application.is_editable and view.gaps and view.is_started:
        hint = text.ngettext(
            "%(num)s point is missing", "%(num)s points are missing", len(view.gaps)
        )
    return {
        "label": label(view.section.title),
        "state": section_badge(application, view),
        "hint": hint,
        "url": url_for("intake.application_section_edit", code=application.code, section=row.slug)
        if application.is_editable and not row.is_locked
        else url_for("intake.application_answers", code=application.code, _anchor=row.slug),
    }


def next_steps(application: Application) -> list[str]:
    """What follows a submission, and by when, in working days from it."""
    if application.submitted_at is None:
        return []
    day = clock.local(application.submitted_at).date()
    check = workdays.after(day, limit_days(application.call, "completeness_check")).date
    return [
        gettext(
            "The park checks whether everything is there, until %(day)s.",
            day=text.show_date(check, weekday=True),
        ),
        gettext(
            "If something is missing, you get one list with everything and %(days)s working days.",
            days=limit_days(application.call, "answer_to_ask_back"),
        ),
        gettext(
            "Then at least three experts review it within %(days)s working days; "
            "the result is published.",
            days=limit_days(application.call, "expert_review"),
        ),
    ]


@room.form("/applications/<code:code>/submission", APPLICATION_EDIT)
def application_submission_new(code: str) -> ResponseReturnValue:
    """Check the answers and submit; everything that is missing is named at once."""
    application = web.load(Application, code)
    if not application.is_editable:
        return redirect(url_for("intake.application_submission_detail", code=code), 303)
    form = SubmitForm()
    if form.posted():
        with web.acting(form) as act:
            application = web.load(Application, code, APPLICATION_SUBMIT, lock=True)
            actions.submit(application, by=web.signed_in())
            act.done(url_for("intake.application_submission_detail", code=code))
        if act.response:
            return act.response
        application = web.load(Application, code)
    views = queries.views_of(application)
    return web.page(
        "intake/application_submission_new.html",
        form=form,
        application=application,
        views=views,
        gaps=[gap for view in views for gap in view.gaps],
        titles={view.section.slug: label(view.section.title) for view in views},
        closed=_why_closed(application.call) if application.round == 0 else None,
        may_submit=access.allows(web.person(), APPLICATION_SUBMIT, application),
    )


@room.get("/applications/<code:code>/submitted", APPLICATION_READ)
def application_submission_detail(code: str) -> ResponseReturnValue:
    """After submitting: the number, and what happens next and when."""
    application = web.load(Application, code)
    if application.submitted_at is None:
        raise Absent
    return web.page(
        "intake/application_submission_detail.html",
        application=application,
        steps=next_steps(application),
    )


@room.get("/applications/<code:code>/answers", APPLICATION_READ)
def application_answers(code: str) -> ResponseReturnValue:
    """All answers on one page, for reading and printing."""
    application = web.load(Application, code)
    return web.page(
        "intake/application_answers.html",
        application=application,
        views=queries.views_of(application),
        FLOW=APPLICATION_FLOW,
        kind=KIND_LABELS[application.kind],
    )


@room.moves("/applications/<code:code>/moves/<move>", APPLICATION_FLOW)
def application_move(code: str, move: str) -> ResponseReturnValue:
    """The moves that are one button; all others have pages of their own."""
    if move not in MOVES:
        raise Absent
    return web.move(
        Application,
        code,
        move,
        table=APPLICATION_FLOW,
        actions=MOVES,
        back=lambda row: url_for("intake.application_detail", code=row.code),
    )
