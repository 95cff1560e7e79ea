"""What can be done with a roster: keep its examination, teach its columns, import, merge, undo."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from incubator.kernel import access, audit, blobs, clock, workflow
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Conflict, NotAllowed, Refusal, WrongState
from incubator.kernel.files import Inspected
from incubator.kernel.text import lazy
from incubator.organizations.actions import IMPORTED
from incubator.organizations.imports.models import ColumnMapping, ImportRow, ImportRun
from incubator.organizations.imports.queries import (
    COLUMNS,
    FACTS,
    Recorded,
    find_twin,
    inspection_year,
    reported_day,
    rows_of,
    used_elsewhere,
)
from incubator.organizations.imports.workflow import IMPORT, IMPORT_RUN, ImportStatus, Outcome
from incubator.organizations.models import (
    LegalForm,
    Organization,
    ParkLink,
    ReportedFact,
)
from incubator.organizations.queries import find_by_credit_code
from incubator.organizations.roster.matching import name_and_town
from incubator.organizations.roster.reasons import Reason, reason
from incubator.organizations.roster.verdicts import Examination, Row
from incubator.organizations.rules import check_credit_code
from incubator.territory.models import Park

SOUND = frozenset({"ok", "repaired"})


def keep_examination(
    examination: Examination, inspected: Inspected, *, park: Park, by: Person
) -> ImportRun:
    """Store a dry run: the file, how its columns were understood, and every row with its verdict."""
    run = ImportRun(
        park=park,
        filename=inspected.name,
        file_id=blobs.keep(inspected, by=by).id,
        counts={},
        heads=[],
        result={},
        sent_by_id=by.id,
    )
    db.session.add(run)
    db.session.flush()
    _write_rows(run, examination)
    return run


def re_examine(
    run: ImportRun, examination: Examination, taught: Mapping[str, str], *, by: Person
) -> None:
    """Judge the same file again with the columns as a person corrected them, and remember those."""
    access.check(by, IMPORT_RUN, run)
    if run.status is not ImportStatus.EXAMINED:
        raise WrongState(lazy("This roster was imported already: its columns stand."))
    remember_columns(run.park, taught)
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))
    _write_rows(run, examination)


def remember_columns(park: Park, taught: Mapping[str, str]) -> None:
    """Keep what a header cell means in this park, for the next roster."""
    query = select(ColumnMapping).where(ColumnMapping.park_id == park.id)
    known = {row.header: row for row in db.session.scalars(query)}
    for header, field in taught.items():
        if header in known:
            known[header].field = field
        else:
            db.session.add(ColumnMapping(park_id=park.id, header=header[:200], field=field))
    db.session.flush()


def _write_rows(run: ImportRun, examination: Examination) -> None:
    run.counts = {str(each): count for each, count in examination.counts.items()}
    run.heads = [
        {
            "name": head.name,
            "line": head.line,
            "header": list(head.columns.header),
            "fields": dict(head.columns.fields),
            "reported_on": head.reported_on,
            "inspection_year": head.columns.inspection_year,
        }
        for head in examination.heads
    ]
    db.session.add_all(_stored_row(run, row) for row in examination.rows)
    db.session.flush()


def _stored_row(run: ImportRun, row: Row) -> ImportRow:
    same_sheet, same_line = row.same_as or (None, None)
    return ImportRow(
        run_id=run.id,
        sheet=row.sheet,
        line=row.line,
        verdict=row.verdict,
        reasons=[_data(each) for each in row.reasons],
        warnings=[_data(each) for each in row.warnings],
        cells=list(row.cells),
        sent=dict(row.sent),
        values=dict(row.values),
        same_sheet=same_sheet,
        same_line=same_line,
        stored_id=row.stored if isinstance(row.stored, int) else None,
    )


def _data(each: Reason) -> dict[str, Any]:
    return {"code": each.code, "params": [list(pair) for pair in each.params], "field": each.field}


def import_sound(run: ImportRun, *, by: Person, reason: str = "") -> None:
    """Record every sound row as an organization; what was recorded meanwhile becomes a duplicate."""
    workflow.perform(run, IMPORT, "import", by=by, reason=reason)
    recorded = Recorded(run.park)
    made = [
        (row, _new_organization(run, row))
        for row in rows_of(run)
        if row.verdict in SOUND and _is_still_sound(row, recorded)
    ]
    db.session.add_all(organization for _row, organization in made)
    db.session.flush()
    facts = [(row, _new_facts(run, row, organization)) for row, organization in made]
    db.session.add_all(fact for _row, group in facts for fact in group)
    db.session.flush()
    _note_what_was_made(made, facts)
    run.counts = _counted(run)
    run.result = {"imported": len(made)}
    db.session.flush()


def _is_still_sound(row: ImportRow, recorded: Recorded) -> bool:
    """Whether the row can be recorded now; what speaks against it becomes its verdict."""
    code, name = row.values["credit_code"], str(row.values["name"])
    twin = recorded.by_code(code) if code else None
    why = "stored_code"
    if twin is None:
        twin = recorded.by_name_and_town(name_and_town(name, row.values["address"]))
        why = "stored_name"
    if twin is not None:
        row.verdict, row.stored_id = "duplicate", twin
        row.reasons = [_data(reason(why)), *row.reasons]
        return False
    if row.values["kind"] is None:
        row.verdict = "refused"
        row.reasons = [_data(reason("kind_absent", field="kind")), *row.reasons]
        return False
    return True


def _new_organization(run: ImportRun, row: ImportRow) -> Organization:
    name = str(row.values["name"])
    key = name_and_town(name, row.values["address"])
    found = Organization(name_key=key.name, town=key.town, region_id=run.park.region_id)
    for field, column in COLUMNS.items():
        _set(found, column, row.values[field])
    found.park_links.append(ParkLink(park_id=run.park_id, reason=IMPORTED))
    return found


def _set(organization: Organization, column: str, value: object) -> None:
    """Write one value of a row, as the column keeps it."""
    if column == "legal_form":
        organization.legal_form = LegalForm(str(value))
    elif column == "founded_on":
        organization.founded_on = date.fromisoformat(str(value)) if value else None
    elif column in {"credit_code", "staff_count"}:
        setattr(organization, column, value)
    else:
        setattr(organization, column, value or "")


def _new_facts(
    run: ImportRun, row: ImportRow, organization: Organization, names: Iterable[str] = FACTS
) -> list[ReportedFact]:
    return [
        ReportedFact(
            organization_id=organization.id,
            name=name,
            value=str(row.values[name])[:200],
            period=inspection_year(run, row.sheet) if name == "inspection" else "",
            reported_on=reported_day(run, row.sheet, clock.today()),
            source=run.filename,
        )
        for name in names
        if row.values[name] is not None
    ]


def _note_what_was_made(
    made: list[tuple[ImportRow, Organization]],
    facts: list[tuple[ImportRow, list[ReportedFact]]],
) -> None:
    for row, organization in made:
        row.outcome, row.created = Outcome.IMPORTED, True
        row.organization_id, row.version_after = organization.id, organization.version
    for row, group in facts:
        row.fact_ids = [fact.id for fact in group]


def _counted(run: ImportRun) -> dict[str, int]:
    counts = dict.fromkeys(run.counts, 0)
    for row in rows_of(run):
        counts[row.verdict] += 1
    return counts


def discard(run: ImportRun, *, by: Person, reason: str = "") -> None:
    """Forget an examined roster; nothing of it was recorded."""
    workflow.perform(run, IMPORT, "discard", by=by, reason=reason)
    db.session.execute(delete(ImportRow).where(ImportRow.run_id == run.id))


@dataclass(frozen=True)
class Twin:
    """A duplicate row beside the organization that it is about."""

    row: ImportRow
    organization: Organization


def check_mergeable(row: ImportRow, *, by: Person) -> Twin:
    """The pair to be merged; refuses what cannot be merged now, or is out of this person's reach."""
    if row.run.status is not ImportStatus.IMPORTED:
        raise WrongState(lazy("Please import the sound rows first."))
    if row.verdict != "duplicate" or row.outcome is not Outcome.WAITING:
        raise WrongState(lazy("This row was dealt with already."))
    twin = find_twin(row)
    if twin is None:
        raise Refusal(lazy("The organization that this row is about is not recorded."))
    if not access.allows(by, IMPORT_RUN, twin):
        raise NotAllowed(lazy("This organization is kept by another park."))
    return Twin(row, twin)


def merge(row: ImportRow, take: Iterable[str], *, by: Person) -> Organization:
    """Let the chosen fields of a duplicate row overrule what is recorded; a person decides each."""
    pair = check_mergeable(row, by=by)
    organization, wanted = pair.organization, list(take)
    version_before = organization.version
    columns = [COLUMNS[field] for field in wanted if field in COLUMNS]
    row.before = {name: _plain(getattr(organization, name)) for name in columns}
    for field in wanted:
        if field in COLUMNS:
            _set(organization, COLUMNS[field], row.values[field])
    _check_code(organization)
    _refresh_key(organization)
    facts = _new_facts(row.run, row, organization, [name for name in FACTS if name in wanted])
    db.session.add_all(facts)
    audit.record(organization, "organizations.merged", reason=f"{row.run.filename} {row.line}")
    db.session.flush()
    row.outcome, row.organization_id = Outcome.MERGED, organization.id
    row.version_after, row.fact_ids = organization.version, [fact.id for fact in facts]
    row.merged_at = clock.now()
    _carry_on(row, organization, version_before)
    return organization


def _check_code(organization: Organization) -> None:
    check_credit_code(organization.legal_form, organization.credit_code)
    if organization.credit_code is None:
        return
    with db.session.no_autoflush:
        other = find_by_credit_code(organization.credit_code)
    if other is not None and other.id != organization.id:
        raise Conflict(lazy("Another organization already has this credit code."))


def _carry_on(row: ImportRow, organization: Organization, version_before: int) -> None:
    """This import's own act is no foreign change: its other rows that stood level move along."""
    db.session.flush()
    query = select(ImportRow).where(
        ImportRow.run_id == row.run_id,
        ImportRow.organization_id == organization.id,
        ImportRow.version_after == version_before,
    )
    for other in db.session.scalars(query).unique():
        other.version_after = organization.version
    db.session.flush()


def _plain(value: object) -> object:
    if isinstance(value, LegalForm):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _refresh_key(organization: Organization) -> None:
    key = name_and_town(organization.name, organization.address)
    organization.name_key, organization.town = key.name, key.town or organization.town


def undo(run: ImportRun, *, by: Person, reason: str = "") -> None:
    """Take back the whole import; what was changed or used since is kept and listed."""
    workflow.perform(run, IMPORT, "undo", by=by, reason=reason)
    rows = [row for row in rows_of(run) if row.outcome in {Outcome.IMPORTED, Outcome.MERGED}]
    ids = [row.organization_id for row in rows if row.organization_id is not None]
    query = select(Organization).where(Organization.id.in_(ids))
    organizations = {row.id: row for row in db.session.scalars(query).unique()}
    used = used_elsewhere(ids)
    # What came last goes first: merges before the import that made their organization.
    for row in sorted(rows, key=_when, reverse=True):
        organization = organizations.get(row.organization_id or 0)
        row.outcome = _take_back(row, organization, used=used)
        db.session.flush()
    outcomes = [row.outcome for row in rows]
    run.result = {
        **run.result,
        "undone": outcomes.count(Outcome.UNDONE),
        "kept": outcomes.count(Outcome.KEPT),
    }
    db.session.flush()


def _when(row: ImportRow) -> tuple[bool, float, int]:
    merged = row.merged_at
    return merged is not None, merged.timestamp() if merged else 0.0, row.id


def _take_back(row: ImportRow, organization: Organization | None, *, used: set[int]) -> Outcome:
    if organization is None:
        return Outcome.UNDONE
    if organization.version != row.version_after:
        return Outcome.KEPT
    if row.created and (organization.id in used or len(organization.park_links) > 1):
        return Outcome.KEPT
    _remove_facts(row)
    if row.created:
        row.organization_id = None
        _remove(organization)
    else:
        _restore(row, organization)
    return Outcome.UNDONE


def _remove_facts(row: ImportRow) -> None:
    for fact in db.session.scalars(select(ReportedFact).where(ReportedFact.id.in_(row.fact_ids))):
        db.session.delete(fact)


def _remove(organization: Organization) -> None:
    for link in list(organization.park_links):
        db.session.delete(link)
    db.session.flush()
    db.session.delete(organization)


def _restore(row: ImportRow, organization: Organization) -> None:
    """Give back what the merge overruled."""
    version_before = organization.version
    for name, value in row.before.items():
        _set(organization, name, value)
    _refresh_key(organization)
    _carry_on(row, organization, version_before)
