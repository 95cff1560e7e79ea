"""What is to be done with each row of a roster: one verdict a row, worst first, with its reasons.

- refused: no name; a cell of absurd length; a registered form (social group, private
  non-enterprise unit, foundation) whose credit code is absent or still wrong after O and I were
  read as digits. Only the overall check character refuses; a failing inner organization code and
  a code class that does not fit the kind (51, 52, 53) are warnings.
- duplicate: a later row with the code, or with the normalized name and town, of an earlier row
  that was not refused; or one already stored. (A row that was refused records nothing, so a later
  sound row of the same organization is the first.)
- repaired: any cell was changed, see `cleaning`.
- ok: everything as typed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from incubator.kernel.identifiers import authority_division, has_sound_inner_code, is_uscc
from incubator.organizations.codes import is_from_here
from incubator.organizations.roster.cleaning import Cleaned, clean_cell, code_fault
from incubator.organizations.roster.columns import Columns, find_header
from incubator.organizations.roster.fields import (
    CODE_CLASSES,
    COMMUNITY_GROUP,
    FIELDS,
    REGISTERED,
    Value,
)
from incubator.organizations.roster.lines import reported_on, rows_of
from incubator.organizations.roster.matching import (
    NameAndTown,
    NothingStored,
    StoredIndex,
    name_and_town,
)
from incubator.organizations.roster.reading import Sheet
from incubator.organizations.roster.reasons import Reason, reason
from incubator.organizations.roster.refusals import NoHeaderRow

Verdict: TypeAlias = Literal["ok", "repaired", "refused", "duplicate"]
VERDICTS: Final[tuple[Verdict, ...]] = ("ok", "repaired", "refused", "duplicate")


@dataclass(frozen=True)
class Row:
    """A judged row. `cells` and `sent` are as they came, `values` as they would be kept.

    `same_as` is the earlier row's (sheet, line), `stored` the caller's reference to what is
    already recorded; both are None unless the row is a duplicate of it.
    """

    line: int
    sheet: str | None
    cells: tuple[str, ...]
    sent: Mapping[str, str]
    values: Mapping[str, Value]
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    same_as: tuple[str | None, int] | None = None
    stored: object | None = None


@dataclass(frozen=True)
class SheetHead:
    """How one sheet was understood: its columns and the date of the roster in its titles."""

    name: str | None
    line: int
    columns: Columns
    reported_on: str | None


@dataclass(frozen=True)
class Examination:
    """A dry run over a whole file: every row judged, in the order of the file."""

    heads: tuple[SheetHead, ...]
    skipped_sheets: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        """Rows per verdict, in the order ok, repaired, refused, duplicate."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in VERDICTS}


@dataclass
class _Seen:
    """Earlier rows that were not refused, by what identifies them."""

    codes: dict[str, Row] = field(default_factory=dict)
    names: dict[NameAndTown, Row] = field(default_factory=dict)


def examine(
    sheets: Sequence[Sheet],
    *,
    remembered: Mapping[str, str] | None = None,
    stored: StoredIndex | None = None,
    region_codes: Sequence[str] = (),
) -> Examination:
    """Judge every row of a roster; NoHeaderRow when no sheet names its columns.

    `remembered` maps normalized header texts to fields and wins over what is recognized;
    `region_codes` are the divisions here, the finest first: a code from elsewhere is remarked on.
    """
    heads: list[SheetHead] = []
    skipped: list[str] = []
    rows: list[Row] = []
    for sheet in sheets:
        try:
            position, columns = find_header(sheet.records, remembered)
        except NoHeaderRow:
            skipped.append(sheet.name or "")
            continue
        heads.append(SheetHead(sheet.name, position + 1, columns, reported_on(sheet, position)))
        for line, cells in rows_of(sheet, position, columns, remembered):
            row = judge_row(line=line, sheet=sheet.name, cells=cells, columns=columns)
            rows.append(_with_authority(row, region_codes))
    if not heads:
        raise NoHeaderRow
    marked = tuple(_mark_duplicates(rows, stored or NothingStored()))
    return Examination(tuple(heads), tuple(skipped), marked)


def judge_row(*, line: int, sheet: str | None, cells: tuple[str, ...], columns: Columns) -> Row:
    """The verdict on a row by itself: refused, repaired or ok; duplicates show only together."""
    sent = {
        name: cells[position] if position < len(cells) else ""
        for name, position in columns.fields.items()
    }
    cleaned = {name: clean_cell(name, sent.get(name, "")) for name in FIELDS}
    cleaned |= _with_kind(cleaned)
    faults = _faults(cleaned)
    if not faults:
        cleaned |= _without_false_code(cleaned)
    repairs = tuple(each for name in FIELDS for each in cleaned[name].repairs)
    warnings = tuple(each for name in FIELDS for each in cleaned[name].warnings)
    return Row(
        line=line,
        sheet=sheet,
        cells=cells,
        sent=sent,
        values={name: cleaned[name].value for name in FIELDS},
        verdict="refused" if faults else "repaired" if repairs else "ok",
        reasons=faults + repairs,
        warnings=warnings + _code_warnings(cleaned),
    )


def _with_kind(cleaned: Mapping[str, Cleaned]) -> dict[str, Cleaned]:
    """A missing or unknown kind is taken from a sound credit code, which names it."""
    kind, code = cleaned["kind"], str(cleaned["credit_code"].value or "")
    known = CODE_CLASSES.get(code[:2])
    if kind.value is not None or known is None or not is_uscc(code):
        return {}
    taken = reason("kind_from_code", field="kind")
    return {"kind": replace(kind, value=known, repairs=(taken,))}


def _faults(cleaned: Mapping[str, Cleaned]) -> tuple[Reason, ...]:
    """Everything that refuses the row, all at once."""
    faults = [fault for name in FIELDS for fault in cleaned[name].faults]
    if cleaned["name"].value is None:
        faults.append(reason("no_name", field="name"))
    kind, code = cleaned["kind"].value, cleaned["credit_code"].value
    if code is None and kind in REGISTERED:
        faults.append(reason("code_absent", field="credit_code"))
    if code is not None and kind != COMMUNITY_GROUP and (fault := code_fault(str(code))):
        faults.append(fault)
    return tuple(faults)


def _without_false_code(cleaned: Mapping[str, Cleaned]) -> dict[str, Cleaned]:
    """A filed group needs no code; a wrong one is dropped rather than recorded."""
    code = cleaned["credit_code"]
    if code.value is None or is_uscc(str(code.value)):
        return {}
    dropped = reason("code_dropped", field="credit_code", before=code.value)
    return {"credit_code": Cleaned(None, (*code.repairs, dropped))}


def _code_warnings(cleaned: Mapping[str, Cleaned]) -> tuple[Reason, ...]:
    code, kind = cleaned["credit_code"].value, cleaned["kind"].value
    if code is None or not is_uscc(str(code)):
        return ()
    warnings = []
    if not has_sound_inner_code(str(code)):
        warnings.append(reason("inner_check", field="credit_code"))
    if kind in REGISTERED and CODE_CLASSES.get(str(code)[:2]) != kind:
        warnings.append(reason("class_differs", field="credit_code", found=str(code)[:2]))
    return tuple(warnings)


def _with_authority(row: Row, region_codes: Sequence[str]) -> Row:
    """The row with a remark when its code was given out elsewhere; such a code may well be right."""
    code = str(row.values["credit_code"] or "")
    if not is_uscc(code) or is_from_here(authority_division(code), region_codes):
        return row
    elsewhere = reason("authority_elsewhere", field="credit_code", found=authority_division(code))
    return replace(row, warnings=(*row.warnings, elsewhere))


def _mark_duplicates(rows: Sequence[Row], stored: StoredIndex) -> Iterator[Row]:
    seen = _Seen()
    for row in rows:
        yield row if row.verdict == "refused" else _against_earlier(row, seen, stored)


def _against_earlier(row: Row, seen: _Seen, stored: StoredIndex) -> Row:
    """The row as a duplicate of an earlier one or of what is stored; else remembered as first."""
    code = row.values["credit_code"]
    key = name_and_town(str(row.values["name"]), _text(row.values["address"]))
    first = seen.codes.get(str(code)) if code is not None else None
    if first is not None:
        return _duplicate_of(row, first, "same_code")
    if (first := seen.names.get(key)) is not None:
        return _duplicate_of(row, first, "same_name")
    seen.names[key] = row
    if code is not None:
        seen.codes[str(code)] = row
    return _against_stored(row, key, stored)


def _against_stored(row: Row, key: NameAndTown, stored: StoredIndex) -> Row:
    code = row.values["credit_code"]
    found = stored.by_code(str(code)) if code is not None else None
    why = "stored_code"
    if found is None:
        found, why = stored.by_name_and_town(key), "stored_name"
    if found is None:
        return row
    return replace(row, verdict="duplicate", stored=found, reasons=(reason(why), *row.reasons))


def _duplicate_of(row: Row, first: Row, code: str) -> Row:
    if first.sheet is None:
        why = reason(code, line=first.line)
    else:
        why = reason(f"{code}_in_sheet", line=first.line, sheet=first.sheet)
    return replace(
        row,
        verdict="duplicate",
        same_as=(first.sheet, first.line),
        reasons=(why, *row.reasons),
    )


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
