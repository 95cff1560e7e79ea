"""What can be done with names: import a register, keep up with the files, note a check at a step."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select

from incubator.kernel import audit, clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.models import Organization
from incubator.registration.cases.models import CaseStep
from incubator.registration.names.listing import BadLine
from incubator.registration.names.models import NameEntry
from incubator.registration.names.queries import Checked, all_divisions, words_for
from incubator.registration.names.register import SHAPES, KnownName, Registrar
from incubator.registration.names.rules import VERDICT_LABELS, reader_of
from incubator.registration.steps.rules import check_changeable

BATCH = 5000
BAD_SHOWN = 200
NOTE_LIMIT = 2000


@dataclass
class Outcome:
    """How an import ended: how many names were kept, how many lines left out, and the first of them."""

    kept: int = 0
    left_out: int = 0
    bad: list[BadLine] = field(default_factory=list)


def registrar() -> Registrar:
    """What makes register rows by the words and divisions in force."""
    words = words_for()
    return Registrar(reader_of(words.rules, words.fields), all_divisions())


def import_names(
    lines: Iterable[KnownName | BadLine],
    *,
    source: str,
    by: Person,  # noqa: ARG001 the audit takes the actor from the unit of work
) -> Outcome:
    """Take a register in: it replaces what came from the same source before; bad lines are left out."""
    source = source.strip()[:100]
    if not source:
        raise Refusal(lazy("Please say where the list comes from."), field="source")
    db.session.execute(
        delete(NameEntry).where(NameEntry.source == source, NameEntry.organization_id.is_(None))
    )
    outcome, maker = Outcome(), registrar()
    for rows in _batches(_rows(lines, maker, source, outcome)):
        db.session.execute(insert(NameEntry), rows)
        outcome.kept += len(rows)
    _note(source, outcome)
    return outcome


def _rows(
    lines: Iterable[KnownName | BadLine], maker: Registrar, source: str, outcome: Outcome
) -> Iterator[dict[str, Any]]:
    today = clock.today()
    for line in lines:
        if isinstance(line, BadLine):
            outcome.left_out += 1
            if len(outcome.bad) < BAD_SHOWN:
                outcome.bad.append(line)
        else:
            yield {**maker.values_of(line), "source": source, "imported_on": today}


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _note(source: str, outcome: Outcome) -> None:
    query = select(NameEntry).where(NameEntry.organization_id.is_(None), NameEntry.source == source)
    latest = db.session.scalars(query.order_by(NameEntry.id.desc()).limit(1)).first()
    if latest is not None:
        facts = {"source": [None, source], "names": [None, outcome.kept]}
        audit.record(latest, "name_register.imported", changes=facts)


def follow(organizations: Iterable[Organization]) -> None:
    """Let the register say what the files say: only registered and filed bodies have a name in it."""
    rows = list(organizations)
    if not rows:
        return
    query = select(NameEntry).where(NameEntry.organization_id.in_([row.id for row in rows]))
    known = {entry.organization_id: entry for entry in db.session.scalars(query)}
    maker = registrar()
    for row in rows:
        entry = known.get(row.id)
        if row.legal_form not in SHAPES:
            if entry is not None:
                db.session.delete(entry)
            continue
        if entry is None:
            entry = NameEntry(organization_id=row.id, imported_on=clock.today())
            db.session.add(entry)
        for name, value in maker.values_of(_known(row)).items():
            setattr(entry, name, value)
    db.session.flush()


def _known(row: Organization) -> KnownName:
    return KnownName(row.name, row.region.division_code, row.legal_form)


def catch_up() -> int:
    """Take in the organizations on file that the register does not have yet; returns how many."""
    query = select(Organization).where(Organization.legal_form.in_(list(SHAPES)))
    query = query.where(
        Organization.id.not_in(
            select(NameEntry.organization_id).where(NameEntry.organization_id.is_not(None))
        )
    )
    rows = list(db.session.scalars(query).unique())
    follow(rows)
    return len(rows)


def keep_check(step: CaseStep, checked: Checked, *, by: Person) -> None:
    """Write what a check said into the note of the step, above what stands there."""
    check_changeable(step, by)
    text = in_words(checked)
    before = step.note.strip()
    step.note = (f"{text}\n\n{before}" if before else text)[:NOTE_LIMIT]
    db.session.flush()


def in_words(checked: Checked) -> str:
    """A check as a note: the day, the name, the verdict, every finding, and the nearest names."""
    head = gettext(
        "%(day)s name check of “%(name)s”: %(verdict)s.",
        day=clock.today().isoformat(),
        name=checked.parts.name,
        verdict=VERDICT_LABELS[checked.verdict],
    )
    found = [f"· {label(each.label)}" for each in checked.findings[:8]]
    near = "、".join(each.entry.name for each in checked.similar[:5])
    found += [gettext("· nearest names in the register: %(names)s", names=near)] if near else []
    return "\n".join([head, *found])
