"""How do waiting things look on the home page: cards in groups of urgency, each with one button."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incubator.kernel import clock, text
from incubator.kernel.text import gettext, lazy
from incubator.kernel.waiting import Waiting
from incubator.portal.doors import door

SOON = timedelta(days=3)
GROUPS = (
    ("late", lazy("Overdue")),
    ("today", lazy("Today")),
    ("week", lazy("This week")),
    ("later", lazy("Everything else")),
)
ICONS = {
    "intake": "clipboard-check",
    "registration": "list-check",
    "experts": "school",
    "space": "calendar",
    "organizations": "building-community",
    "accounts": "user",
}


@dataclass
class Group:
    """The cards of one urgency."""

    slug: str
    label: Any
    items: list[dict[str, Any]] = field(default_factory=list)


def group_cards(found: Iterable[Waiting]) -> list[Group]:
    """Late first, then today, this week, and the rest; only groups that have something."""
    groups = {slug: Group(slug, label) for slug, label in GROUPS}
    for item in found:
        url = door(item.endpoint, **item.arguments)
        if url is not None:
            groups[urgency(item)].items.append(card(item, url))
    filled = [group for group in groups.values() if group.items]
    if [group.slug for group in filled] == ["later"]:
        return [Group("later", lazy("To do"), filled[0].items)]
    return filled


def urgency(item: Waiting) -> str:
    """In which group a thing stands."""
    if item.due is None:
        return "later"
    if item.is_late:
        return "late"
    days = days_until(item.due)
    if days <= 0:
        return "today"
    return "week" if days <= 7 else "later"


def days_until(moment: datetime) -> int:
    """How many calendar days lie between today and the last day of a deadline.

    A deadline "until the 26th" ends at the first moment of the 27th, so its last day is asked for.
    """
    last = clock.local(moment - timedelta(seconds=1)).date()
    return (last - clock.today()).days


def card(item: Waiting, url: str) -> dict[str, Any]:
    """One thing as the `waiting` component draws it."""
    title = str(item.title)
    if item.count > 1 and str(item.count) not in title:
        title = gettext("%(title)s (%(count)s)", title=title, count=item.count)
    return {
        "title": title,
        "url": url,
        "subtitle": item.subject or None,
        "since": _since(item.since),
        "due": deadline(item.due) if item.due else None,
        "action_label": item.button,
        "icon": ICONS.get(item.endpoint.split(".", maxsplit=1)[0], "flag"),
    }


def _since(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return str(gettext("Since %(day)s", day=text.show_date(clock.local(moment).date())))


def deadline(moment: datetime) -> dict[str, Any]:
    """How long is left, in words."""
    days = days_until(moment)
    day = text.show_date(clock.local(moment - timedelta(seconds=1)).date())
    late = moment < clock.now()
    return {"text": _left(days, day, late=late), "late": late, "soon": days <= SOON.days}


def _left(days: int, day: str, *, late: bool) -> str:
    if late and days < 0:
        return str(
            text.ngettext(
                "%(num)s day late (ended on %(day)s)",
                "%(num)s days late (ended on %(day)s)",
                -days,
                day=day,
            )
        )
    if late:
        return str(gettext("Ended today"))
    if days == 0:
        return str(gettext("Ends today"))
    return str(
        text.ngettext(
            "%(num)s day left (ends on %(day)s)",
            "%(num)s days left (ends on %(day)s)",
            days,
            day=day,
        )
    )
