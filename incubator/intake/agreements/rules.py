"""When may an agreement be prepared, signed, and followed by the admission; and what does it say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from incubator.intake.decisions.models import NoticeEntry
from incubator.intake.decisions.rules import filled
from incubator.kernel import clock
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

LAST_DAY = {1: 31, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


@dataclass(frozen=True)
class Clause:
    """One numbered clause as it is printed."""

    number: int
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """The whole agreement as it is printed."""

    title: str
    clauses: tuple[Clause, ...]
    annexes: tuple[str, ...]


def compose(body: Mapping[str, Any], facts: Mapping[str, str]) -> Paper:
    """The agreement from the rule set's clauses, its places filled."""
    return Paper(
        filled(body["title"]["zh"], facts),
        tuple(
            Clause(
                int(row["number"]),
                row["title"]["zh"],
                tuple(filled(part["zh"], facts) for part in row["paragraphs"]),
            )
            for row in body["clauses"]
        ),
        tuple(row["zh"] for row in body["annexes"]),
    )


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = LAST_DAY.get(month + 1, 29 if leap else 28)
    return date(year, month + 1, min(day.day, last))


def last_day_of_term(first: date, months: int) -> date:
    """The last day of a term that begins on `first`: 12 months from 7 December end on 6 December."""
    return months_later(first, months) - timedelta(days=1)


def check_notice_over(entry: NoticeEntry | None, *, contested: bool) -> NoticeEntry:
    """Refuse before the notice has ended, and while an objection is unanswered."""
    if entry is None:
        raise Refusal(lazy("This applicant stands on no public notice."))
    if entry.notice.is_running:
        raise Refusal(
            lazy(
                "The public notice runs until %(day)s. The agreement is prepared after it.",
                day=entry.notice.to_on.isoformat(),
            )
        )
    if contested:
        raise Refusal(lazy("An objection is not answered yet. Please answer it first."))
    return entry


def check_term(starts_on: date, notice_end: date) -> None:
    """Refuse a stay that begins before the notice has ended."""
    if starts_on <= notice_end:
        raise Refusal(
            lazy("The stay can't begin before the public notice has ended."), field="starts_on"
        )


def check_signing(day: date, field: str, notice_end: date) -> None:
    """Refuse a signing date in the future or before the notice had ended."""
    if day > clock.today():
        raise Refusal(lazy("This day has not come yet."), field=field)
    if day <= notice_end:
        raise Refusal(
            lazy(
                "The agreement can't be signed before the notice has ended (%(day)s).",
                day=notice_end.isoformat(),
            ),
            field=field,
        )
