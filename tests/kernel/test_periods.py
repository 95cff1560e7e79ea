"""Does a period that stops and goes on end where counting day by day on one's fingers ends?"""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incubator.kernel.calendar import DayKind, WorkCalendar
from incubator.kernel.periods import (
    CALENDAR,
    WORKING,
    End,
    Pause,
    Period,
    counted_until,
    end_of,
    pauses_of,
    stretches,
)

DAY = timedelta(days=1)
BARE = WorkCalendar({}, [2026, 2027, 2028])
SLOW = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def on_fingers(period: Period, calendar: WorkCalendar) -> date | None:
    """Walk day by day; a day in a pause, or closed for a working-day period, is not counted."""
    day, left = period.start, period.days
    while left:
        day += DAY
        if day > period.start + timedelta(days=4000):
            return None
        paused = any(
            pause.from_on < day and (pause.to_on is None or day <= pause.to_on)
            for pause in period.pauses
        )
        if paused:
            continue
        if period.unit == CALENDAR or calendar.is_working_day(day):
            left -= 1
    return day


@st.composite
def periods(draw) -> Period:
    start = draw(st.dates(min_value=date(2027, 12, 20), max_value=date(2028, 3, 10)))
    rows, day = [], start
    for _ in range(draw(st.integers(0, 3))):
        from_on = day + timedelta(days=draw(st.integers(-3, 20)))
        day = from_on + timedelta(days=draw(st.integers(0, 25)))
        rows.append((from_on, day))
    if rows and draw(st.booleans()):
        rows[-1] = (rows[-1][0], None)
    return Period(
        start, draw(st.integers(1, 60)), draw(st.sampled_from([WORKING, CALENDAR])), pauses_of(rows)
    )


COUNT = {"examples": 0, "stopped": 0}


@SLOW
@given(
    period=periods(),
    closed=st.dictionaries(
        st.dates(date(2028, 1, 1), date(2028, 6, 1)), st.sampled_from(DayKind), max_size=12
    ),
)
def check_against_fingers(period: Period, closed: dict[date, DayKind]) -> None:
    calendar = WorkCalendar(closed, [2027, 2028, 2029])
    end = end_of(period, calendar)
    wanted = on_fingers(period, calendar)
    assert end.on == wanted
    COUNT["examples"] += 1
    COUNT["stopped"] += wanted is None
    if wanted is not None and not period.is_stopped:
        assert counted_until(period, calendar, wanted) == period.days
        assert counted_until(period, calendar, wanted - DAY) == period.days - 1


def test_an_end_with_stops_agrees_with_counting_on_fingers(figures) -> None:
    check_against_fingers()
    assert COUNT["stopped"]
    figures(
        "periods with stops against counting day by day",
        f"{COUNT['examples']} examples, {COUNT['stopped']} without an end",
    )


def test_sixty_calendar_days_count_weekends_and_the_leap_day() -> None:
    assert end_of(Period(date(2028, 1, 31), 60, CALENDAR), BARE).on == date(2028, 3, 31)
    assert end_of(Period(date(2027, 1, 31), 60, CALENDAR), BARE).on == date(2027, 4, 1)


def test_the_day_of_the_stop_counts_and_the_day_of_going_on_does_not() -> None:
    # Monday 2 March 2026, 5 working days; stopped on Wednesday, on again the Tuesday after.
    stopped = Period(date(2026, 3, 2), 5, WORKING, (Pause(date(2026, 3, 4), None),))
    assert end_of(stopped, BARE) == End(None, provisional=False)
    gone_on = Period(date(2026, 3, 2), 5, WORKING, (Pause(date(2026, 3, 4), date(2026, 3, 10)),))
    assert end_of(gone_on, BARE).on == date(2026, 3, 13)
    course = [(row.days, row.ran) for row in stretches(gone_on, BARE, date(2026, 3, 12))]
    assert course == [(2, True), (0, False), (2, True)]


def test_a_stop_of_today_shows_what_ran_until_today() -> None:
    period = Period(date(2026, 3, 2), 5, WORKING, (Pause(date(2026, 3, 4), None),))
    course = [(row.days, row.ran) for row in stretches(period, BARE, date(2026, 3, 4))]
    assert course == [(2, True), (0, False)]
    assert counted_until(period, BARE, date(2026, 3, 4)) == 2


@pytest.mark.parametrize("unit", [WORKING, CALENDAR])
def test_a_stop_after_the_end_changes_nothing(unit: str) -> None:
    plain = Period(date(2026, 3, 2), 3, unit)
    late = Period(date(2026, 3, 2), 3, unit, (Pause(date(2026, 3, 20), None),))
    assert end_of(late, BARE) == end_of(plain, BARE)


def test_a_year_that_is_not_announced_makes_working_days_provisional_only() -> None:
    calendar = WorkCalendar({}, [2026])
    assert end_of(Period(date(2026, 12, 29), 5, WORKING), calendar).provisional
    assert not end_of(Period(date(2026, 12, 29), 5, CALENDAR), calendar).provisional
