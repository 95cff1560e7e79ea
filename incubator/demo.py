"""The demo park 青禾县: made from (seed, today) so that it never looks stale, and removed by one command.

Every row is made by the rooms' own actions under a clock set back to the day it would have happened,
by the people who would have done it.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from flask import current_app
from sqlalchemy import select

from incubator import demo_calls, demo_removal
from incubator.accounts import actions as accounts
from incubator.accounts.models import User
from incubator.experts import demo as experts_demo
from incubator.experts.models import Expert
from incubator.kernel import clock, workdays
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import CROCKFORD, db, work
from incubator.organizations import demo as organizations_demo
from incubator.organizations.models import LegalForm, Organization
from incubator.registration import demo as registration_demo
from incubator.registration import demo_dossiers, demo_filings, demo_grades
from incubator.registration.checklists.procedures import Procedure
from incubator.space import actions as space
from incubator.space import demo as space_demo
from incubator.territory import demo as territory_demo
from incubator.territory.models import Park
from incubator.territory.queries import find_region
from incubator.territory.rule_changes import demo as rule_changes_demo

SLUG = "qinghe"
STAFF = (
    (Role.ADMINISTRATOR, "administrator", "admin@qinghe.example", "龚怀瑾"),
    (Role.MANAGER, "manager", "manager@qinghe.example", "程思远"),
    (Role.OPERATOR, "operator", "operator@qinghe.example", "骆知夏"),
    (Role.OPERATOR, "operator", "operator2@qinghe.example", "秦以恒"),
    (Role.CLERK, "clerk", "clerk@qinghe.example", "舒小满"),
    (Role.SUPERVISOR, "supervisor", "supervisor@qinghe.example", "邵文谦"),
    (Role.AUDITOR, "auditor", "auditor@qinghe.example", "章静之"),
)
EXPERTS = (
    ("expert1@qinghe.example", "顾延清"),
    ("expert2@qinghe.example", "蒲若兰"),
    ("expert3@qinghe.example", "闻克勤"),
)
APPLICANTS = (("applicant1@qinghe.example", "池远山"), ("applicant2@qinghe.example", "乔明月"))
MEMBER = ("member1@qinghe.example", "纪春晓")
BUREAU = frozenset({Role.SUPERVISOR, Role.AUDITOR})


def is_loaded() -> bool:
    """Whether demo accounts exist."""
    return db.session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None


def accounts_file() -> Path:
    """Where the generated accounts stand, readable by the owner of the installation only."""
    return Path(current_app.config["DATA"]) / "demo-accounts.json"


def demo_accounts() -> list[dict[str, str]]:
    """The demo accounts as role, login, password and name; empty without a demo."""
    path = accounts_file()
    if not path.exists():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return rows


def _write_accounts(rows: list[dict[str, str]]) -> None:
    path = accounts_file()
    path.touch(mode=0o600)
    os.chmod(path, 0o600)  # noqa: PTH101 the umask of the caller is not known
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def remove() -> int:
    """Take the demo away: its rows, and the file of its accounts."""
    count = demo_removal.remove(SLUG)
    accounts_file().unlink(missing_ok=True)
    return count


def _password() -> str:
    """Sixteen random characters in four groups: long enough for staff, possible to type."""
    groups = ("".join(secrets.choice(CROCKFORD) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


@dataclass
class Cast:
    """The people of the demo, and the accounts that are printed."""

    printed: list[dict[str, str]] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    applicants: list[User] = field(default_factory=list)

    def person(self, role: str, login: str, name: str) -> User:
        """An account with a generated password; it is printed under that role."""
        password = _password()
        facts = accounts.NewUser(login, name, accounts.hash_password(password), is_demo=True)
        with work(by=SYSTEM):
            user = accounts.create_user(facts)
        self.printed.append({"role": role, "login": login, "password": password, "name": name})
        self.users.setdefault(role, user)
        if role == "applicant":
            self.applicants.append(user)
        return user


def load(*, seed: int) -> str:
    """Make the demo park; returns a sentence for the terminal."""
    rng = Random(f"{seed}:{clock.today().isoformat()}")  # noqa: S311 it makes a demo, not a secret
    opening = clock.moment(organizations_demo.first_day(clock.today()) - timedelta(days=14), 9)
    cast = Cast()
    with clock.frozen(opening):
        with work(by=SYSTEM):
            park = territory_demo.make_park(SYSTEM)
        _hire(cast, park)
        with work(by=SYSTEM):
            space_demo.make_places(park, SYSTEM)
        experts = [cast.person("expert", login, name) for login, name in EXPERTS]
        pool = experts_demo.make_pool(park, rng, experts)
    region = find_region(territory_demo.COUNTY)
    if region is None:
        raise LookupError(territory_demo.COUNTY)
    residents = organizations_demo.make_organizations(park, region, rng, SYSTEM)
    _give_accounts(cast, residents)
    _give_desks(park, residents)
    _live_on(cast, park, residents, pool, rng)
    _write_accounts(cast.printed)
    return f"demo park ready: {len(residents)} organizations, {len(pool)} experts"


def _live_on(
    cast: Cast, park: Park, residents: list[Organization], pool: list[Expert], rng: Random
) -> None:
    """The year of the park: what its residents, its office and its experts did and have in hand."""
    _accompany(park, residents, pool, rng)
    _keep_dossiers(park, residents, cast, rng)
    hosts = demo_calls.Hosts(cast.users["operator"], cast.users["manager"], pool, cast.applicants)
    demo_calls.make_calls(park, hosts, rng)
    _file_groups(cast, park, rng)
    _propose_rules(cast, park)
    _grade(cast, park, residents, pool, rng)


def _grade(
    cast: Cast, park: Park, residents: list[Organization], pool: list[Expert], rng: Random
) -> None:
    """One grade assessment that two experts are scoring, and one that ended with 3A."""
    people = demo_grades.People(cast.users["operator"], cast.users["manager"], pool[:2])
    walk = registration_demo.Walk(SYSTEM, rng, registration_demo.sample_paper())
    demo_grades.make_decided(residents[1], park, people, walk)
    demo_grades.make_in_scoring(residents[2], park, people, walk)


def _keep_dossiers(park: Park, residents: list[Organization], cast: Cast, rng: Random) -> None:
    """Ended cases of registered residents, with their dossiers; the first of them is renewed."""
    operator = cast.users["operator"]
    archive = demo_dossiers.Archive(operator, cast.users["manager"])
    walk = registration_demo.Walk(operator, rng, registration_demo.sample_paper())
    bodies = [one for one in residents[1:] if one.is_registered]
    demo_dossiers.make_dossiers(park, bodies, archive, walk)


def _file_groups(cast: Cast, park: Park, rng: Random) -> None:
    """The township's filed groups; the leader of one has an account, to write its short report."""
    office = demo_filings.Office(
        cast.users["clerk"], cast.users["operator"], organizations_demo.first_day(clock.today())
    )
    filings = demo_filings.make_filings(park, office, rng)
    for filing in filings[:1]:
        leader = cast.person("leader", "group1@qinghe.example", filing.organization.representative)
        with work(by=SYSTEM):
            place = accounts.Place(organization_id=filing.organization_id)
            accounts.grant(leader, Role.LEADER, place, by=SYSTEM)


def _propose_rules(cast: Cast, park: Park) -> None:
    """A change of the rules that waits for the manager as the second person."""
    operator = cast.users["operator"]
    yesterday = workdays.current().add_working_days(clock.today(), -1).date
    with clock.frozen(clock.moment(yesterday, 16)), work(by=operator):
        rule_changes_demo.propose_founders(park, operator)


def _hire(cast: Cast, park: Park) -> None:
    for role, printed, login, name in STAFF:
        user = cast.person(printed, login, name)
        place = accounts.Place(
            park_id=None if role in BUREAU or role is Role.ADMINISTRATOR else park.id,
            region_id=park.region_id if role in BUREAU else None,
        )
        with work(by=SYSTEM):
            accounts.grant(user, role, place, by=SYSTEM)


def _give_accounts(cast: Cast, residents: list[Organization]) -> None:
    """Each resident's representative leads it; the first also has a member."""
    for number, organization in enumerate(residents, 1):
        login, name = f"leader{number}@qinghe.example", organization.representative
        with clock.frozen(_entry(organization)):
            user = cast.person("leader", login, name)
            place = accounts.Place(organization_id=organization.id)
            with work(by=SYSTEM):
                accounts.grant(user, Role.LEADER, place, by=SYSTEM)
    with clock.frozen(_entry(residents[0])):
        member = cast.person("member", *MEMBER)
        with work(by=SYSTEM):
            place = accounts.Place(organization_id=residents[0].id)
            accounts.grant(member, Role.MEMBER, place, by=SYSTEM)
    with clock.frozen(
        clock.moment(workdays.current().add_working_days(clock.today(), -6).date, 15)
    ):
        for login, name in APPLICANTS:
            cast.person("applicant", login, name)


def _entry(organization: Organization) -> datetime:
    """When it moved in: from then on its people act."""
    residency = organization.current_residency
    return clock.moment(residency.starts_on, 11) if residency is not None else clock.now()


def _give_desks(park: Park, residents: list[Organization]) -> None:
    """Five of the six desks are held, by the five physical residents."""
    for organization in residents:
        residency = organization.current_residency
        if residency is None or residency.mode.value != "physical":
            continue
        with clock.frozen(clock.moment(residency.starts_on, 14)), work(by=SYSTEM):
            space.hold_desk(
                organization,
                residency,
                park=park,
                starts_on=residency.starts_on,
                ends_on=residency.ends_on,
                by=SYSTEM,
            )


def _accompany(park: Park, residents: list[Organization], pool: list[Expert], rng: Random) -> None:
    today = clock.today()
    paper = registration_demo.sample_paper()
    teams = [one for one in residents if one.legal_form is LegalForm.TEAM]
    for organization, upto in zip(teams, (5, 2), strict=False):
        registration_demo.make_case(organization, park, by=SYSTEM, upto=upto, rng=rng, paper=paper)
    walk = registration_demo.Walk(SYSTEM, rng, paper)
    registration_demo.make_procedure(teams[-1], park, Procedure.FILING, walk, 6)
    registration_demo.make_procedure(residents[0], park, Procedure.ANNUAL_INSPECTION, walk, 3)
    first = today - timedelta(days=365)
    experts_demo.make_assignments_and_sessions(park, residents, pool, rng, first, today)
    space_demo.make_bookings(park, residents, rng, first, today + timedelta(days=10))
