"""What can be done with a bulk filing: judge and keep it, choose types, file it once, throw it away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from incubator.kernel import audit, clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal, WrongState
from incubator.kernel.text import lazy
from incubator.organizations import actions as organizations
from incubator.organizations.imports.queries import FACTS
from incubator.organizations.models import LegalForm, Organization
from incubator.organizations.rules import ProfileFacts
from incubator.registration.bulk_filings.judging import (
    MOST_ROWS,
    SKIP,
    VERDICTS,
    Candidate,
    Judged,
    as_data,
    ground_for,
    guessed,
    judge_all,
)
from incubator.registration.bulk_filings.models import FilingBatch
from incubator.registration.filings import actions as filings
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import (
    find_township,
    lineage_at,
    rules_at,
    townships_of,
)
from incubator.registration.filings.rules import FilingRules
from incubator.territory.models import Park, Region
from incubator.territory.townships.queries import Lineage


@dataclass(frozen=True)
class Choice:
    """What a person chose for a row: its type (or to leave it out), and a township by its name."""

    type: str
    township: str = ""


def read_batch(
    park: Park, source: str, candidates: Sequence[Candidate], *, others: int, by: Person
) -> FilingBatch:
    """Judge groups and keep them; nothing is filed yet. `others` counts rows of registered bodies."""
    if not candidates:
        raise Refusal(lazy("There is no community group in it that could be filed."), field="file")
    if len(candidates) > MOST_ROWS:
        raise Refusal(
            lazy("At most %(limit)s groups at a time; please send them in parts.", limit=MOST_ROWS),
            field="file",
        )
    rules = rules_at(park)[1]
    batch = FilingBatch(
        park=park,
        source=source[:160],
        rows=[as_data(guessed(row, rules)) for row in candidates],
        counts={"others": others},
        read_by_id=by.id,
    )
    batch.counts = {"others": others, **_counted(judged_rows(batch))}
    db.session.add(batch)
    db.session.flush()
    return batch


def judged_rows(batch: FilingBatch) -> list[Judged]:
    """The rows with their verdicts as things stand now."""
    candidates = [Candidate(**row) for row in batch.rows]
    return judge_all(candidates, ground_for(batch.park, candidates))


def _counted(rows: Sequence[Judged]) -> dict[str, int]:
    counts = dict.fromkeys(VERDICTS, 0)
    for row in rows:
        counts[row.verdict] += 1
    return counts


def choose(batch: FilingBatch, choices: Mapping[int, Choice], *, by: Person) -> list[Judged]:  # noqa: ARG001 every verb has by=
    """Keep what was chosen for rows; returns all rows judged anew."""
    check_open(batch)
    rules, candidates = rules_at(batch.park)[1], [Candidate(**row) for row in batch.rows]
    places = Places(townships_of([batch.park]), lineage_at([batch.park]))
    for place, choice in choices.items():
        if place < len(candidates):
            _choose(candidates[place], choice, rules, places)
    rows = judge_all(candidates, ground_for(batch.park, candidates))
    batch.rows = [as_data(row) for row in candidates]
    batch.counts = {**batch.counts, **_counted(rows)}
    db.session.flush()
    return rows


@dataclass(frozen=True)
class Places:
    """The townships that exist, and the names under which they were known."""

    townships: list[Region]
    lineage: Lineage


def _choose(row: Candidate, choice: Choice, rules: FilingRules, places: Places) -> None:
    row.is_skipped = choice.type == SKIP
    if rules.type(choice.type) is not None and choice.type != row.type:
        row.type, row.subtype = choice.type, ""
    if choice.township:
        found = find_township(choice.township, places.townships, places.lineage)
        row.township = found.division_code if found is not None else ""


def file_batch(
    batch: FilingBatch, choices: Mapping[int, Choice], *, filed_on: date, by: Person
) -> list[Filing]:
    """File every sound row in one act, each with its number; what happened meanwhile is looked at.

    The rows' personal data is forgotten: groups have their files now, the others a name and a reason.
    """
    rows = choose(batch, choices, by=by)
    sound = [row for row in rows if row.is_sound]
    if not sound:
        raise Refusal(lazy("No row can be filed as it stands."))
    known = _organizations(row.organization_id for row in sound)
    requests = [
        filings.Request(
            known[row.organization_id] if row.organization_id in known else _found(batch, row, by),
            filings.FilingFacts(
                type=row.candidate.type,
                subtype=row.candidate.subtype,
                township=row.township,
                community=row.community,
                leader_post=row.post,
            ),
        )
        for row in sound
    ]
    made = filings.file_groups(
        requests, park=batch.park, filed_on=filed_on, edition=rules_at(batch.park), by=by
    )
    numbers = {id(row): filing for row, filing in zip(sound, made, strict=True)}
    batch.rows = [_forgotten(row, numbers.get(id(row))) for row in rows]
    batch.filed_on, batch.taken_at = filed_on, clock.now()
    batch.counts = {**batch.counts, "filed": len(made)}
    audit.record(batch, "filing_batches.filed", changes={"filings": [None, len(made)]})
    db.session.flush()
    return made


def _organizations(keys: Iterable[int | None]) -> dict[int | None, Organization]:
    ids = sorted(key for key in keys if key is not None)
    query = select(Organization).where(Organization.id.in_(ids))
    return {row.id: row for row in db.session.scalars(query).unique()} if ids else {}


def _found(batch: FilingBatch, row: Judged, by: Person) -> Organization:
    """A file for a group that has none, as an import of the roster would make it."""
    values = row.candidate.values
    founded = values.get("founded_on")
    facts = ProfileFacts(
        name=row.candidate.name,
        legal_form=LegalForm.COMMUNITY_GROUP,
        town=row.candidate.town or (row.township.name if row.township is not None else ""),
        representative=str(values.get("representative") or ""),
        phone=str(values.get("phone") or ""),
        address=str(values.get("address") or ""),
        supervising_unit=str(values.get("supervising_unit") or ""),
        founded_on=_past(founded),
        staff_count=values.get("staff"),
        remark=str(values.get("remark") or ""),
    )
    park = batch.park
    found = organizations.new_organization(
        facts, park=park, region_id=park.region_id, reason=organizations.IMPORTED, by=by
    )
    for name in FACTS:
        if values.get(name) is not None:
            fact = organizations.FactReport(
                name, str(values[name])[:200], clock.today(), batch.source
            )
            organizations.add_reported_fact(found, fact, by=by)
    return found


def _past(day: object) -> date | None:
    """A day of foundation that has come; a roster may name one of next year."""
    found = date.fromisoformat(str(day)) if day else None
    return found if found is not None and found <= clock.today() else None


def _forgotten(row: Judged, filing: Filing | None) -> dict[str, Any]:
    kept = Candidate(
        name=row.candidate.name,
        town=row.candidate.town,
        line=row.candidate.line,
        sheet=row.candidate.sheet,
        verdict=row.verdict,
        reasons=row.reasons,
        type=row.candidate.type,
    )
    return {**as_data(kept), "number": filing.number if filing is not None else ""}


def discard(batch: FilingBatch, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Throw a bulk filing away that was not carried out."""
    check_open(batch)
    db.session.delete(batch)
    db.session.flush()


def check_open(batch: FilingBatch) -> None:
    """Refuse to do anything more with groups that were filed."""
    if batch.taken_at is not None:
        raise WrongState(lazy("These groups have been filed already."))
