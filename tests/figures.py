"""Which figures did the tests count: cells of the role table, tampers found, rounds of a race?

A test takes the fixture ``figures`` and calls ``figures("booking race", "10 of 10 rounds")``;
the run prints all of them in one table before its closing line, whichever worker ran the test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "figure"


@pytest.fixture
def figures(record_property) -> Callable[[str, object], None]:
    """Notes a count for the table at the end of the run."""

    def note(what: str, count: object) -> None:
        record_property(KEY, (what, str(count)))

    return note


def pytest_terminal_summary(terminalreporter) -> None:
    rows = sorted(
        {
            tuple(value)
            for outcome in ("passed", "failed")
            for report in terminalreporter.getreports(outcome)
            for key, value in report.user_properties
            if key == KEY
        }
    )
    if not rows:
        return
    terminalreporter.section("figures")
    width = max(len(what) for what, _count in rows)
    for what, count in rows:
        terminalreporter.write_line(f"{what:<{width}}  {count}")
