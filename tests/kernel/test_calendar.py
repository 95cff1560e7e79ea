"""Working days: the shipped years against an independent source, and the laws of counting."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.kernel.calendar import DayKind, WorkCalendar, WorkingDay

RULES = Path(__file__).parents[2] / "incubator" / "kernel" / "rules"
YEARS = (2025, 2026)
DAYS = st.dates(min_value=date(2024, 11, 1), max_value=date(2027, 3, 1))
NUMBERS = st.integers(min_value=-120, max_value=120)


def read_body(year: int) -> dict[str, Any]:
    text = (RULES / f"calendar_{year}.json").read_text(encoding="utf-8")
    body: dict[str, Any] = json.loads(text)["body"]
    return body


CALENDAR = WorkCalendar.from_bodies(read_body(year) for year in YEARS)


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_the_independent_source(year: int) -> None:
    china = holidays.country_holidays("CN", years=year)

    differing = [
        day for day in days_of(year) if CALENDAR.is_working_day(day) != china.is_working_day(day)
    ]

    assert differing == []


@pytest.mark.parametrize(("year", "working", "make_up"), [(2025, 248, 5), (2026, 248, 6)])
def test_a_year_has_its_known_number_of_working_days(year: int, working: int, make_up: int) -> None:
    assert sum(map(CALENDAR.is_working_day, days_of(year))) == working
    types = [day["type"] for day in read_body(year)["days"]]
    assert types.count("workday") == make_up


@pytest.mark.parametrize("year", YEARS)
def test_make_up_days_are_weekend_days_and_no_date_stands_twice(year: int) -> None:
    rows = read_body(year)["days"]
    dates = [date.fromisoformat(row["date"]) for row in rows]

    assert len(dates) == len(set(dates))
    assert {day.year for day in dates} == {year}
    made_up = [day for day, row in zip(dates, rows, strict=True) if row["type"] == "workday"]
    assert all(day.weekday() >= 5 for day in made_up)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        ("2026-09-30", 1, "2026-10-08"),  # the whole National Day span is skipped
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday that is worked
        ("2026-02-13", 5, "2026-02-27"),  # Saturday 14 worked, 15 to 23 off
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday that is worked
        ("2025-01-25", 1, "2025-01-26"),
        ("2026-11-21", 5, "2026-11-27"),  # from a Saturday
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-11-21", 0, "2026-11-21"),
    ],
)
def test_adding_working_days(start: str, number: int, expected: str) -> None:
    answer = CALENDAR.add_working_days(date.fromisoformat(start), number)

    assert answer == WorkingDay(date.fromisoformat(expected), provisional=False)


def test_an_unannounced_year_knows_weekends_only_and_says_so() -> None:
    answer = CALENDAR.add_working_days(date(2026, 12, 31), 1)

    assert answer == WorkingDay(date(2027, 1, 1), provisional=True)
    assert not CALENDAR.is_working_day(date(2027, 1, 2))


def test_counting_up_to_the_last_day_of_an_announced_year_is_certain() -> None:
    assert not CALENDAR.add_working_days(date(2026, 12, 30), 1).provisional
    assert not CALENDAR.add_working_days(date(2024, 12, 31), 1).provisional
    assert CALENDAR.add_working_days(date(2025, 1, 1), -1).provisional


def test_counting_across_an_unannounced_year_is_provisional() -> None:
    gap = WorkCalendar({}, {2025, 2027})

    assert gap.is_provisional(date(2025, 12, 1), date(2027, 1, 31))
    assert gap.is_provisional(date(2027, 1, 31), date(2025, 12, 1))
    assert not gap.is_provisional(date(2027, 1, 1), date(2027, 12, 31))


def test_a_later_body_replaces_the_year_it_names() -> None:
    replaced = WorkCalendar.from_bodies(
        [
            read_body(2025),
            read_body(2026),
            {"year": 2026, "announced": False, "days": []},
        ]
    )

    assert replaced.announced_years == frozenset({2025})
    assert replaced.is_working_day(date(2026, 10, 1))
    assert not replaced.is_working_day(date(2025, 10, 1))


def test_next_working_day_is_strictly_later() -> None:
    assert CALENDAR.next_working_day(date(2026, 11, 20)).date == date(2026, 11, 23)
    assert CALENDAR.next_working_day(date(2026, 11, 21)).date == date(2026, 11, 23)


@given(start=DAYS, number=NUMBERS.filter(bool))
def test_the_answer_is_a_working_day_and_counting_back_gives_the_number(
    start: date, number: int
) -> None:
    end = CALENDAR.add_working_days(start, number).date

    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == number


@given(start=DAYS, first=st.integers(0, 60), second=st.integers(0, 60))
def test_adding_in_two_parts_is_adding_at_once(start: date, first: int, second: int) -> None:
    halfway = CALENDAR.add_working_days(start, first).date

    in_parts = CALENDAR.add_working_days(halfway, second).date

    assert in_parts == CALENDAR.add_working_days(start, first + second).date


@given(start=DAYS, number=st.integers(1, 120))
def test_counting_there_and_back_returns_to_a_working_start(start: date, number: int) -> None:
    begin = CALENDAR.next_working_day(start).date

    end = CALENDAR.add_working_days(begin, number).date

    assert CALENDAR.add_working_days(end, -number).date == begin


@given(start=DAYS, number=st.integers(0, 119))
def test_more_days_end_later(start: date, number: int) -> None:
    sooner = CALENDAR.add_working_days(start, number).date

    assert sooner < CALENDAR.add_working_days(start, number + 1).date


@given(
    exceptions=st.dictionaries(DAYS, st.sampled_from(DayKind), max_size=40),
    start=DAYS,
    end=DAYS,
)
def test_counting_agrees_with_looking_at_each_day(
    exceptions: dict[date, DayKind], start: date, end: date
) -> None:
    calendar = WorkCalendar(exceptions, {2025, 2026})
    low, high = sorted((start, end))
    looked_at = [low + timedelta(days=i) for i in range((high - low).days + 1)]
    counted = looked_at[1:] if start <= end else looked_at[:-1]

    count = calendar.working_days_between(start, end)

    assert abs(count) == len([day for day in counted if calendar.is_working_day(day)])
    assert count >= 0 if start <= end else count <= 0
