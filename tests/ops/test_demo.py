"""Is the demo park what the figures say, on any day; and does it go without taking anything along?"""

import shutil
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from incubator.accounts.models import User
from incubator.backups import count_rows
from incubator.experts.mentoring.models import MentoringSession
from incubator.experts.pool.models import Expert
from incubator.intake.applications.models import Application
from incubator.intake.calls.models import Call
from incubator.intake.decisions.models import Decision
from incubator.intake.reviews.models import Review
from incubator.kernel import audit, clock, workdays
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import Base, db
from incubator.organizations.models import LegalForm, Organization, Residency, StageChange
from incubator.space.bookings.models import Booking
from incubator.space.places.models import Desk, DeskContract, MeetingRoom, Zone
from incubator.territory.models import HouseRule, Park
from tests.conftest import token_of
from tests.ops.parks import Installation, finish

TODAY = "2026-11-18"
# A day before a holiday, and a day of a year that is not announced.
DAYS = [TODAY, "2026-12-31", "2027-02-15"]
# In the office's hours, and in the middle of the night, when nothing of today was done yet.
HOURS = {TODAY: "10:00", "2026-12-31": "00:05", "2027-02-15": "10:00"}
PASSWORD = "long enough for a real manager"


@pytest.fixture(scope="module")
def parks(tmp_path_factory):
    """The demo as it is on each of the days; the loads run side by side."""
    folder = tmp_path_factory.mktemp("demo")
    made = {day: Installation(folder / day, f"{day}T{HOURS[day]}:00+08:00") for day in DAYS}
    loads = []
    for day, park in made.items():
        park.prepare()
        if day == TODAY:
            make_real_park(park)
        loads.append(park.start("demo", "load"))
    for load in loads:
        assert "demo park ready: 7 organizations, 24 experts" in finish(load)
    return made


@contextmanager
def inside(installation):
    """Inside the application on that installation, at its own time."""
    with installation.app().app_context(), clock.frozen(datetime.fromisoformat(installation.now)):
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=DAYS)
def park(parks, request):
    with inside(parks[request.param]):
        yield db.session.scalars(select(Park).where(Park.slug == "qinghe")).one()


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_it_carries_the_figures_of_the_first_incubator(park, figures):
    assert count(Zone) == 4
    assert count(Desk) == 6
    assert count(DeskContract, DeskContract.status == "held") == 5
    assert count(MeetingRoom) == 3
    assert count(HouseRule) == 12
    experts = db.session.scalars(select(Expert)).all()
    assert len(experts) == 24
    assert all(expert.fields and expert.hours_per_month > 0 for expert in experts)
    sessions, bookings = count(MentoringSession), count(Booking)
    assert sessions >= 100
    assert bookings >= 300
    assert count(Review) == 18
    figures(f"demo on {clock.today()}", f"{sessions} sessions, {bookings} bookings, 18 reviews")


def test_five_are_resident_and_two_teams_are_under_incubation(park):
    here = [row.organization for row in db.session.scalars(select(Residency))]
    assert len(here) == 7
    teams = [row for row in here if row.legal_form is LegalForm.TEAM]
    assert [row.current_residency.mode.value for row in teams] == ["virtual"] * 2
    others = [row.current_residency.mode.value for row in here if row not in teams]
    assert others == ["physical"] * 5
    assert len({row.stage for row in here}) >= 3


def test_one_call_is_open_and_one_is_being_reviewed(park):
    reviewed, open_now = db.session.scalars(select(Call).order_by(Call.opens_at))
    assert open_now.opens_at < clock.now() < open_now.closes_at
    assert (open_now.places_physical, open_now.places_virtual) == (1, 3)
    assert reviewed.closes_at < clock.now()
    states = {
        str(row.status) for row in db.session.scalars(select(Application)) if row.call is reviewed
    }
    assert states & {"in_review", "reviewing", "under_review"}, states
    assert count(Decision) == 0


def test_the_park_works_on_working_days_only(park):
    calendar = workdays.current()
    days: dict[str, Iterable[date]] = {
        "sessions": db.session.scalars(select(MentoringSession.held_on)),
        "bookings": (
            clock.local(at).date() for at in db.session.scalars(select(Booking.starts_at))
        ),
        "moving in": db.session.scalars(select(Residency.starts_on)),
        "stages": (
            clock.local(at).date() for at in db.session.scalars(select(StageChange.status_since))
        ),
        "calls": (clock.local(at).date() for at in db.session.scalars(select(Call.opens_at))),
        "closing": (clock.local(at).date() for at in db.session.scalars(select(Call.closes_at))),
    }
    for what, found in days.items():
        listed = list(found)
        assert listed, what
        assert [day for day in listed if not calendar.is_working_day(day)] == [], what


# What may lie ahead: ends, due dates and what was booked.
AHEAD = {
    "calls.closes_at", "bookings.starts_at", "bookings.ends_at", "booking_slots.slot_start",
    "cohorts.ends_on", "residencies.ends_on", "desk_contracts.ends_on", "experts.term_to",
    "expert_assignments.ends_on", "applications.answer_by_on", "application_ask_backs.answer_by_on",
    "score_sheets.due_on", "action_items.due_on", "calendar_days.day", "one_time_links.ends_at",
    "register_posts.ends_on", "registration_steps.due_on", "rule_changes.effective_from",
    "registration_cases.valid_until", "dossiers.hand_over_by_on", "dossiers.arrange_by_on",
    "dossiers.transfer_on",
}  # fmt: skip


def test_nothing_has_happened_that_is_still_to_come(park):
    now, today = clock.now(), clock.today()
    early = {
        f"{table.name}.{column.name}": value
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for value in db.session.scalars(select(func.max(column)))
        if (isinstance(value, datetime) and value > now)
        or (isinstance(value, date) and not isinstance(value, datetime) and value > today)
    }
    assert set(early) - AHEAD == set(), early


def test_nobody_acts_before_having_an_account(park):
    first = dict(db.session.execute(select(User.id, User.created_at)).all())
    acts = db.session.execute(
        select(audit.AuditEvent.actor_id, func.min(audit.AuditEvent.at)).group_by(
            audit.AuditEvent.actor_id
        )
    )
    assert [actor for actor, at in acts if actor is not None and at < first[actor]] == []


def test_a_deadline_in_a_year_not_announced_is_marked_provisional(parks):
    with inside(parks["2027-02-15"]):
        calendar = workdays.current()
        assert calendar.add_working_days(clock.today(), 5).provisional
        assert 2027 not in calendar.announced_years


def test_every_printed_account_can_sign_in(parks, figures):
    park = parks[TODAY]
    rows = park.accounts()
    assert (park.data / "demo-accounts.json").stat().st_mode & 0o777 == 0o600
    assert all(set(row) == {"role", "login", "password", "name"} for row in rows)
    roles = {row["role"] for row in rows}
    assert {"administrator", "manager", "operator", "clerk", "supervisor", "auditor"} < roles
    assert {"expert", "leader", "member", "applicant"} < roles
    assert sum(row["role"] == "expert" for row in rows) == 3
    with inside(park):
        app = park.app()
        for row in rows:
            assert len(row["password"]) >= 15
            browser = app.test_client()
            facts = {
                "csrf_token": token_of(browser.get("/sign-in")),
                "sign_in_name": row["login"],
                "password": row["password"],
            }
            answer = browser.post("/sign-in", data=facts, headers={"Origin": "http://localhost"})
            assert answer.status_code == 303, row["login"]
            home = browser.get("/home", follow_redirects=True)
            assert (home.status_code, row["name"] in home.text) == (200, True), row["login"]
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    figures("demo accounts that sign in", f"{len(rows)} of {len(rows)}")


def fingerprint(installation):
    """What of the demo must be the same whenever it is made from the same seed and day."""
    with inside(installation):
        organizations = select(
            Organization.name, Organization.credit_code, Organization.representative,
            Organization.stage, Organization.founded_on,
        ).where(Organization.is_demo)  # fmt: skip
        queries = [
            organizations,
            select(User.sign_in_name, User.display_name).where(User.is_demo),
            select(MentoringSession.held_on, MentoringSession.minutes, MentoringSession.advice),
            select(Booking.title, Booking.starts_at, Booking.people, Booking.status),
            select(Application.status, Application.submitted_at),
            select(StoredFile.name),
        ]
        return [sorted(map(str, db.session.execute(query).all())) for query in queries]


def make_real_park(installation):
    """A park of real people, as an operator would make it beside the demo."""
    installation.run(
        "park", "create", "--slug", "real", "--name", "真县孵化园",
        "--region", "510199", "--region-name", "真县",
    )  # fmt: skip
    process = installation.start(
        "user", "create", "--login", "real@x.example", "--name", "真经理",
        "--role", "manager", "--park", "real", "--link",
    )  # fmt: skip
    assert "created" in finish(process)


def rows_of(installation):
    counts = count_rows(f"sqlite:///{installation.data / 'incubator.db'}")
    return {name: rows for name, rows in counts.items() if not name.startswith("audit_")}


def test_it_goes_whole_leaves_the_rest_and_can_be_made_again(parks, tmp_path, figures):
    shutil.copytree(parks[TODAY].data, tmp_path / "both")
    both = Installation(tmp_path / "both", parks[TODAY].now)
    plain = Installation(tmp_path / "plain", both.now)
    plain.prepare()
    make_real_park(plain)
    before = fingerprint(both)
    demo_rows = sum(rows_of(both).values()) - sum(rows_of(plain).values())

    assert "rows removed" in both.run("demo", "remove")
    assert rows_of(both) == rows_of(plain)
    assert "sound" in both.run("audit", "verify")
    assert both.accounts() == []
    assert not (both.data / "demo-accounts.json").exists()
    assert [path for path in (both.data / "files").rglob("*") if path.is_file()] == []
    with inside(both):
        assert [park.slug for park in db.session.scalars(select(Park))] == ["real"]
        (user,) = db.session.scalars(select(User))
        assert [grant.park.slug for grant in user.grants] == ["real"]

    both.run("demo", "load")
    assert fingerprint(both) == before
    assert "sound" in both.run("audit", "verify")
    figures("rows of the demo that its removal leaves", f"0 of {demo_rows}")


def test_it_is_made_once_only(parks):
    process = parks[TODAY].start("demo", "load")
    _printed, complaint = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "already there" in complaint
    assert parks[TODAY].run("demo", "load", "--if-empty") == ""
