"""What can be asked about imports: runs and rows, what is already recorded, what a park has taught."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from incubator.kernel.access import Permission, Person
from incubator.kernel.db import Base, db
from incubator.kernel.paging import SIZE, Page, newest_first
from incubator.organizations.imports.models import ColumnMapping, ImportRow, ImportRun
from incubator.organizations.imports.workflow import Outcome
from incubator.organizations.models import Organization
from incubator.organizations.queries import find_by_credit_code, find_by_name
from incubator.organizations.roster.columns import Columns
from incubator.organizations.roster.fields import FIELDS
from incubator.organizations.roster.matching import NameAndTown, name_and_town
from incubator.organizations.roster.reasons import Reason
from incubator.organizations.roster.verdicts import (
    VERDICTS,
    Examination,
    Row,
    SheetHead,
)
from incubator.territory.models import Park
from incubator.territory.queries import park_ids_for

COLUMNS = {
    "name": "name",
    "kind": "legal_form",
    "credit_code": "credit_code",
    "representative": "representative",
    "phone": "phone",
    "founded_on": "founded_on",
    "supervising_unit": "supervising_unit",
    "address": "address",
    "staff": "staff_count",
    "remark": "remark",
}
FACTS = ("party_members", "party_form", "grade", "inspection")
OWN_TABLES = frozenset({"import_rows", "park_links", "reported_facts", "audit_events"})


class Recorded:
    """What is recorded already: by code everywhere, by name and town in the park's region."""

    def __init__(self, park: Park) -> None:
        query = select(
            Organization.id,
            Organization.credit_code,
            Organization.name_key,
            Organization.town,
            Organization.region_id,
        ).order_by(Organization.id.desc())
        self._codes: dict[str, int] = {}
        self._names: dict[NameAndTown, int] = {}
        for key, code, name, town, region_id in db.session.execute(query):
            if code is not None:
                self._codes[code] = key
            if region_id == park.region_id:
                self._names[NameAndTown(name, town)] = key

    def by_code(self, code: str, /) -> int | None:
        """The key of the organization with that code."""
        return self._codes.get(code)

    def by_name_and_town(self, key: NameAndTown, /) -> int | None:
        """The key of the organization with that name and town."""
        return self._names.get(key)


def remembered_columns(park: Park) -> dict[str, str]:
    """What the park has taught: normalized header to field."""
    query = select(ColumnMapping.header, ColumnMapping.field).where(
        ColumnMapping.park_id == park.id
    )
    return {row.header: row.field for row in db.session.execute(query)}


def page_of_imports(person: Person, needed: Permission, *, after: int | None) -> Page[ImportRun]:
    """The imports of the person's parks, newest first."""
    query = select(ImportRun).where(ImportRun.park_id.in_(park_ids_for(person, needed)))
    return newest_first(query, ImportRun.id, after=after)


@dataclass(frozen=True)
class RowPage:
    """One page of rows in the order of the file."""

    rows: list[ImportRow]
    next_key: int | None


def page_of_rows(run: ImportRun, tab: str, *, after: int | None) -> RowPage:
    """Rows of a verdict (or those kept at the undo), in the order of the file."""
    query = select(ImportRow).where(ImportRow.run_id == run.id)
    if tab == Outcome.KEPT:
        query = query.where(ImportRow.outcome == Outcome.KEPT)
    else:
        query = query.where(ImportRow.verdict == tab)
    if after is not None:
        query = query.where(ImportRow.id > after)
    rows = list(db.session.scalars(query.order_by(ImportRow.id).limit(SIZE + 1)).unique())
    return RowPage(rows[:SIZE], rows[SIZE - 1].id if len(rows) > SIZE else None)


def rows_of(run: ImportRun) -> list[ImportRow]:
    """All rows of an import in the order of the file."""
    query = select(ImportRow).where(ImportRow.run_id == run.id).order_by(ImportRow.id)
    return list(db.session.scalars(query).unique())


def find_row(run_id: int, sheet: str | None, line: int) -> ImportRow | None:
    """The row on that line of that sheet."""
    query = select(ImportRow).where(
        ImportRow.run_id == run_id, ImportRow.line == line, ImportRow.sheet == sheet
    )
    return db.session.scalars(query).unique().one_or_none()


def find_twin(row: ImportRow) -> Organization | None:
    """The recorded organization that a duplicate row is about; None while there is none yet."""
    if row.stored_id is not None:
        return db.session.get(Organization, row.stored_id)
    if row.same_line is not None:
        first = find_row(row.run_id, row.same_sheet, row.same_line)
        if first is not None and first.organization_id is not None:
            return db.session.get(Organization, first.organization_id)
    return _find_recorded(row)


def _find_recorded(row: ImportRow) -> Organization | None:
    code, name = row.values.get("credit_code"), row.values.get("name")
    found = find_by_credit_code(str(code)) if code else None
    if found is not None or not name:
        return found
    key = name_and_town(str(name), row.values.get("address"))
    return find_by_name(key.name, key.town, row.run.park.region_id)


def used_elsewhere(ids: Iterable[int]) -> set[int]:
    """Which of these organizations any other table points to: people, residencies, accounts."""
    wanted = sorted(ids)
    found: set[int] = set()
    for table in Base.metadata.sorted_tables:
        if table.name in OWN_TABLES or "organization_id" not in table.columns:
            continue
        column = table.columns["organization_id"]
        if any(each.ondelete == "CASCADE" for each in column.foreign_keys):
            continue  # what goes with the organization by itself does not hold it
        found.update(db.session.scalars(select(column).where(column.in_(wanted)).distinct()))
    return found


def as_examination(run: ImportRun, rows: Iterable[ImportRow]) -> Examination:
    """The stored rows as the examination they came from: for the report and the table of problems."""
    heads = tuple(
        SheetHead(
            head["name"],
            head["line"],
            Columns(tuple(head["header"]), head["fields"], (), None),
            head["reported_on"],
        )
        for head in run.heads
    )
    return Examination(heads, (), tuple(_as_row(row) for row in rows))


def _as_row(row: ImportRow) -> Row:
    return Row(
        line=row.line,
        sheet=row.sheet,
        cells=tuple(row.cells),
        sent=row.sent,
        values={name: row.values.get(name) for name in FIELDS},
        verdict=next(each for each in VERDICTS if each == row.verdict),
        reasons=tuple(as_reason(data) for data in row.reasons),
        warnings=tuple(as_reason(data) for data in row.warnings),
    )


def as_reason(data: dict[str, Any]) -> Reason:
    """A reason as it was stored."""
    params = tuple((str(name), str(value)) for name, value in data["params"])
    return Reason(data["code"], params, data["field"])


def reported_day(run: ImportRun, sheet: str | None, fallback: date) -> date:
    """The day (or the first of the month) that the roster's own title names, else the fallback."""
    for head in run.heads:
        if head["name"] == sheet and head["reported_on"]:
            text = str(head["reported_on"])
            try:
                return date.fromisoformat(text if len(text) > len("2026-03") else f"{text}-01")
            except ValueError:
                return fallback
    return fallback


def inspection_year(run: ImportRun, sheet: str | None) -> str:
    """The year that the column of inspections is about, if its head names one."""
    years = [head["inspection_year"] for head in run.heads if head["name"] == sheet]
    return str(years[0]) if years and years[0] else ""
