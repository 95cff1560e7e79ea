"""One park with at least one real object of every kind, its people, and people who must not reach it.

It is built once per process through the rooms' own actions and kept as a copy of the database file, so
that every test begins with the same world.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from incubator.accounts import actions as accounts
from incubator.accounts.gate import COOKIE
from incubator.accounts.models import User
from incubator.intake.agreements import actions as agreements
from incubator.intake.decisions import actions as decisions
from incubator.intake.decisions.workflow import Outcome
from incubator.kernel import clock, files, notices
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.organizations.models import LegalForm, Organization
from incubator.space import demo as places
from incubator.territory import actions as territory
from incubator.territory.models import Park, RegionLevel
from tests.build import Builder
from tests.databases import SqliteDatabase, renew_folder
from tests.intake.build import PDF, make_application, make_call, make_draft
from tests.intake.build_decisions import World as Intake
from tests.intake.build_decisions import make_world

ABSENT = "000000000000"
STAFF = (Role.CLERK, Role.OPERATOR, Role.MANAGER)
BUREAU = (Role.SUPERVISOR, Role.AUDITOR)


@dataclass
class World:
    """What the tests know of it: addresses, tokens of sessions, ids; no rows, so it can be kept."""

    now: datetime
    codes: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)

    def browser(self, app: Flask, name: str) -> FlaskClient:
        """The browser of one of the people; `anonymous` has no session."""
        browser = app.test_client()
        if name in self.tokens:
            browser.set_cookie(COOKIE, self.tokens[name])
        return browser


@dataclass
class Maker:
    """Builds the world; keeps what it made by name."""

    build: Builder
    app: Flask
    world: World
    people: dict[str, User] = field(default_factory=dict)

    def person(self, name: str, role: Role | None, user: User) -> User:
        """Somebody with a session that tests can use."""
        self.people[name] = user
        self.world.ids[name] = user.id
        self.world.roles[name] = role or Role.APPLICANT
        with work():
            self.world.tokens[name] = accounts.open_session(user)
        return user

    def keep(self, **rows: Any) -> None:
        """Remember the addresses of rows."""
        for name, row in rows.items():
            self.world.codes[name] = row.code
            if hasattr(row, "id"):
                self.world.ids[f"{name} id"] = row.id

    def owns(self, *owned: Organization) -> None:
        """The leader and the member of the world belong to these organizations."""
        for row in owned:
            for role in (Role.LEADER, Role.MEMBER):
                with work(by=SYSTEM):
                    place = accounts.Place(organization_id=row.id)
                    accounts.grant(self.people[role.value], role, place, by=SYSTEM)


def build_world(build: Builder, app: Flask) -> World:
    """Everything, in the order in which it would have come about."""
    intake = make_world(build, applications=4, experts=5, places_virtual=5)
    maker = Maker(build, app, World(clock.now()))
    _hire(maker, intake.park)
    _strangers(maker, intake)
    with work(by=SYSTEM):
        rooms = places.make_places(intake.park, SYSTEM)
        territory.set_house_rule(
            intake.park,
            number=1,
            title={"zh": "守时", "en": "Be on time"},
            text={"zh": "预约后请准时到场。", "en": "Please come on time."},
        )
    _decided(maker, intake)
    _announced(maker, intake)
    _reviewed(maker, intake)
    _applying(maker, intake)
    from tests.security import world_residents

    world_residents.settle(maker, intake, rooms)
    maker.world.now = clock.now()
    _renew_sessions(maker)
    return maker.world


def _hire(maker: Maker, park: Park) -> None:
    build = maker.build
    maker.keep(park=park)
    for role in (*STAFF, *BUREAU):
        maker.person(role.value, role, build.person(role, park=park))
    admin = build.person(Role.ADMINISTRATOR)
    maker.person("administrator", Role.ADMINISTRATOR, admin)
    maker.person("second manager", Role.MANAGER, build.person(Role.MANAGER, park=park))
    for role in (Role.LEADER, Role.MEMBER):
        maker.person(role.value, role, build.user(role.value))
    maker.person("applicant", None, build.user("申请人"))


def _strangers(maker: Maker, intake: Intake) -> None:
    """Another county's park with its staff, an organization next door, experts of both parks."""
    build = maker.build
    with work(by=SYSTEM):
        region = territory.add_region(
            code="888888", name="丹溪县", level=RegionLevel.COUNTY, parent=None
        )
        facts = territory.ParkFacts(
            name="丹溪县社会组织孵化园",
            slug="danxi",
            operator="丹溪社会工作服务中心",
            phone="0888-5550100",
            opened_on=date(2025, 7, 1),
        )
        other = territory.found_park(facts, region=region, by=SYSTEM)
    maker.keep(other_park=other)
    for role in (*STAFF, *BUREAU):
        maker.person(f"other {role.value}", role, build.person(role, park=other))
    from tests.organizations.build import organization

    next_door = organization(intake.park, "青禾县邻家助老队")
    maker.keep(next_door=next_door)
    for role in (Role.LEADER, Role.MEMBER):
        person = build.person(role, organization_id=next_door.id)
        maker.person(f"other {role.value}", role, person)
    boss = maker.people["other operator"]
    world = Intake(build, other, boss, boss, boss, call=intake.call)
    maker.person("other expert", Role.EXPERT, world.add_expert("外县专家").user)


def _decided(maker: Maker, intake: Intake) -> None:
    """A released call: a signed agreement, a decision under correction, and an organization moved in."""
    intake.review_all()
    maker.keep(
        released_call=intake.call,
        released_application=intake.applications[0],
        rejected_application=intake.applications[1],
    )
    virtual = Outcome.ACCEPT_VIRTUAL
    intake.release(Outcome.ACCEPT_PHYSICAL, Outcome.REJECT, virtual, virtual)
    intake.after_notice()
    agreement = intake.agreement()
    today = clock.today()
    inspected = files.inspect(PDF, "scan.pdf", files.DOCUMENT)
    with work(by=intake.operator):
        signing = agreements.Signing(today, today, inspected)
        agreements.sign(agreement, signing, by=intake.operator)
    maker.keep(agreement=agreement)
    maker.keep(unsigned_agreement=intake.agreement(3), agreed_application=intake.applications[3])
    admitted = intake.agreement(2, signed=True)
    choice = agreements.AdmissionChoice(intake.pool[1], LegalForm.SOCIAL_GROUP)
    with work(by=intake.manager):
        agreements.admit(admitted, choice, by=intake.manager)
    maker.keep(admitted_agreement=admitted)
    with work(by=intake.operator):
        judgement = decisions.Judgement(Outcome.ACCEPT_VIRTUAL, "")
        correction = decisions.propose_correction(
            intake.applications[1], judgement, reason="复核发现评分有误。", by=intake.operator
        )
    maker.keep(correction=correction)
    maker.owns(*(row.organization for row in intake.applications))


def _next_call(maker: Maker, intake: Intake, *names: str, over: bool = True) -> Intake:
    """A further call of the park with complete applications."""
    call = make_call(intake.park)
    made = Intake(
        maker.build, intake.park, intake.operator, intake.manager, intake.second, call, intake.pool
    )
    for number, name in enumerate(names, 40 + len(maker.world.codes)):
        row, leader = make_application(
            maker.build, call, status="complete", name=name, number=number
        )
        made.applications.append(row)
        made.leaders.append(leader)
    maker.owns(*(row.organization for row in made.applications))
    if over:
        clock.set_frozen(call.closes_at + timedelta(hours=1))
    return made


def _announced(maker: Maker, intake: Intake) -> None:
    """A call whose notice runs now, with an objection."""
    made = _next_call(maker, intake, "青禾县清风环保志愿队")
    made.review_all()
    made.release(Outcome.ACCEPT_VIRTUAL)
    notice = made.notice()
    with work():
        facts = decisions.ObjectionFacts("王小明", "13912345678", "该队已在另一园区入驻。")
        objection = decisions.object_to(notice, facts)
    maker.keep(
        notice=notice,
        objection=objection,
        noticed_application=made.applications[0],
        noticed_call=made.call,
    )


def _reviewed(maker: Maker, intake: Intake) -> None:
    """A call under review: sheets asked, declared and submitted; and one ready to be released."""
    made = _next_call(maker, intake, "青禾县书香社区队", "青禾县晨曦助残队")
    first, second = made.applications
    from incubator.intake.reviews import actions as reviews

    mine, *others = made.assign(first, made.pool[:3])
    user = mine.sheet.expert.user
    maker.person("expert", Role.EXPERT, user)
    maker.keep(
        review_call=made.call,
        reviewed_application=first,
        sheet=mine.sheet,
        review=mine,
        application_file=first.files[0],
    )
    made.score(others[0])
    maker.keep(submitted_review=others[0])
    with work(by=user):
        reviews.declare(mine, has_conflict=False, reason="", by=user)
    undeclared = made.assign(second, made.pool[:3])[0]
    maker.keep(undeclared_sheet=undeclared.sheet, expert=mine.sheet.expert)
    idle = made.pool[4]
    maker.person("idle expert", Role.EXPERT, idle.user)
    ready = _next_call(maker, intake, "青禾县百草健康队")
    ready.review_all()
    ready.prepare(Outcome.ACCEPT_VIRTUAL)
    maker.keep(ready_call=ready.call, ready_application=ready.applications[0])


def _applying(maker: Maker, intake: Intake) -> None:
    """What is open now: a draft that is full, one asked back, one to be checked; and a call in draft."""
    call = make_call(intake.park)
    draft, leader = make_draft(maker.build, call, name="青禾县萤火少年队", number=71)
    from tests.intake.build import fill

    fill(draft, leader)
    asked, _ = make_application(
        maker.build, call, status="asked_back", name="青禾县牵手帮困队", number=72
    )
    waiting, _ = make_application(maker.build, call, name="青禾县向阳花艺术队", number=73)
    maker.owns(*(row.organization for row in (draft, asked, waiting)))
    complete, _ = make_application(
        maker.build, call, status="complete", name="青禾县山泉护水队", number=74
    )
    planned = make_call(intake.park, published=False, title="青禾县社会组织孵化园2027年第一批招募")
    maker.keep(
        call=call,
        draft=draft,
        asked_application=asked,
        application=waiting,
        complete_application=complete,
        draft_call=planned,
        draft_file=draft.files[0],
    )


def _renew_sessions(maker: Maker) -> None:
    """Everybody signed in a moment ago; one more session and a message for each."""
    with work(by=SYSTEM):
        for name, user in maker.people.items():
            maker.world.tokens[name] = accounts.open_session(user)
        owner = maker.people["applicant"]
        notices.send([owner.id], "%(name)s accepted your invitation.", url="/home", name="王小禾")
        accounts.open_session(owner)
        leader = maker.people["leader"]
        maker.world.codes["invitation"] = accounts.invite(
            organization_id=maker.world.ids["organization id"], role=Role.MEMBER, by=leader
        )
    maker.world.codes["login"] = owner.sign_in_name
    from sqlalchemy import select

    from incubator.accounts.models import Grant, SignInSession
    from incubator.kernel.notices import Notice

    owner_id = maker.world.ids["applicant"]
    own = select(SignInSession).where(SignInSession.user_id == owner_id)
    *_, last = db.session.scalars(own.order_by(SignInSession.created_at)).all()
    message = db.session.scalars(select(Notice).where(Notice.user_id == owner_id)).one()
    grants = select(Grant).where(Grant.user_id.in_(maker.world.ids.values()))
    by_user = {row.user_id: row for row in db.session.scalars(grants.order_by(Grant.id)).unique()}
    maker.keep(
        session=last,
        message=message,
        staff_grant=by_user[maker.world.ids["clerk"]],
        member_grant=by_user[maker.world.ids["member"]],
        user=owner,
    )


Snapshot = tuple[World, Path]
_kept: dict[str, Snapshot] = {}


def fresh(app: Flask, database: SqliteDatabase, make: Callable[[], World]) -> World:
    """The world on a fresh copy of its database; built when this process asks for the first time."""
    if "world" not in _kept:
        world = make()
        copy = database.prepared / "world"
        _close()
        shutil.copytree(database.folder, copy, ignore=shutil.ignore_patterns("queue.db*"))
        _kept["world"] = (world, copy)
    world, copy = _kept["world"]
    restore(database, copy)
    clock.set_frozen(world.now)
    return world


def again(database: SqliteDatabase) -> None:
    """Put the database back to what it was when the world was made."""
    restore(database, _kept["world"][1])


def restore(database: SqliteDatabase, copy: Path) -> None:
    """Put the data folder back as it was kept: the database with its files and keys."""
    _close()
    renew_folder(database.folder, copy / "keys")
    shutil.copytree(copy, database.folder, dirs_exist_ok=True)


def _close() -> None:
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


def names_of(people: Iterable[str], world: World) -> list[str]:
    """The people of these names that the world has."""
    return [name for name in people if name in world.tokens]
