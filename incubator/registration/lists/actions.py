"""What can be done with a member list: keep it judged, take it in once, or throw it away."""

from collections.abc import Collection, Sequence

from incubator.kernel import audit, clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization
from incubator.registration.lists.verdicts import Line, Outcome, facts_of, judge
from incubator.registration.registers.actions import add_members
from incubator.registration.registers.models import MemberList
from incubator.registration.registers.queries import list_members
from incubator.registration.registers.rules import key_of

MOST_LINES = 5_000


def read_list(
    organization: Organization,
    source: str,
    records: Sequence[Sequence[str]],
    *,
    by: Person,  # noqa: ARG001 every verb has by=
) -> MemberList:
    """Judge a list and keep it; nothing is on the register yet."""
    lines = judge(records, list_members(organization))
    if not lines:
        raise Refusal(lazy("There is no line with a member in it."), field="text")
    if len(lines) > MOST_LINES:
        raise Refusal(
            lazy("A list has at most %(limit)s lines; please send it in parts.", limit=MOST_LINES),
            field="text",
        )
    found = MemberList(
        organization=organization,
        source=source[:160],
        rows=[line.stored() for line in lines],
        counts=_counts(lines),
    )
    db.session.add(found)
    db.session.flush()
    return found


def _counts(lines: list[Line]) -> dict[str, int]:
    counts = {outcome.value: 0 for outcome in Outcome}
    for line in lines:
        counts[line.outcome.value] += 1
    counts["lines"] = len(lines)
    counts["sound"] = counts["ok"] + counts["repaired"]
    return counts


def take_in(found: MemberList, also: Collection[int], *, by: Person) -> int:
    """Put the sound lines on the register, and of the proposed duplicates those that were ticked.

    Whoever came onto the register since the list was judged is found again and left out. The lines
    are forgotten afterwards; the counts stay.
    """
    if found.taken_at is not None:
        raise WrongState(lazy("This list has been taken in already."))
    rows = [row for row in found.rows if row["outcome"] in {"ok", "repaired"}]
    chosen = [
        row for row in found.rows if row["outcome"] == "duplicate" and row["line"] in set(also)
    ]
    here = {member.name_key for member in list_members(found.organization)}
    named_before = {row["line"] for row in found.rows if _was_told(row)}
    facts = [facts_of(row) for row in rows]
    fresh = [
        one
        for row, one in zip(rows, facts, strict=True)
        if row["line"] in named_before or key_of(one.name) not in here
    ]
    taken = add_members(found.organization, [*fresh, *map(facts_of, chosen)], by=by)
    found.taken_at, found.rows = clock.now(), []
    found.counts = {**found.counts, "taken": taken}
    audit.record(found, "register_lists.taken", changes={"members": [None, taken]})
    db.session.flush()
    return taken


def _was_told(row: dict[str, object]) -> bool:
    """Whether the person saw that somebody of this name is on the register already."""
    reasons = row["reasons"]
    return isinstance(reasons, list) and any(code == "namesake_stored" for code, _ in reasons)


def discard(found: MemberList, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Throw a list away that was not taken in."""
    if found.taken_at is not None:
        raise WrongState(lazy("This list has been taken in already."))
    db.session.delete(found)
    db.session.flush()
