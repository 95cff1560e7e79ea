"""How long do board, due-date page and a change of the calendar take in a large park?

    python -m tests.bench.deadlines [--cases 5000] [--steps 40] [--under-way 8]

Fills an empty installation with cases whose steps all carry a working-day end, opens the two pages as
an operator, closes one day that lies in the middle of the ends, and prints the rows. A timing is
printed and never judged.
"""

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, insert, select

from incubator.accounts.actions import open_session
from incubator.accounts.gate import COOKIE
from incubator.app import create_app
from incubator.kernel import clock, rulesets, workdays
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.audit import AuditEvent, verify
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db, new_code, work
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.kernel.settings import ROOT
from incubator.kernel.workflow import Turn
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.cases.models import Case, CaseStanding, CaseStep
from incubator.registration.cases.workflow import CaseStatus, StepStatus
from incubator.registration.checklists.rules import Route
from incubator.territory.calendar import actions
from incubator.territory.calendar.queries import plan_days
from incubator.territory.models import Park
from tests.build import Builder
from tests.databases import SqliteDatabase, settings_for
from tests.statements import counted

TODAY = date(2026, 11, 18)
CLOSED = date(2026, 11, 20)
BATCH = 5000
PAGES = ("/registrations/board", "/due-dates", "/registrations")


def checklist(steps: int) -> dict[str, Any]:
    """A checklist of so many steps, each with five to fourteen working days."""
    basis = {"zh": "示例参数", "en": "sample", "mark": "D"}
    return {
        "thresholds": {},
        "checks": [],
        "steps": [
            {
                "slug": f"s{number}",
                "title": {"zh": f"步骤{number}", "en": f"Step {number}"},
                "help": basis,
                "who": "registrar",
                "after": [],
                "basis": basis,
                "materials": [],
                "output": basis,
                "mistakes": [],
                "limit": {"days": 5 + number % 10, "unit": "working", "basis": basis},
                "optional": False,
                "route": "both",
                "checks": [],
            }
            for number in range(steps)
        ],
    }


def fill(cases: int, steps: int, under_way: int) -> None:
    """Cases with all their steps; some under way, the others done."""
    park = Builder().park()
    with work(by=SYSTEM):
        rules = RuleSet(
            kind="registration.checklist",
            key="bench",
            legal_form="",
            region_code="",
            edition="1",
            effective_from=date(2026, 1, 1),
            effective_to=None,
            title={"zh": "测速", "en": "bench"},
            source={"zh": "示例参数", "en": "sample", "mark": "D"},
            body=checklist(steps),
            state=RuleState.EFFECTIVE,
        )
        db.session.add(rules)
        db.session.flush()
        _fill_tables(park.id, park.region_id, rules.id, (cases, steps, under_way))


def _fill_tables(park_id: int, region_id: int, rules_id: int, size: tuple[int, int, int]) -> None:
    cases, steps, under_way = size
    now, calendar = clock.now(), workdays.current()
    keys = range(1, cases + 1)
    stamp = {"created_at": now, "updated_at": now, "version": 1}
    _insert(
        Organization,
        [
            {
                "id": key,
                "code": new_code(),
                "name": f"机构{key}",
                "name_key": f"机构{key}",
                "legal_form": LegalForm.TEAM,
                "region_id": region_id,
                **stamp,
            }
            for key in keys
        ],
    )
    _insert(
        Case,
        [
            {
                "id": key,
                "code": new_code(),
                "organization_id": key,
                "park_id": park_id,
                "rule_set_id": rules_id,
                "legal_form": LegalForm.SOCIAL_GROUP,
                "number": str(key),
                "route": Route.DUAL,
                "status": CaseStatus.OPEN,
                "status_since": now,
                "opened_on": TODAY,
                **stamp,
            }
            for key in keys
        ],
    )
    _insert(CaseStanding, [{"case_id": key, "turn": Turn.AUTHORITY, "since": now} for key in keys])
    rows = []
    for key in keys:
        opened = date(2026, 11, 2 + key % 16)
        for number in range(steps):
            end = calendar.add_working_days(opened, 5 + number % 10)
            rows.append(
                {
                    "case_id": key,
                    "code": new_code(),
                    "slug": f"s{number}",
                    "position": number,
                    "status": StepStatus.SENT if number < under_way else StepStatus.DONE,
                    "status_since": now,
                    "opened_on": opened,
                    "due_on": end.date,
                    "is_due_provisional": end.provisional,
                    "on_paper": [],
                    **stamp,
                }
            )
    _insert(CaseStep, rows)


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(model), rows[start : start + BATCH])


def measure(cases: int, steps: int, under_way: int) -> str:
    """The row of one size."""
    with tempfile.TemporaryDirectory(prefix="incubator-bench-") as name:
        folder, prepared = Path(name) / "data", Path(name) / "prepared"
        folder.mkdir()
        prepared.mkdir()
        database = SqliteDatabase(folder, prepared)
        database.prepare()
        database.renew()
        app = create_app(settings_for(folder, database.url))
        clock.set_frozen(clock.moment(TODAY, 10))
        with app.app_context():
            with work():
                rulesets.load_shipped(ROOT / "incubator")
            fill(cases, steps, under_way)
            operator = Builder().person(Role.OPERATOR, park=db.session.query(Park).one())
            with work():
                token = open_session(operator)
            browser = app.test_client()
            browser.set_cookie(COOKIE, token)
            pages = [_page(browser, address) for address in PAGES]
            return "\n".join([*pages, _row(cases, steps, under_way)])


def _page(browser: FlaskClient, address: str) -> str:
    """One page: what it asks the database, what it weighs, and its median time of seven."""
    with counted() as seen:
        answer = browser.get(address)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        browser.get(address)
        times.append(time.perf_counter() - start)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    middle = sorted(times)[3] * 1000
    return f"{address}: {len(seen)} queries, {len(answer.data) // 1024} KB, {middle:.0f} ms"


def _row(cases: int, steps: int, under_way: int) -> str:
    total = db.session.scalar(select(func.count(CaseStep.id)))
    start = time.perf_counter()
    planned = plan_days({CLOSED: DayKind.HOLIDAY}).count
    told = time.perf_counter() - start
    start, busy = time.perf_counter(), time.process_time()
    with work(by=SYSTEM):
        moved = actions.set_day(CLOSED, DayKind.HOLIDAY, name="测速", by=SYSTEM).moved
    saved, busy = time.perf_counter() - start, time.process_time() - busy
    if moved != planned or not moved:
        raise SystemExit(f"told {planned}, moved {moved}")
    if list(verify(db.session())):
        raise SystemExit("the audit does not hold")
    noted = db.session.scalar(
        select(func.count(AuditEvent.seq)).where(AuditEvent.action == "deadline.recomputed")
    )
    return (
        f"{cases} cases × {steps} steps = {total} rows, {cases * under_way} under way: "
        f"told in {told:.1f} s; {moved} moved, {noted} audited, "
        f"saved in {saved:.1f} s, CPU {busy:.1f} s (aim 10 s)"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--under-way", type=int, default=8, help="steps under way in each case")
    asked = parser.parse_args()
    print(measure(asked.cases, asked.steps, asked.under_way))


if __name__ == "__main__":
    main()
