"""Which calendar holds in this installation: the table of special days that an administrator edits.

`kernel.calendar` computes; this module keeps the announced years and their days, filled once from the
shipped yearly notices and edited afterwards.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from incubator.kernel.calendar import DayKind, WorkCalendar, WorkingDay
from incubator.kernel.db import Base, db, slug


class CalendarYear(Base):
    """A year whose holidays are announced, and by which notice."""

    __tablename__ = "calendar_years"
    __audited__ = True

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_announced: Mapped[bool] = mapped_column(default=True)
    source: Mapped[dict[str, str]]


class CalendarDay(Base):
    """One day that differs from its weekday: a holiday or a make-up working day (调休)."""

    __tablename__ = "calendar_days"
    __audited__ = True

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(slug(DayKind))
    name: Mapped[dict[str, str]]
    source_note: Mapped[str] = mapped_column(String(200), default="")


def current() -> WorkCalendar:
    """The calendar as it stands in the table: two queries."""
    days = db.session.execute(select(CalendarDay.day, CalendarDay.kind)).all()
    years = db.session.scalars(select(CalendarYear.year).where(CalendarYear.is_announced))
    return WorkCalendar({row.day: row.kind for row in days}, list(years))


def shipped() -> WorkCalendar:
    """The calendar of the shipped yearly notices alone: before there is a database."""
    return WorkCalendar.from_bodies(data["body"] for data in _shipped_notices())


def _shipped_notices() -> list[dict[str, Any]]:
    files = sorted((Path(__file__).parent / "rules").glob("calendar_*.json"))
    return [json.loads(path.read_text("utf-8")) for path in files]


def after(start: date, number: int) -> WorkingDay:
    """The N-th working day after a day; the day itself does not count."""
    return current().add_working_days(start, number)


def list_days(year: int) -> list[CalendarDay]:
    """The special days of a year, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = (
        select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    )
    return list(db.session.scalars(query))


def list_years() -> list[CalendarYear]:
    """The announced years, newest first."""
    return list(db.session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())))


def set_day(day: date, kind: DayKind | None, *, name: dict[str, str], note: str = "") -> None:
    """Make a day a holiday or a working day; None makes it what its weekday says."""
    row = db.session.get(CalendarDay, day)
    if kind is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = CalendarDay(day=day, kind=kind, name=name, source_note=note)
        db.session.add(row)
    row.kind, row.name, row.source_note = kind, name, note


def announce(body: dict[str, Any], source: dict[str, str]) -> None:
    """Take over a year's notice: its days replace what was there for that year."""
    year = int(body["year"])
    db.session.execute(
        delete(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    )
    row = db.session.get(CalendarYear, year)
    if row is None:
        row = CalendarYear(year=year, is_announced=bool(body["announced"]), source=source)
        db.session.add(row)
    row.is_announced, row.source = bool(body["announced"]), source
    for entry in body["days"]:
        day, kind = date.fromisoformat(entry["date"]), DayKind(entry["type"])
        db.session.add(CalendarDay(day=day, kind=kind, name=entry["name"]))


def unknown_shipped() -> list[int]:
    """The shipped years that the table does not know yet."""
    known = {row.year for row in list_years()}
    years = [int(data["body"]["year"]) for data in _shipped_notices()]
    return [year for year in years if year not in known]


def load_shipped() -> int:
    """Take over the shipped yearly notices of years that the table does not know; returns how many."""
    wanted = set(unknown_shipped())
    for data in _shipped_notices():
        if int(data["body"]["year"]) in wanted:
            announce(data["body"], data["source"])
    return len(wanted)
