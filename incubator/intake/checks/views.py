"""The park's pages on applications: the list of a call, and the completeness check of one."""

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.applications import actions, queries
from incubator.intake.applications.forms import AskBackForm, ask_back_form
from incubator.intake.applications.models import Application
from incubator.intake.applications.rules import APPLICATION_CHECK_READ, APPLICATION_LIST
from incubator.intake.applications.workflow import APPLICATION_CHECK, APPLICATION_FLOW
from incubator.intake.calls.models import KIND_LABELS, Call
from incubator.intake.calls.queries import limit_days
from incubator.intake.calls.rules import badge_of
from incubator.intake.room import room
from incubator.kernel import access, clock, duedates, text, web, workdays
from incubator.kernel.access import Person
from incubator.kernel.duedates import DueDate, Kind
from incubator.kernel.forms import clean_text
from incubator.kernel.text import gettext, lazy

TAB_LABELS = {
    "submitted": lazy("To be checked"),
    "asked_back": lazy("Being corrected"),
    "complete": lazy("First check passed"),
    "review": lazy("In review"),
    "decided": lazy("Decided"),
    "drafting": lazy("Drafts"),
    "ended": lazy("Ended"),
    "all": lazy("All"),
}


@room.get("/calls/<code:code>/applications", APPLICATION_LIST)
def application_list(code: str) -> ResponseReturnValue:
    """The applications to one call, by state."""
    call = web.load(Call, code)
    counts = queries.counts_by_status(call)
    words = clean_text(request.args.get("q", ""))[:60]
    tab = request.args.get("tab", "")
    tab = tab if tab in TAB_LABELS else _first_tab(counts)
    after = request.args.get("after", type=int)
    page = queries.page_of(call, tab, words, after)
    return web.page(
        "intake/application_list.html",
        call=call,
        applications=page.rows,
        tabs=[_tab(call, name, counts, tab, words) for name in TAB_LABELS],
        tab=tab,
        words=words,
        total=sum(counts.values()),
        pager_urls=_pager_urls(call, tab, words, page.next_key, after),
        FLOW=APPLICATION_FLOW,
        badge_of=badge_of,
        kind_labels=KIND_LABELS,
        due=_due_texts(page.rows),
    )


def _first_tab(counts: dict[str, int]) -> str:
    return "submitted" if counts.get("submitted") else "all"


def _count(name: str, counts: dict[str, int]) -> int:
    return sum(counts.get(str(status), 0) for status in queries.TABS[name])


def _tab(call: Call, name: str, counts: dict[str, int], chosen: str, words: str) -> dict[str, Any]:
    url = url_for("intake.application_list", code=call.code, tab=name, q=words or None)
    count = _count(name, counts)
    return {"label": TAB_LABELS[name], "url": url, "active": name == chosen, "count": count}


def _pager_urls(
    call: Call, tab: str, words: str, next_key: int | None, after: int | None
) -> dict[str, str | None]:
    arguments: dict[str, Any] = {"code": call.code, "tab": tab, "q": words or None}
    return {
        "prev_url": url_for("intake.application_list", **arguments) if after else None,
        "next_url": url_for("intake.application_list", **arguments, after=next_key)
        if next_key
        else None,
    }


def _due_texts(rows: Any) -> dict[int, dict[str, Any]]:  # noqa: ANN401 a page of rows
    """The deadlines of the rows: of the park's check, or of the applicant's corrections."""
    calendar = workdays.current()
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        state = str(row.status)
        if state == "asked_back" and row.answer_by_on:
            day = row.answer_by_on
        elif state == "submitted" and row.submitted_at:
            start = clock.local(row.submitted_at).date()
            day = calendar.add_working_days(start, limit_days(row.call, "completeness_check")).date
        else:
            continue
        left = calendar.working_days_between(clock.today(), day)
        found[row.id] = {
            "text": due_text(left, text.show_date(day)),
            "late": left < 0,
            "soon": 0 <= left <= 1,
        }
    return found


def due_text(left: int, day: str) -> str:
    """A deadline in working days, as people say it."""
    words: str = gettext("Today is the last day")
    if left < 0:
        words = gettext("Overdue since %(day)s", day=day)
    elif left > 0:
        words = text.ngettext(
            "%(num)s working day left (until %(day)s)",
            "%(num)s working days left (until %(day)s)",
            left,
            day=day,
        )
    return words


@room.get("/applications/<code:code>/check", APPLICATION_CHECK_READ)
def application_check(code: str) -> ResponseReturnValue:
    """Evidence left, judgement right: is everything there?"""
    application = web.load(Application, code)
    return _check_page(application, _ask_back_form(application))


@room.form("/applications/<code:code>/ask-back", APPLICATION_CHECK)
def application_ask_back_new(code: str) -> ResponseReturnValue:
    """Send one list of everything that is missing."""
    application = web.load(Application, code)
    form = _ask_back_form(application)
    if form.posted():
        slugs = [row.slug for row in application.sections]
        with web.acting(form) as act:
            application = web.load(Application, code, lock=True)
            request_sent = actions.ask_back(application, form.items(slugs), by=web.signed_in())
            day = text.show_date(request_sent.answer_by_on, weekday=True)
            act.done(
                url_for("intake.application_check", code=code),
                gettext("Sent as one list. The applicant has until %(day)s.", day=day),
            )
        if act.response:
            return act.response
        application = web.load(Application, code)
    return _check_page(application, form)


def _ask_back_form(application: Application) -> AskBackForm:
    asked = queries.form_of(application.call, application.kind.value)
    return ask_back_form(asked.sections)


def _check_page(application: Application, form: AskBackForm) -> Response:
    asked = queries.form_of(application.call, application.kind.value)
    views = queries.views_of(application, asked)
    added, removed = queries.file_changes(application)
    is_open = str(application.status) == "submitted"
    return web.page(
        "intake/application_check.html",
        form=form,
        application=application,
        views=views,
        FLOW=APPLICATION_FLOW,
        kind=KIND_LABELS[application.kind],
        may_check=is_open and access.allows(web.person(), APPLICATION_CHECK, application),
        changes=queries.changes_since_last(application, asked),
        files_added=added,
        files_removed=removed,
        last_request=application.ask_backs[-1] if application.ask_backs else None,
        titles={view.section.slug: view.section.title for view in views},
        due=_due_texts([application]).get(application.id),
        answer_days=limit_days(application.call, "answer_to_ask_back"),
        next_code=queries.next_to_check(application),
    )


ENTRY = Kind("entry", text.lazy("Calls and applications"))


@duedates.source
def corrections_due(person: Person, first: date, last: date) -> list[DueDate]:
    """Until when corrections are awaited, for both sides."""
    return [
        DueDate(
            gettext("Corrections to the application"),
            row.organization.name,
            row.answer_by_on,
            "intake.application_detail",
            {"code": row.code},
            kind=ENTRY,
        )
        for row in queries.answers_due(person, first, last)
        if row.answer_by_on is not None
    ]
