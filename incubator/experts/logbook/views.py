"""The pages of the session log: list, log, correct, confirm or comment, and action items."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.logbook.forms import CommentForm, EntryForm, ItemForm, SessionForm
from incubator.experts.mentoring import actions
from incubator.experts.mentoring.models import ActionItem, Assignment, MentoringSession
from incubator.experts.mentoring.queries import (
    SessionFilter,
    open_items,
    select_sessions,
    topic_names,
    topics_for,
)
from incubator.experts.mentoring.rules import NOTE_READ, SESSION_READ
from incubator.experts.mentoring.workflow import (
    ITEM,
    SESSION,
    SESSION_CONFIRM,
    SESSION_LOG,
    SessionStatus,
)
from incubator.experts.pool.models import Expert
from incubator.experts.pool.queries import pool_rules
from incubator.experts.room import room
from incubator.kernel import access, navigation, paging, web
from incubator.kernel.access import Person
from incubator.kernel.errors import Conflict
from incubator.kernel.forms import choices
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, label, lazy

navigation.offer(
    Entry(
        Platform.SUPERVISION,
        lazy("Mentoring sessions"),
        "experts.session_list",
        SESSION_READ,
        "messages",
        order=20,
    )
)
TABS = ("", SessionStatus.LOGGED, SessionStatus.COMMENTED, SessionStatus.CONFIRMED)


@room.get("/mentoring/sessions", SESSION_READ)
def session_list() -> ResponseReturnValue:
    """The sessions that this person may see, newest first."""
    person = web.signed_in()
    wanted = SessionFilter(
        status=request.args.get("status", ""),
        words=request.args.get("q", "").strip()[:60],
        organization_code=request.args.get("organization", "")[:12],
    )
    query = select_sessions(person, SESSION_READ, wanted)
    page = paging.newest_first(
        query, MentoringSession.id, after=request.args.get("after", type=int)
    )
    return web.page(
        "experts/session_list.html",
        page=page,
        wanted=wanted,
        filters=[(str(name), _count(person, wanted, name)) for name in TABS],
        topics=topic_names(None),
        SESSION=SESSION,
    )


def _count(person: Person, wanted: SessionFilter, status: str) -> str:
    narrowed = SessionFilter(str(status), wanted.words, wanted.organization_code)
    return paging.shown_count(paging.count_up_to(select_sessions(person, SESSION_READ, narrowed)))


@room.form("/mentoring/assignments/<code:code>/sessions/new", SESSION_LOG)
def session_new(code: str) -> ResponseReturnValue:
    """Log a session: one screen, under a minute."""
    assignment = web.load(Assignment, code)
    items = {row.code: row for row in open_items(assignment.organization_id)}
    form = SessionForm()
    first = _offer(form, assignment.expert)
    form.finished.choices = choices((row.code, row.text) for row in items.values())
    if form.posted():
        with web.acting(form) as act:
            assignment = web.load(Assignment, code, lock=True)
            session = actions.log_session(
                assignment,
                form.entry(),
                by=web.signed_in(),
                items=form.item_facts(),
                finished=[items[key] for key in form.finished.data or () if key in items],
            )
            act.done(url_for("experts.session_result", code=session.code))
        if act.response:
            return act.response
    return web.page(
        "experts/session_new.html",
        form=form,
        assignment=assignment,
        items=items,
        first=first,
    )


def _offer(form: EntryForm, expert: Expert) -> list[str] | None:
    """Set the choices of a form; returns the topics of the expert's own fields, None to show all."""
    names = topic_names(expert.park)
    own, others = topics_for(expert)
    modes = pool_rules(expert.park).modes
    form.offer(
        [(slug, label(name)) for slug, name in modes.items()],
        [(slug, label(names[slug])) for slug in own + others],
    )
    return own or None


@room.get("/mentoring/sessions/<code:code>/result", SESSION_LOG)
def session_result(code: str) -> ResponseReturnValue:
    """What happens next after a session was logged."""
    session = web.load(MentoringSession, code)
    return web.page("experts/session_result.html", session=session, count=len(session.items))


@room.get("/mentoring/sessions/<code:code>", SESSION_READ)
def session_detail(code: str) -> ResponseReturnValue:
    """One session: advice, what was agreed, and the organization's word."""
    session = web.load(MentoringSession, code)
    person = web.signed_in()
    return web.page(
        "experts/session_detail.html",
        session=session,
        items=session.items,
        topics=topic_names(session.expert.park),
        modes=pool_rules(session.expert.park).modes,
        SESSION=SESSION,
        ITEM=ITEM,
        **_rights(session, person),
    )


def _rights(session: MentoringSession, person: Person) -> dict[str, Any]:
    is_correctable = session.status in {SessionStatus.LOGGED, SessionStatus.COMMENTED}
    return {
        "sees_note": access.allows(person, NOTE_READ, session),
        "may_correct": is_correctable and access.allows(person, SESSION_LOG, session),
        "may_comment": session.status is SessionStatus.LOGGED
        and session.logged_by_id != person.id
        and access.allows(person, SESSION_CONFIRM, session),
    }


@room.form("/mentoring/sessions/<code:code>/edit", SESSION_LOG)
def session_edit(code: str) -> ResponseReturnValue:
    """Correct a record before it is confirmed."""
    session = web.load(MentoringSession, code)
    form = EntryForm(obj=session)
    first = _offer(form, session.expert)
    web.stamp(form, session)
    answer = web.save(
        form,
        MentoringSession,
        code,
        lambda row: actions.correct_session(row, form.entry(), by=web.signed_in()),
        back=lambda row: url_for("experts.session_detail", code=row.code),
    )
    return answer or web.page("experts/session_edit.html", form=form, session=session, first=first)


@room.form("/mentoring/sessions/<code:code>/comment", SESSION_CONFIRM)
def session_comment(code: str) -> ResponseReturnValue:
    """The organization says what is not right."""
    session = web.load(MentoringSession, code)
    form = CommentForm()
    answer = web.save(
        form,
        MentoringSession,
        code,
        lambda row: actions.comment_session(row, by=web.signed_in(), reason=form.reason.data or ""),
        back=lambda row: url_for("experts.session_detail", code=row.code),
        done=gettext("Sent. The expert corrects the record or talks to you."),
    )
    return answer or web.page("experts/session_comment.html", form=form, session=session)


@room.moves("/mentoring/sessions/<code:code>/moves/<move>", SESSION)
def session_move(code: str, move: str) -> ResponseReturnValue:
    """Confirm or withdraw a session."""
    return web.move(
        MentoringSession,
        code,
        move,
        table=SESSION,
        actions={
            "confirm": _confirm_as_seen,
            "comment": actions.comment_session,
            "correct": web.by_page,
            "withdraw": actions.withdraw_session,
        },
        back=lambda row: url_for("experts.session_detail", code=row.code),
    )


def _confirm_as_seen(session: MentoringSession, *, by: Person, reason: str) -> None:
    """Confirm only what stood on the page: a correction made since then is shown first."""
    seen = request.form.get("version", "")
    if seen and seen != str(session.version):
        raise Conflict(lazy("The record was corrected in the meantime. Please look at it again."))
    actions.confirm_session(session, by=by, reason=reason)


@room.form("/mentoring/sessions/<code:code>/items/new", SESSION_LOG)
def item_new(code: str) -> ResponseReturnValue:
    """Add an action item to a session that may still be corrected."""
    session = web.load(MentoringSession, code)
    form = ItemForm()
    answer = web.save(
        form,
        MentoringSession,
        code,
        lambda row: actions.add_item(row, form.facts(), by=web.signed_in()),
        back=lambda row: url_for("experts.session_detail", code=row.code),
        done=gettext("Added."),
    )
    return answer or web.page("experts/item_new.html", form=form, session=session)


@room.moves("/mentoring/items/<code:code>/moves/<move>", ITEM)
def item_move(code: str, move: str) -> ResponseReturnValue:
    """Tick an item, take the tick back, or drop it."""
    return web.move(
        ActionItem,
        code,
        move,
        table=ITEM,
        actions={
            "finish": actions.finish_item,
            "reopen": actions.reopen_item,
            "drop": actions.drop_item,
        },
        back=lambda row: url_for("experts.session_detail", code=row.session.code),
    )
