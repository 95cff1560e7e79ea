"""What comes next where a case stands: the reader's own button, or who works and what follows."""

from dataclasses import dataclass
from typing import Any

from incubator.kernel.access import Person, may
from incubator.kernel.text import label, lazy
from incubator.kernel.workflow import Turn
from incubator.registration.cases.queries import Roadmap, Station
from incubator.registration.cases.wording import is_owner, office_of
from incubator.registration.cases.workflow import STEP_CONFIRM, StepStatus
from incubator.registration.checklists.rules import WHO_LABELS

SEPARATOR = lazy(", ")


@dataclass(frozen=True)
class Next:
    """Whether the reader acts now, what happens otherwise, and which steps this one opens."""

    is_mine: bool
    told: str
    button: Any
    opens: str


def next_of(person: Person, roadmap: Roadmap, current: Station) -> Next:
    """What the page of a case says under "you are here"."""
    is_mine = _acts(person, current.turn)
    told = "" if is_mine else _told(person, current)
    button = lazy("Go to this step") if is_mine else lazy("Open this step")
    return Next(is_mine, told, button, _opens(roadmap, current))


def _acts(person: Person, turn: Turn) -> bool:
    if is_owner(person):
        return turn is Turn.YOU
    return turn is Turn.PARK and may(person, STEP_CONFIRM)


def _told(person: Person, current: Station) -> str:
    """What the one whose turn it is does, and what the reader does afterwards."""
    if current.turn is Turn.AUTHORITY:
        return _with_an_office(person, current)
    if current.turn is Turn.YOU:
        text = lazy("The organization works on this step.")
        if may(person, STEP_CONFIRM):
            text = lazy(
                "The organization works on this step. "
                "Once it hands it over, it waits for you under My work."
            )
        return str(text)
    if current.step.status is StepStatus.HANDED_IN:
        if is_owner(person):
            text = lazy(
                "The park is checking this step. "
                "If something is missing, it comes back with the reason; you need not do anything now."
            )
            return str(text)
        return str(lazy("The park's operator is checking this step."))
    return str(lazy("The park works on this step itself and records when it is done."))


def _with_an_office(person: Person, current: Station) -> str:
    who = WHO_LABELS[office_of(current)]
    text = lazy("This step lies with %(who)s.", who=who)
    if is_owner(person):
        text = lazy(
            "This step lies with %(who)s. When you have its answer, tell the park, which records it.",
            who=who,
        )
    elif may(person, STEP_CONFIRM):
        text = lazy(
            "This step lies with %(who)s. When its answer is there, record it at this step.",
            who=who,
        )
    return str(text)


def _opens(roadmap: Roadmap, current: Station) -> str:
    """The steps that wait for this one, by name."""
    found = [
        label(row.rule.title)
        for row in roadmap.on_way
        if current.step.slug in row.rule.after and not row.is_done
    ]
    return str(SEPARATOR).join(found)
