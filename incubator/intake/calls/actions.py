"""What can be done with calls: prepare, edit, publish, extend, close, cancel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incubator.intake.calls.models import Call
from incubator.intake.calls.queries import rules_of
from incubator.intake.calls.questions import NEEDS, OWN_PREFIX
from incubator.intake.calls.rules import (
    CALL_EDIT,
    check_editable,
    check_extension,
    check_places,
    check_publishable,
    check_window,
)
from incubator.intake.calls.workflow import CALL_FLOW
from incubator.kernel import access, clock, workflow
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.text import lazy
from incubator.territory.actions import next_number
from incubator.territory.models import Park

Listener = Callable[..., None]
_when_cancelled: list[Listener] = []
MOST_OWN_QUESTIONS = 20


@dataclass(frozen=True)
class CallFacts:
    """What a call says: its text, its window, its places, who may apply."""

    title: str
    text: str
    opens_at: datetime
    closes_at: datetime
    places_physical: int
    places_virtual: int
    applicant_kinds: list[str]


@dataclass(frozen=True)
class OwnQuestion:
    """A question that the operator adds to one section of one call."""

    section: str
    label: str
    type: str
    limit: int
    required: bool


def when_cancelled(listener: Listener) -> Listener:
    """Let another noun of this room act in the same unit when a call is cancelled."""
    if listener not in _when_cancelled:
        _when_cancelled.append(listener)
    return listener


def create_call(park: Park, facts: CallFacts, *, by: Person) -> Call:
    """Prepare a call with copies of the questions, documents and conditions in force, rules pinned."""
    access.check(by, CALL_EDIT, park)
    check_window(facts.opens_at, facts.closes_at)
    check_places(facts.places_physical, facts.places_virtual)
    call = Call(
        park=park,
        park_id=park.id,
        number=next_number(park.id, "call"),
        documents=rules_of("intake.entry_documents", park).body["documents"],
        sections=rules_of("intake.application_sections", park).body["sections"],
        conditions=rules_of("intake.refusal_conditions", park).body,
        rubric=rules_of("intake.rubric", park),
        limits=rules_of("intake.time_limits", park),
        created_by_id=by.id,
        **vars(facts),
    )
    db.session.add(call)
    db.session.flush()
    return call


def edit_call(call: Call, facts: CallFacts, *, by: Person) -> None:
    """Change a draft's text, window, places and kinds."""
    access.check(by, CALL_EDIT, call)
    check_editable(call)
    check_window(facts.opens_at, facts.closes_at)
    check_places(facts.places_physical, facts.places_virtual)
    for name, value in vars(facts).items():
        setattr(call, name, value)
    db.session.flush()


def set_document_needs(call: Call, needs: dict[str, dict[str, str]], *, by: Person) -> None:
    """Say per document and kind of applicant whether it is required."""
    access.check(by, CALL_EDIT, call)
    check_editable(call)
    changed = []
    for document in call.documents:
        wanted = needs.get(document["slug"], {})
        sound = {kind: need for kind, need in wanted.items() if need in NEEDS}
        changed.append({**document, **sound})
    call.documents = changed
    db.session.flush()


def add_question(call: Call, question: OwnQuestion, *, by: Person) -> None:
    """Add a question of the operator's own to one section."""
    access.check(by, CALL_EDIT, call)
    check_editable(call)
    slugs = [entry["slug"] for section in call.sections for entry in section["questions"]]
    own = [int(slug.removeprefix(OWN_PREFIX)) for slug in slugs if slug.startswith(OWN_PREFIX)]
    if len(own) >= MOST_OWN_QUESTIONS:
        raise Refusal(
            lazy("Please ask at most %(most)s questions of your own.", most=MOST_OWN_QUESTIONS)
        )
    if question.section not in {section["slug"] for section in call.sections}:
        raise Refusal(lazy("Please choose a page of the form."), field="section")
    entry = {
        "slug": f"{OWN_PREFIX}{max(own, default=0) + 1}",
        "label": {"zh": question.label, "en": ""},
        "help": {},
        "type": question.type,
        "limit": question.limit,
        "required": question.required,
        "choices": [],
        "applies_to": ["registered", "unregistered", "filed"],
    }
    call.sections = [
        {**section, "questions": [*section["questions"], entry]}
        if section["slug"] == question.section
        else section
        for section in call.sections
    ]
    db.session.flush()


def remove_question(call: Call, slug: str, *, by: Person) -> None:
    """Take an own question back; the form's fixed questions stay."""
    access.check(by, CALL_EDIT, call)
    check_editable(call)
    if not slug.startswith(OWN_PREFIX):
        raise Absent
    call.sections = [
        {**section, "questions": _without(section["questions"], slug)} for section in call.sections
    ]
    db.session.flush()


def _without(questions: list[dict[str, Any]], slug: str) -> list[dict[str, Any]]:
    return [question for question in questions if question["slug"] != slug]


def publish(call: Call, *, by: Person, reason: str = "") -> None:
    """Show the call to the public."""
    CALL_FLOW.check(call, "publish", by=by, reason=reason)
    check_publishable(call)
    call.published_at = clock.now()
    CALL_FLOW.apply(call, "publish", by=by, reason=reason)
    db.session.flush()


def extend(call: Call, *, closes_at: datetime, by: Person, reason: str) -> None:
    """Move the end of the window to a later moment; a closed call is open again."""
    CALL_FLOW.check(call, "extend", by=by, reason=reason)
    check_extension(call, closes_at)
    call.closes_at = closes_at
    call.status_reason = reason
    CALL_FLOW.apply(call, "extend", by=by, reason=reason)
    db.session.flush()


def close(call: Call, *, by: Person, reason: str = "") -> None:
    """End the window now."""
    workflow.perform(call, CALL_FLOW, "close", by=by, reason=reason)
    db.session.flush()


def cancel(call: Call, *, by: Person, reason: str) -> None:
    """Call the whole thing off; whoever depends on it acts in the same unit of work."""
    CALL_FLOW.check(call, "cancel", by=by, reason=reason)
    call.status_reason = reason
    CALL_FLOW.apply(call, "cancel", by=by, reason=reason)
    db.session.flush()
    for listener in _when_cancelled:
        listener(call, by=by, reason=reason)
