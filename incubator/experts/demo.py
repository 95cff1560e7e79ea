"""The demo park's experts: a pool of 24, and a year of sessions on working days with meaningful advice."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.accounts.queries import people_with
from incubator.experts import actions
from incubator.experts.demo_advice import ADVICE, COMMENTS, GIVEN, NOTES, POOL, SURNAMES
from incubator.experts.mentoring.actions import comment_session, finish_item
from incubator.experts.mentoring.models import ActionItem, Assignment, MentoringSession
from incubator.experts.mentoring.rules import ItemFacts, SessionEntry
from incubator.experts.mentoring.workflow import ItemStatus
from incubator.experts.pool.models import Expert
from incubator.experts.pool.rules import ExpertFacts
from incubator.kernel import clock, rulesets, workdays
from incubator.kernel.access import SYSTEM, Person, Role
from incubator.kernel.calendar import WorkCalendar
from incubator.kernel.db import db, work
from incubator.organizations.models import Organization
from incubator.territory.models import Park

LOCKED = "!"
TERM_YEARS = 3
# The latest sessions are still to be confirmed.
FRESH_DAYS = 9


def make_pool(park: Park, rng: random.Random, users: Sequence[User]) -> list[Expert]:
    """The pool of 24: the given people first, then others with generated names who cannot sign in."""
    start = clock.today() - timedelta(days=366)
    people = [*users[: len(POOL)]]
    names = _names(rng, len(POOL) - len(people))
    with work(by=SYSTEM):
        for number, name in enumerate(names):
            facts = accounts.NewUser(f"1990099{number:04d}", name, LOCKED, is_demo=True)
            people.append(accounts.create_user(facts))
        return [
            actions.appoint(user, park=park, facts=_facts(row, start), by=SYSTEM)
            for user, row in zip(people, POOL, strict=True)
        ]


def _names(rng: random.Random, count: int) -> list[str]:
    surnames = rng.sample(SURNAMES, count)
    given = rng.sample(GIVEN, count)
    return [family + name for family, name in zip(surnames, given, strict=True)]


def _facts(row: tuple[str, str, tuple[str, ...], int], start: date) -> ExpertFacts:
    unit, title, fields, hours = row
    return ExpertFacts(
        fields=fields,
        term_from=start,
        term_to=start.replace(year=start.year + TERM_YEARS),
        title=title,
        unit=unit,
        hours_per_month=hours,
        introduction=f"{unit}{title}，愿意陪伴初创的社会组织，每月可安排{hours}小时。",
    )


@dataclass(frozen=True)
class _Year:
    """What the sessions are made from."""

    rng: random.Random
    working: list[date]
    first_day: date
    last_day: date
    fields: dict[str, str | None]

    def is_fresh(self, day: date) -> bool:
        """Whether the organization may not have confirmed yet."""
        return (self.last_day - day).days < FRESH_DAYS


def make_assignments_and_sessions(
    park: Park,  # noqa: ARG001 the experts know their park; the demo maker says it anyway
    organizations: Sequence[Organization],
    experts: Sequence[Expert],
    rng: random.Random,
    first_day: date,
    last_day: date,
) -> list[MentoringSession]:
    """Every organization gets an expert and a session or two a month; the last organization is left alone."""
    # Today is left out: a session that the clock has not reached cannot be logged yet.
    until = min(last_day, clock.today() - timedelta(days=1))
    working = _working_days(workdays.current(), first_day, until)
    year = _Year(rng, working, first_day, last_day, _fields())
    with _remembering():
        return [
            session
            for number, organization in enumerate(organizations)
            for session in _accompany(
                year,
                organization,
                experts[number % len(experts)],
                is_silent=number == len(organizations) - 1,
            )
        ]


@contextmanager
def _remembering() -> Iterator[None]:
    """Keep rows as they are over a commit: nobody else writes while the demo is made, and it is faster."""
    session = db.session()
    before, session.expire_on_commit = session.expire_on_commit, False
    try:
        yield
    finally:
        session.expire_on_commit = before
        session.expire_all()


def _accompany(
    year: _Year, organization: Organization, expert: Expert, *, is_silent: bool
) -> list[MentoringSession]:
    """One organization's year with its expert."""
    since = _since(organization, year.first_day)
    days = _session_days(year, since, is_silent=is_silent)
    with clock.frozen(clock.moment(since, 9)), work(by=SYSTEM):
        assignment = actions.assign(
            expert,
            organization,
            park=expert.park,
            by=SYSTEM,
            starts_on=since,
            purpose="陪伴组织从登记备案、内部治理到第一个项目。",
        )
    return _sessions(year, assignment, days)


def _since(organization: Organization, first_day: date) -> date:
    residency = organization.current_residency
    return max(residency.starts_on, first_day) if residency is not None else first_day


def _working_days(calendar: WorkCalendar, first_day: date, last_day: date) -> list[date]:
    span = (last_day - first_day).days
    days = (first_day + timedelta(days=number) for number in range(span + 1))
    return [day for day in days if calendar.is_working_day(day)]


def _fields() -> dict[str, str | None]:
    body = rulesets.get("experts.session_topics", "topics").body
    return {row["slug"]: row["field"] for row in body["topics"]}


def _session_days(year: _Year, since: date, *, is_silent: bool) -> list[date]:
    """One or two days a month; the silent one stops 40 days ago, the others reach the last fortnight."""
    end = year.last_day - timedelta(days=40) if is_silent else year.last_day
    days = [day for day in year.working if since <= day <= end]
    months: dict[tuple[int, int], list[date]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(day)
    chosen = {
        day
        for those in months.values()
        for day in year.rng.sample(those, min(len(those), year.rng.choice((1, 2, 2))))
    }
    if days and not is_silent:
        chosen.add(year.rng.choice(days[-5:]))
    return sorted(chosen)


def _sessions(year: _Year, assignment: Assignment, days: list[date]) -> list[MentoringSession]:
    leaders = people_with(Role.LEADER, organization_id=assignment.organization_id)
    leader: Person = leaders[0] if leaders else SYSTEM
    person = leaders[0].display_name if leaders else "负责人"
    used: set[str] = set()
    found: list[MentoringSession] = []
    open_ones: list[ActionItem] = []
    for day in days:
        with clock.frozen(clock.moment(day, 16, year.rng.choice((5, 20, 40)))):
            session = _log(year, assignment, used, person, open_ones)
        found.append(session)
        _answer(year, session, leader)
        known = [*open_ones, *session.items]
        open_ones = [item for item in known if item.status is ItemStatus.OPEN]
    return found


def _log(
    year: _Year,
    assignment: Assignment,
    used: set[str],
    person: str,
    open_ones: list[ActionItem],
) -> MentoringSession:
    topic, advice, item = _pick(year, assignment.expert, used)
    today = clock.today()
    items = [ItemFacts(item, person, today + timedelta(days=21))] if item else []
    note = year.rng.choice(NOTES) if year.rng.random() < 0.1 else ""
    entry = SessionEntry(
        held_on=today,
        minutes=year.rng.choice((30, 60, 60, 90, 90, 120)),
        mode=year.rng.choice(("face_to_face", "face_to_face", "visit", "phone", "online")),
        topics=(topic,),
        advice=advice,
        private_note=note,
    )
    # What was agreed last time is mostly done by now.
    finished = [row for row in open_ones if year.rng.random() < 0.9]
    by = assignment.expert.user
    with work(by=by):
        return actions.log_session(assignment, entry, by=by, items=items, finished=finished)


def _pick(year: _Year, expert: Expert, used: set[str]) -> tuple[str, str, str]:
    """A piece of advice not given here before, of the expert's own fields where there is one left."""
    every = [(topic, *words) for topic, texts in ADVICE.items() for words in texts]
    left = [row for row in every if row[1] not in used] or every
    own = [row for row in left if year.fields[row[0]] in expert.fields]
    pool = own if own and year.rng.random() < 0.6 else left
    chosen = year.rng.choice(pool)
    used.add(chosen[1])
    return chosen


def _answer(year: _Year, session: MentoringSession, leader: Person) -> None:
    """The organization confirms within days; of the fresh ones some wait and one in five is commented."""
    if year.is_fresh(session.held_on):
        if year.rng.random() < 0.2:
            with clock.frozen(session.created_at + timedelta(hours=3)), work(by=leader):
                comment_session(session, by=leader, reason=year.rng.choice(COMMENTS))
        return
    soonest = session.held_on + timedelta(days=year.rng.randint(1, 4))
    day = next((day for day in year.working if day >= soonest), session.held_on)
    with clock.frozen(clock.moment(day, 12 if day > session.held_on else 18)), work(by=leader):
        actions.confirm_session(session, by=leader)
        for item in session.items:
            if item.status is ItemStatus.OPEN and year.rng.random() < 0.3:
                finish_item(item, by=leader)
