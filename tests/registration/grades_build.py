"""How tests make grade assessments: a self-scored case, a panel that has declared, sheets that are scored."""

from datetime import date
from random import Random

from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations.actions import record_registration
from incubator.organizations.models import LegalForm
from incubator.registration.actions import open_case
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.demo import demo_code
from incubator.registration.grades import actions, panel_actions
from incubator.registration.grades.queries import (
    assessment_of,
    conditions_for,
    groups_of,
    seats_of,
    set_of,
)
from tests.experts.build import ExpertsBuilder
from tests.registration.build import resident

REGISTERED_ON = date(2022, 5, 10)


def registered(park, form=LegalForm.SOCIAL_GROUP, *, since=REGISTERED_ON):
    """A resident that has its certificate."""
    team = resident(park)
    with work(by=SYSTEM):
        record_registration(
            team,
            legal_form=form,
            credit_code=demo_code(Random(team.id)),
            registered_on=since,
            by=SYSTEM,
        )
    return team


def assessment(park, team=None, form=LegalForm.SOCIAL_GROUP):
    """The assessment of a new grade case."""
    with work(by=SYSTEM):
        case = open_case(
            team or registered(park, form),
            park=park,
            legal_form=form,
            procedure=Procedure.GRADE_ASSESSMENT,
            by=SYSTEM,
        )
    return assessment_of(case)


def state(found, *, fine=True):
    """Every condition that no data tell is stated."""
    rules = set_of(found)
    said = {row.slug: fine for row in conditions_for(found, rules) if row.needs_statement}
    with work(by=SYSTEM):
        actions.state_conditions(found, said, by=SYSTEM)


def self_score(found, *, less=0):
    """Full points for every item but `less`, each with a statement."""
    rules = set_of(found)
    for row in groups_of(found).values():
        items = rules.group(row.slug).items
        own = actions.OwnScore(
            {item.slug: max(item.points - less, 0) for item in items},
            {item.slug: "见档案" for item in items},
        )
        with work(by=SYSTEM):
            actions.score_group(row, own, by=SYSTEM)


def submitted(park, *, proof=None, **options):
    """An assessment whose self-score is handed in, with a checked file as evidence if there is one."""
    found = assessment(park, **options)
    state(found)
    self_score(found)
    if proof is not None:
        with work(by=SYSTEM):
            actions.add_file(found, "funds", proof, by=SYSTEM)
    with work(by=SYSTEM):
        actions.submit(found, by=SYSTEM)
    return found


def panel(found, build, count=2):
    """A panel of so many new experts who declared no conflict; returns the places."""
    make = ExpertsBuilder(build, found.case.park)
    chosen = [make.expert() for _ in range(count)]
    with work(by=SYSTEM):
        panel_actions.form_panel(found, chosen, by=SYSTEM)
    seats = seats_of(found)
    for seat in seats:
        with work(by=SYSTEM):
            panel_actions.declare(seat, has_conflict=False, reason="", by=SYSTEM)
    return seats


def judge(seat, *, less=0, hand_in=True):
    """An expert's whole sheet: `less` points off every item, with the reason."""
    rules = set_of(seat.assessment)
    for group in rules.groups:
        given = panel_actions.GroupScore(
            {item.slug: max(item.points - less, 0) for item in group.items},
            {item.slug: "材料不全" for item in group.items} if less else {},
        )
        with work(by=SYSTEM):
            panel_actions.score(seat, group, given, by=SYSTEM)
    if hand_in:
        with work(by=SYSTEM):
            panel_actions.submit(seat, by=SYSTEM)


def scored(park, build, *, less=0):
    """An assessment whose panel has scored and whose scoring is closed."""
    found = submitted(park)
    for seat in panel(found, build):
        judge(seat, less=less)
    with work(by=SYSTEM):
        panel_actions.close(found, by=SYSTEM)
    return found
