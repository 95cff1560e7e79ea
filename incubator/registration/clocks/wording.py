"""How a step's clock is told: start, each stop, the days counted, the end, and what it rests on."""

from dataclasses import dataclass
from typing import Any

from incubator.kernel import clock
from incubator.kernel.periods import WORKING, Stretch
from incubator.kernel.text import gettext, label, lazy, ngettext, show_date
from incubator.registration.cases.models import CaseStep
from incubator.registration.clocks.queries import Account


@dataclass(frozen=True)
class Line:
    """One line of the course: what happened, how long, and why it stood still."""

    text: str
    note: str = ""
    stands_still: bool = False


@dataclass(frozen=True)
class Told:
    """A clock in words."""

    total: str
    lines: list[Line]
    sum: str
    end: str
    source: str
    is_stopped: bool
    is_fixed: bool
    is_provisional: bool


def told(account: Account, step: CaseStep) -> Told:
    """The account of a step's clock in words."""
    period = account.period
    return Told(
        total=_total(account),
        lines=[
            Line(
                gettext(
                    "Started on %(day)s; that day itself is not counted",
                    day=show_date(period.start),
                )
            ),
            *(_line(stretch, account) for stretch in account.course),
        ],
        sum=gettext(
            "%(counted)s of %(days)s days counted, %(left)s left",
            counted=account.counted,
            days=period.days,
            left=account.left,
        ),
        end=_end(account, step),
        source=label(account.source),
        is_stopped=period.is_stopped,
        is_fixed=account.fixed is not None,
        is_provisional=account.fixed is None and account.end.provisional,
    )


def _total(account: Account) -> str:
    period = account.period
    if period.unit == WORKING:
        return str(ngettext("%(num)s working day", "%(num)s working days", period.days))
    words: str = gettext("%(days)s calendar days, weekends and holidays included", days=period.days)
    return words


def _line(stretch: Stretch, account: Account) -> Line:
    until = show_date(stretch.until)
    if stretch.ran:
        words: Any = lazy("Ran until %(until)s: %(days)s counted", until=until, days=stretch.days)
        return Line(str(words))
    reason = account.reasons.get(stretch.after, "")
    start = show_date(stretch.after)
    if stretch.until == clock.today() and account.period.is_stopped:
        return Line(gettext("Stands still since %(day)s", day=start), reason, stands_still=True)
    words = gettext(
        "Stood still from %(start)s to %(until)s, not counted", start=start, until=until
    )
    return Line(words, reason, stands_still=True)


def _end(account: Account, step: CaseStep) -> str:
    if account.fixed is not None:
        day = show_date(account.fixed.due_on, weekday=True)
        reason = account.fixed.reason
        return str(gettext("Set by hand to %(day)s: %(reason)s", day=day, reason=reason))
    if step.due_on is None:
        return str(gettext("No end while it stands still"))
    return str(gettext("Last day: %(day)s", day=show_date(step.due_on, weekday=True)))
