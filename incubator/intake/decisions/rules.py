"""When is a decision, a release, a correction or an objection refused; and how is a letter put together?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import Call
from incubator.intake.decisions.models import NoticeEntry, PublicNotice
from incubator.intake.decisions.workflow import ACCEPTING, Outcome
from incubator.kernel.access import Person
from incubator.kernel.errors import NotAllowed, Refusal, WrongState
from incubator.kernel.text import lazy, ngettext
from incubator.organizations.models import Mode

PLACE = re.compile(r"\{(\w+)\}")
MODE_OF = {Outcome.ACCEPT_PHYSICAL: Mode.PHYSICAL, Outcome.ACCEPT_VIRTUAL: Mode.VIRTUAL}
RELEASE_MOVE = {
    Outcome.ACCEPT_PHYSICAL: "accept",
    Outcome.ACCEPT_VIRTUAL: "accept",
    Outcome.WAIT: "wait",
    Outcome.REJECT: "reject",
}
CORRECTABLE = frozenset(
    {
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.NOTICED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.REJECTED,
    }
)


@dataclass(frozen=True)
class Letter:
    """One letter as it is printed."""

    subject: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled; an unknown place stays empty, never an error."""
    return PLACE.sub(lambda place: facts.get(place[1], ""), text)


def compose(body: Mapping[str, Any], outcome: Outcome, facts: Mapping[str, str]) -> Letter:
    """The letter of an outcome from the rule set's words: in Chinese, as it is posted."""
    words = body["letters"][RELEASE_MOVE[outcome]]
    return Letter(
        filled(words["subject"]["zh"], facts),
        tuple(filled(part["zh"], facts) for part in words["paragraphs"]),
        tuple(filled(words["closing"]["zh"], facts).split("\n")),
    )


def chinese_date(day: date | None) -> str:
    """A day as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else ""


@dataclass(frozen=True)
class Places:
    """The places of a call and how many of each are taken by decisions, pending or released."""

    physical: int
    virtual: int
    physical_taken: int
    virtual_taken: int

    @property
    def physical_left(self) -> int:
        """How many desk places are left; below 0 when too many are set."""
        return self.physical - self.physical_taken

    @property
    def virtual_left(self) -> int:
        """How many virtual places are left; below 0 when too many are set."""
        return self.virtual - self.virtual_taken


def check_places(places: Places) -> None:
    """Refuse more accepted than places."""
    if places.physical_left < 0 or places.virtual_left < 0:
        raise Refusal(
            lazy(
                "More are accepted than there are places: desks %(desks)s of %(all_desks)s, "
                "virtual %(virtual)s of %(all_virtual)s.",
                desks=places.physical_taken,
                all_desks=places.physical,
                virtual=places.virtual_taken,
                all_virtual=places.virtual,
            ),
            field="outcome",
        )


def check_pending(
    application: Application, outcome: Outcome, reasons: str, *, below_pass: bool
) -> None:
    """Refuse a decision outside its time, or one that needs words and has none."""
    if application.status is not ApplicationStatus.REVIEWED:
        raise WrongState(lazy("A decision can be prepared between the review and the release."))
    if outcome is Outcome.REJECT and not reasons.strip():
        raise Refusal(lazy("Please give the reasons: they stand in the letter."), field="reasons")
    if outcome in ACCEPTING and below_pass and not reasons.strip():
        raise Refusal(
            lazy("The score is below the pass mark. Please say why it is accepted all the same."),
            field="reasons",
        )


@dataclass(frozen=True)
class Readiness:
    """What still stands in the way of a release."""

    under_way: int
    undecided: int
    decided: int


def check_over(call: Call) -> None:
    """Refuse a release while one may still apply."""
    if not call.is_over:
        raise Refusal(lazy("The call is still open. Decisions are released after it has closed."))


def check_ready(readiness: Readiness) -> None:
    """Refuse a release while applications are still examined or undecided."""
    if readiness.under_way:
        raise Refusal(
            lazy(
                "%(count)s applications of this call are still being examined.",
                count=readiness.under_way,
            )
        )
    if readiness.undecided:
        raise Refusal(
            ngettext(
                "%(num)s application has no decision yet.",
                "%(num)s applications have no decision yet.",
                readiness.undecided,
            )
        )
    if not readiness.decided:
        raise Refusal(lazy("There is nothing to release."))


def check_second_person(preparers: Iterable[int | None], by: Person) -> None:
    """Who prepared one of the decisions does not release them."""
    if by.id is not None and by.id in set(preparers):
        raise NotAllowed(lazy("A second person must do this: you prepared it yourself."))


def check_correction(
    application: Application, current: Outcome, outcome: Outcome, reasons: str
) -> None:
    """Refuse a correction that changes nothing, comes too late, or rejects without reasons."""
    if application.status not in CORRECTABLE:
        raise WrongState(lazy("This result can't be corrected any more."))
    if outcome is current:
        raise Refusal(lazy("This is the released result already."), field="outcome")
    if outcome is Outcome.REJECT and not reasons.strip():
        raise Refusal(lazy("Please give the reasons: they stand in the letter."), field="reasons")


def correction_move(current: Outcome, outcome: Outcome) -> str | None:
    """The application's move of a correction; None where only the mode changes."""
    if current in ACCEPTING and outcome in ACCEPTING:
        return None
    return f"correct_to_{RELEASE_MOVE[outcome]}"


def check_objection_time(notice: PublicNotice) -> None:
    """Refuse an objection after the last day of the notice."""
    if not notice.is_running:
        raise Refusal(lazy("The notice has ended. Objections were taken until its last day."))


def check_entry(notice: PublicNotice, entry: NoticeEntry | None) -> None:
    """Refuse a line of another notice."""
    if entry is not None and entry.notice_id != notice.id:
        raise Refusal(lazy("Please choose a line of this notice."), field="entry")


def places_of(call: Call, taken: Mapping[Outcome, int]) -> Places:
    """The call's places with what is taken."""
    return Places(
        call.places_physical,
        call.places_virtual,
        taken.get(Outcome.ACCEPT_PHYSICAL, 0),
        taken.get(Outcome.ACCEPT_VIRTUAL, 0),
    )
