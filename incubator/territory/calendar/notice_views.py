"""The pages of a year's notice as a file: send it in, read the dry run, take it over, take it home."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from incubator.kernel import files, web, workdays
from incubator.kernel.calendar import DayKind
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.text import ngettext
from incubator.territory.calendar import actions, reading
from incubator.territory.calendar.forms import NoticeForm
from incubator.territory.calendar.queries import Change, changes_of, plan_days
from incubator.territory.calendar.rules import Verdict, judge
from incubator.territory.calendar.telling import after_change, moves_shown
from incubator.territory.room import room
from incubator.territory.rules import CALENDAR_EDIT, CALENDAR_READ, check_year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class DryRun:
    """What taking a file over would mean."""

    verdict: Verdict
    changes: list[Change]
    lines: str
    moves: dict[str, Any]


@room.form("/working-days/<int:year>/import", CALENDAR_EDIT)
def calendar_import(year: int) -> ResponseReturnValue:
    """Send a year's notice in; what it changes is shown first and taken over in one act."""
    check_year(year)
    form, found = NoticeForm(), None
    if request.method == "GET":
        row = {row.year: row for row in workdays.list_years()}.get(year)
        form.source.data = row.source.get("zh", "") if row else ""
    if form.posted():
        found = _dry_run(form, year)
        if found is not None and not found.verdict.faults and _is_agreed(form, found):
            days = found.verdict.days
            with web.acting(form) as act:
                change = actions.take_over(
                    year, days, source=form.source.data or "", by=web.signed_in()
                )
                words = ngettext(
                    "The notice is taken over: %(num)s day.",
                    "The notice is taken over: %(num)s days.",
                    len(days),
                )
                act.done(after_change(change), words)
            if act.response:
                return act.response
    answer = web.page(
        "territory/calendar_import.html", form=form, year=year, run=found, holiday=DayKind.HOLIDAY
    )
    if found is not None and found.verdict.faults:
        answer.status_code = 422
    return answer


def _dry_run(form: NoticeForm, year: int) -> DryRun | None:
    try:
        entries = _entries(form)
    except Refusal as refusal:
        form.refuse("file", refusal.message)
        return None
    verdict = judge(entries, year)
    changes = [] if verdict.faults else changes_of(year, verdict.days)
    kinds = {change.day: change.after for change in changes}
    moves = moves_shown(plan_days(kinds, announced={year: True})) if not verdict.faults else {}
    return DryRun(verdict, changes, reading.as_text(verdict.rows()), moves)


def _entries(form: NoticeForm) -> list[reading.Entry]:
    """The lines of the file, or of what was read from it before."""
    upload = form.file.data
    if isinstance(upload, FileStorage) and upload.filename:
        content, name = upload.stream.read(reading.MOST_BYTES + 1), upload.filename
        if not name.lower().endswith(".json"):
            content = _inspected(content, name)
        return reading.read_file(content, name)
    if form.lines.data:
        return reading.read_text(form.lines.data)
    raise reading.no_file()


def _inspected(content: bytes, name: str) -> bytes:
    try:
        return files.inspect(content, name, files.SHEET).data
    except files.FileRefused as refused:
        raise Refusal(refused.message, field="file") from refused


def _is_agreed(form: NoticeForm, found: DryRun) -> bool:
    """Whether the days sent back are those shown, with as many ends moving as were shown."""
    return bool(form.lines.data) and form.agreed.data == str(found.moves["count"])


@room.get("/working-days/<int:year>/export.<kind>", CALENDAR_READ)
def calendar_export(year: int, kind: str) -> ResponseReturnValue:
    """A year in the layout that can be sent in again."""
    check_year(year)
    days = [(row.day, row.kind, row.name.get("zh", "")) for row in workdays.list_days(year)]
    makers: dict[str, tuple[Any, str]] = {
        "csv": (lambda rows: reading.as_text(rows).encode("utf-8-sig"), "text/csv; charset=utf-8"),
        "xlsx": (reading.as_workbook, XLSX),
        "json": (reading.as_json, "application/json"),
    }
    if kind not in makers:
        raise Absent
    maker, content_type = makers[kind]
    return web.send(maker(days), f"working-days-{year}.{kind}", content_type)
