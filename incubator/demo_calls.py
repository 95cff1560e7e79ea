"""The demo's two calls: one that experts are reviewing, and one that is open today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.experts.models import Expert
from incubator.intake import demo as intake
from incubator.intake import demo_reviews
from incubator.intake.applications import actions as applications
from incubator.intake.applications.models import Application
from incubator.intake.demo_stories import STORIES
from incubator.kernel import clock, workdays
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.organizations.models import Organization
from incubator.territory.models import Park

LOCKED = "!"
POINTS = (91, 84, 78, 73, 66, 58)
REVIEWED = 6
LISTS = {
    "files": "请补充活动照片和服务记录各一份，文件要能看清日期。",
    "service_plan": "请写明第三、第四季度的安排和负责人。",
}


@dataclass(frozen=True)
class Hosts:
    """Who runs the calls, and the applicants whose accounts are printed."""

    operator: User
    manager: User
    experts: Sequence[Expert]
    applicants: Sequence[User]


def make_calls(park: Park, hosts: Hosts, rng: Random) -> None:
    """First the call under review, then the open one."""
    leaders = [_leader(number, story.leader) for number, story in enumerate(STORIES, 1)]
    _reviewed(park, hosts, leaders[:REVIEWED], rng)
    _open(park, hosts, [*leaders[REVIEWED:]], rng)
    _mark()


def _mark() -> None:
    """The applicants' files belong to the demo and go with it."""
    with work(by=SYSTEM):
        names = [story.name for story in STORIES]
        for row in db.session.scalars(select(Organization).where(Organization.name.in_(names))):
            row.is_demo = True


def _leader(number: int, name: str) -> User:
    """The person behind a story: an account nobody can sign in to, made before the calls."""
    facts = accounts.NewUser(f"team{number}@qinghe.example", name, LOCKED, is_demo=True)
    with clock.frozen(clock.moment(_back(21), 15)), work(by=SYSTEM):
        return accounts.create_user(facts)


def _back(days: int) -> date:
    """The working day so many working days before today."""
    return workdays.current().add_working_days(clock.today(), -days).date


def _reviewed(park: Park, hosts: Hosts, leaders: Sequence[User], rng: Random) -> None:
    opened, closed = _back(20), _back(7)
    with clock.frozen(clock.moment(opened, 9)):
        title = f"青禾县社会组织孵化园{opened.year}年秋季入驻招募"
        call = intake.make_call(park, title, opened, closed, places=(1, 2), by=hosts.operator)
    specs = [
        intake.Spec(
            story, leader, started_on=opened + timedelta(days=2 + number), code_number=number
        )
        for number, (story, leader) in enumerate(zip(STORIES, leaders, strict=False))
    ]
    made = intake.make_applications(call, specs, rng)
    with clock.frozen(clock.moment(closed, 17)), work(by=hosts.operator):
        for application in made:
            applications.complete(application, by=hosts.operator)
    people = demo_reviews.People(hosts.operator, hosts.manager, hosts.experts[:7])
    demo_reviews.review_halfway(call, people, demo_reviews.Wishes(POINTS), rng)


def _open(park: Park, hosts: Hosts, leaders: Sequence[User], rng: Random) -> None:
    opened = _back(5)
    closes = workdays.after(clock.today(), 9).date
    with clock.frozen(clock.moment(opened, 9)):
        title = f"青禾县社会组织孵化园{closes.year}年第二批入驻招募"
        call = intake.make_call(park, title, opened, closes, places=(1, 3), by=hosts.operator)
    people = [hosts.applicants[0], *leaders[1:]]
    stories = STORIES[REVIEWED : REVIEWED + len(people)]
    specs = [
        intake.Spec(
            story,
            leader,
            status="drafting" if number == 0 else "submitted",
            started_on=_back(4 if number < 2 else 2),
            code_number=20 + number,
        )
        for number, (story, leader) in enumerate(zip(stories, people, strict=False))
    ]
    made = intake.make_applications(call, specs, rng)
    _ask_back(made[1:2], hosts)


def _ask_back(made: Sequence[Application], hosts: Hosts) -> None:
    for application in made:
        with clock.frozen(clock.moment(_back(1), 11)), work(by=hosts.operator):
            applications.ask_back(application, LISTS, by=hosts.operator)
