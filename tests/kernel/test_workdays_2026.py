"""Every working-day result of 2026 against a computation written from the notice alone, and laws of counting.

The table below was typed from the notice of 2025-11-04 (国办发明电, No. 7 of 2025), not read from our
data. The second opinion is the library `holidays`. The independent counter numbers all office days of
the years in one list and looks the answer up there: it shares neither table nor method with
`kernel.calendar`.
"""

import json
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from pathlib import Path

import holidays
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incubator.kernel.calendar import DayKind, WorkCalendar

# First and last day off of each span, and the weekends that are worked for it, as (month, day).
NOTICE_2026: tuple[tuple[str, tuple[int, int], tuple[int, int], list[tuple[int, int]]], ...] = (
    ("元旦", (1, 1), (1, 3), [(1, 4)]),
    ("春节", (2, 15), (2, 23), [(2, 14), (2, 28)]),
    ("清明节", (4, 4), (4, 6), []),
    ("劳动节", (5, 1), (5, 5), [(5, 9)]),
    ("端午节", (6, 19), (6, 21), []),
    ("中秋节", (9, 25), (9, 27), []),
    ("国庆节", (10, 1), (10, 7), [(9, 20), (10, 10)]),
)
FURTHEST = 30
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
EXAMPLES = 300


def by_the_notice(day: date) -> bool:
    """Whether offices work on a day of 2026: the weekday, corrected by the typed table."""
    for _name, first, last, worked in NOTICE_2026:
        if date(2026, *first) <= day <= date(2026, *last):
            return False
        if (day.month, day.day) in worked:
            return True
    return day.isoweekday() <= 5


# 2025 and 2027 for the counts that leave the year: the library, and bare weekdays (not announced).
CHINA_2025 = holidays.country_holidays("CN", years=2025)
OFFICE_DAYS = [
    day
    for day in (date(2025, 9, 1) + timedelta(days=number) for number in range(600))
    if (
        by_the_notice(day)
        if day.year == 2026
        else CHINA_2025.is_working_day(day)
        if day.year == 2025
        else day.isoweekday() <= 5
    )
]


def independent_add(start: date, number: int) -> date:
    """The N-th office day after (or before) a day, by its place in the list."""
    if number > 0:
        return OFFICE_DAYS[bisect_right(OFFICE_DAYS, start) + number - 1]
    return OFFICE_DAYS[bisect_left(OFFICE_DAYS, start) + number]


def shipped() -> WorkCalendar:
    folder = Path(__file__).parents[2] / "incubator" / "kernel" / "rules"
    files = sorted(folder.glob("calendar_*.json"))
    return WorkCalendar.from_bodies(json.loads(path.read_text("utf-8"))["body"] for path in files)


CALENDAR = shipped()


def test_every_day_of_2026_is_what_the_notice_and_the_library_say(figures) -> None:
    china = holidays.country_holidays("CN", years=2026)
    ours = [CALENDAR.is_working_day(day) for day in YEAR]
    assert ours == [by_the_notice(day) for day in YEAR]
    assert ours == [china.is_working_day(day) for day in YEAR]
    figures(
        "working days of 2026: days compared",
        f"365 days, {sum(ours)} worked, twice, 0 differ",
    )


def test_adding_agrees_for_every_day_of_2026_and_one_to_thirty(figures) -> None:
    compared = 0
    for start in YEAR:
        for number in range(1, FURTHEST + 1):
            for signed in (number, -number):
                ours = CALENDAR.add_working_days(start, signed)
                assert ours.date == independent_add(start, signed), (start, signed)
                assert ours.provisional == (ours.date.year == 2027), (start, signed)
                compared += 1
    figures("working days of 2026: N days after and before", f"{compared} compared, 0 differ")


def test_between_agrees_from_every_day_of_2026_both_ways(figures) -> None:
    compared = 0
    places = [bisect_right(OFFICE_DAYS, day) for day in YEAR]
    for first, start in enumerate(YEAR):
        # Every distance occurs, without 133,000 walks over a year.
        for last in range(first % 7, len(YEAR), 7):
            found = CALENDAR.working_days_between(start, YEAR[last])
            if last >= first:
                assert found == places[last] - places[first], (start, YEAR[last])
            else:
                wanted = bisect_left(OFFICE_DAYS, YEAR[last]) - bisect_left(OFFICE_DAYS, start)
                assert found == wanted, (start, YEAR[last])
            compared += 1
    figures("working days of 2026: days between", f"{compared} pairs compared, 0 differ")


# ------------------------------------------------------------------ laws, on calendars made up


@st.composite
def calendars(draw) -> WorkCalendar:
    """A calendar of some special days in two announced years around a leap day and year borders."""
    span = st.dates(min_value=date(2027, 12, 1), max_value=date(2029, 1, 31))
    days = draw(st.dictionaries(span, st.sampled_from(DayKind), max_size=15))
    return WorkCalendar(days, draw(st.sets(st.sampled_from([2027, 2028, 2029]))))


DAYS = st.dates(min_value=date(2027, 12, 1), max_value=date(2029, 1, 31))
NUMBERS = st.integers(min_value=1, max_value=80)
LAWS: dict[str, int] = {}
# A busy machine draws slowly; that says nothing about counting.
LAW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def counted(law: str) -> None:
    LAWS[law] = LAWS.get(law, 0) + 1


@LAW
@given(calendar=calendars(), start=DAYS, number=NUMBERS)
def check_between_undoes_add(calendar: WorkCalendar, start: date, number: int) -> None:
    counted("between undoes add, both ways")
    end = calendar.add_working_days(start, number).date
    assert calendar.working_days_between(start, end) == number
    before = calendar.add_working_days(start, -number).date
    assert calendar.working_days_between(start, before) == -number


@LAW
@given(calendar=calendars(), start=DAYS, number=NUMBERS)
def check_add_is_monotone(calendar: WorkCalendar, start: date, number: int) -> None:
    counted("add is monotone in days and in start")
    end = calendar.add_working_days(start, number).date
    assert end < calendar.add_working_days(start, number + 1).date
    assert end <= calendar.add_working_days(start + timedelta(days=1), number).date
    assert calendar.is_working_day(end)


@LAW
@given(calendar=calendars(), start=DAYS, number=NUMBERS)
def check_negative_undoes_positive(calendar: WorkCalendar, start: date, number: int) -> None:
    counted("a negative count undoes a positive one")
    begin = calendar.next_working_day(start).date
    end = calendar.add_working_days(begin, number).date
    assert calendar.add_working_days(end, -number).date == begin


@LAW
@given(calendar=calendars(), start=DAYS, number=NUMBERS)
def check_provisional_only_by_years_counted(
    calendar: WorkCalendar, start: date, number: int
) -> None:
    counted("provisional exactly when a counted year is not announced")
    end = calendar.add_working_days(start, number)
    first = start + timedelta(days=1)
    years = set(range(first.year, end.date.year + 1))
    assert end.provisional == bool(years - calendar.announced_years)


@LAW
@given(calendar=calendars(), moved=DAYS, start=DAYS, number=NUMBERS)
def check_a_new_holiday_never_shortens(
    calendar: WorkCalendar, moved: date, start: date, number: int
) -> None:
    counted("one more holiday never makes a period end earlier")
    days = {
        day: DayKind.HOLIDAY if day == moved else kind
        for day, kind in {**calendar.special_days, moved: DayKind.HOLIDAY}.items()
    }
    later = WorkCalendar(days, calendar.announced_years).add_working_days(start, number).date
    assert later >= calendar.add_working_days(start, number).date


def test_the_laws_of_counting_hold(figures) -> None:
    for law in (
        check_between_undoes_add,
        check_add_is_monotone,
        check_negative_undoes_positive,
        check_provisional_only_by_years_counted,
        check_a_new_holiday_never_shortens,
    ):
        law()
    for name, count in LAWS.items():
        assert count >= EXAMPLES
        figures(f"law of counting: {name}", f"{count} examples")


def test_a_leap_day_is_counted_like_any_other() -> None:
    leap = WorkCalendar({}, [2028])
    assert leap.add_working_days(date(2028, 2, 28), 1).date == date(2028, 2, 29)  # a Tuesday
    assert leap.add_working_days(date(2028, 2, 29), 1).date == date(2028, 3, 1)
    assert leap.working_days_between(date(2028, 2, 28), date(2028, 3, 1)) == 2
    closed = WorkCalendar({date(2028, 2, 29): DayKind.HOLIDAY}, [2028])
    assert closed.add_working_days(date(2028, 2, 28), 1).date == date(2028, 3, 1)


def test_the_border_of_a_year_not_announced() -> None:
    last = CALENDAR.add_working_days(date(2026, 12, 30), 1)
    assert (last.date, last.provisional) == (date(2026, 12, 31), False)
    over = CALENDAR.add_working_days(date(2026, 12, 30), 2)
    assert (over.date, over.provisional) == (date(2027, 1, 1), True)
