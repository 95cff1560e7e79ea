"""How is a case told in words: whose turn and since when, by when and how that was computed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from incubator.kernel import clock
from incubator.kernel.access import OWNERS, STAFF, Person, Role, roles_of
from incubator.kernel.text import gettext, label, lazy, ngettext, show_date
from incubator.kernel.workflow import Turn
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import Roadmap, Station
from incubator.registration.checklists.rules import WHO_LABELS, Limit, Who
from incubator.registration.registers.rules import FIGURE_PAGES

SOON = 7
TAB_LABELS = {
    "all": lazy("All cases"),
    "park": lazy("The park's turn"),
    "organization": lazy("The organization's turn"),
    "office": lazy("The office's turn"),
    "registered": lazy("Concluded"),
    "ended": lazy("Abandoned"),
}
TURN_WORDS = {
    Turn.PARK: lazy("The park's turn"),
    Turn.YOU: lazy("The organization's turn"),
    Turn.AUTHORITY: lazy("The office's turn"),
    Turn.NOBODY: "",
}
PARK_SIDE: Collection[Role] = frozenset({*STAFF, Role.SUPERVISOR})


@dataclass(frozen=True)
class Deadline:
    """A period's end as the `deadline` component draws it, with how it was computed."""

    text: str
    late: bool
    soon: bool
    how: str
    basis: dict[str, str]


def is_owner(person: Person | None) -> bool:
    """Whether the person reads as the organization and not as the park."""
    roles = roles_of(person)
    return bool(roles & frozenset(OWNERS)) and not roles & frozenset(PARK_SIDE)


def turn_text(station: Station, *, mine: bool) -> str:
    """Whose turn a station is: 轮到你们 for the organization itself, else who by name."""
    if station.turn is Turn.AUTHORITY:
        return str(gettext("Turn of %(who)s", who=WHO_LABELS[office_of(station)]))
    if station.turn is Turn.YOU and mine:
        return str(gettext("Your turn"))
    return str(TURN_WORDS[station.turn])


def office_of(station: Station) -> Who:
    """The office that a station waits for; papers of the others go to the registration authority."""
    return station.rule.who if station.rule.who.is_office else Who.REGISTRAR


def since_text(station: Station) -> str:
    """Since when the turn is whose it is."""
    day = show_date(clock.local(station.step.status_since).date())
    return str(gettext("since %(day)s", day=day))


def turn_line(station: Station, *, mine: bool) -> str:
    """Turn and since when, in one line."""
    day = show_date(clock.local(station.step.status_since).date())
    return _turn_since(turn_text(station, mine=mine), day)


def _turn_since(turn: str, day: str) -> str:
    return str(gettext("%(turn)s, since %(day)s", turn=turn, day=day))


def case_turn_line(roadmap: Roadmap, current: Station | None, *, mine: bool) -> str:
    """The line under the title of a case."""
    if current is not None:
        return turn_line(current, mine=mine)
    if roadmap.case.standing.turn is Turn.PARK:
        day = show_date(clock.local(roadmap.case.status_since).date())
        return _turn_since(str(TURN_WORDS[Turn.PARK]), day)
    return ""


def waiting_days(case: Case) -> int:
    """For how many days a case has waited where it stands."""
    return (clock.now() - case.standing.since).days


def deadline_of(station: Station) -> Deadline | None:
    """By when a station must end, if the checklist sets a period and it is under way."""
    step, limit = station.step, station.rule.limit
    if limit is None or step.due_on is None or step.opened_on is None:
        return None
    if station.turn is Turn.NOBODY:
        return None
    left = (step.due_on - clock.today()).days
    day = show_date(step.due_on)
    if left < 0:
        text = ngettext("%(num)s day late", "%(num)s days late", -left)
    else:
        text = ngettext("%(num)s day left", "%(num)s days left", left)
    text = gettext("%(text)s (until %(day)s)", text=text, day=day)
    how = how_computed(limit, show_date(step.opened_on), provisional=step.is_due_provisional)
    return Deadline(text, left < 0, 0 <= left <= SOON, how, limit.basis)


def how_computed(limit: Limit, day: str, *, provisional: bool) -> str:
    """The rule by which the end was found, in words."""
    if limit.unit == "yearly":
        return str(lazy("every year by the same day, weekends and holidays included"))
    if limit.unit == "calendar":
        counted = lazy(
            "%(days)s calendar days, weekends and holidays included, counted from the day after %(day)s",
            days=limit.days,
            day=day,
        )
        return str(counted)
    text = str(
        lazy("%(days)s working days, counted from the day after %(day)s", days=limit.days, day=day)
    )
    if not provisional:
        return text
    return str(
        gettext(
            "%(text)s; provisional, because the holidays of that year are not announced yet",
            text=text,
        )
    )


def is_sample(basis: dict[str, str]) -> bool:
    """Whether a figure is only our own default or local practice, to be labelled 示例参数."""
    return basis.get("mark") in {"M", "D"}


@dataclass(frozen=True)
class Stop:
    """A station as the `metro` component draws it."""

    label: str
    done: bool
    active: bool
    state: Any
    turn: str
    since: str
    deadline: Deadline | None
    url: str
    usual: str = ""


def stops_of(
    roadmap: Roadmap,
    current: Station | None,
    url_of: Callable[[str], str],
    *,
    mine: bool,
    usual: Mapping[str, str],
) -> list[Stop]:
    """The stations of this way, with "you are here"; `usual` says how long a step takes here."""
    return [
        Stop(
            label=label(row.rule.title),
            done=row.is_done,
            active=row is current,
            state=row.badge if row.turn is not Turn.NOBODY else None,
            turn=turn_text(row, mine=mine) if row.turn is not Turn.NOBODY else _done_text(row),
            since=since_text(row) if row.turn is not Turn.NOBODY else "",
            deadline=deadline_of(row),
            url=url_of(row.step.code),
            usual="" if row.is_done else usual.get(row.step.slug, ""),
        )
        for row in roadmap.on_way
    ]


def _done_text(station: Station) -> str:
    day = station.step.done_on
    return show_date(day) if station.is_done and day is not None else ""


REGISTER_TITLES = {
    "registration.member_list": lazy("Member register"),
    "registration.founder_list": lazy("Founders"),
    "registration.meeting_list": lazy("Meetings"),
}


def registers_of(roadmap: Roadmap, station: Station) -> list[tuple[Any, str]]:
    """The registers that a station's figures could come from, with their addresses."""
    code = roadmap.case.organization.code
    pages = [FIGURE_PAGES[row.slug] for row in station.rule.inputs if row.slug in FIGURE_PAGES]
    return [(REGISTER_TITLES[page], url_for(page, code=code)) for page in dict.fromkeys(pages)]


def sources_of(roadmap: Roadmap, station: Station) -> dict[str, str]:
    """The register's page of each figure that a register tells now; none once the step is done."""
    if station.is_done:
        return {}
    code = roadmap.case.organization.code
    return {
        row.slug: url_for(FIGURE_PAGES[row.slug], code=code)
        for row in station.rule.inputs
        if row.slug in roadmap.told
    }
