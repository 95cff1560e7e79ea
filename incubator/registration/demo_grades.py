"""How does the demo park get its grade assessments: one that two experts are scoring, one decided as 3A.

Everything is done by the room's own actions, on days of the past, by the people who would do it.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.experts.pool.models import Expert
from incubator.kernel import clock, files, workdays
from incubator.kernel.access import Person
from incubator.kernel.db import work
from incubator.organizations.models import Organization
from incubator.registration.cases.actions import Decision, open_case
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import roadmap_of
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event
from incubator.registration.demo import Walk, go_on
from incubator.registration.grades import actions, panel_actions
from incubator.registration.grades.indicators import Group
from incubator.registration.grades.models import GradeAssessment, GradeSeat
from incubator.registration.grades.queries import (
    assessment_of,
    conditions_for,
    groups_of,
    seats_of,
    set_of,
)
from incubator.registration.steps.actions import record_decision
from incubator.territory.models import Park

OWN_SHARE, EXPERT_SHARE = (0.86, 1.0), (0.70, 0.80)
NOTES = (
    "见年度档案第{n}卷。",
    "台账已更新，现场可查。",
    "有会议纪要和签到表。",
    "资料齐全，已编号。",
)
REASONS = (
    "佐证材料不全",
    "记录不连续，缺一个季度",
    "有制度，执行记录较少",
    "内容较笼统，缺少数据",
)
GAPS_TO_SELF_SCORE, GAPS_TO_VISIT = (4, 5, 6), (3, 8, 4, 2)
DAYS_DECIDED, DAYS_IN_SCORING = 170, 62


@dataclass(frozen=True)
class People:
    """Who acts in the demo's assessments."""

    operator: Person
    manager: Person
    experts: Sequence[Expert]


def make_decided(organization: Organization, park: Park, people: People, walk: Walk) -> None:
    """An assessment from its first day to the certificate of 3A."""
    found, day = _to_panel(organization, park, people, walk, DAYS_DECIDED)
    if found is None:
        return
    for number, seat in enumerate(seats_of(found)):
        _judge(seat, _later(day, 4 + number), walk, groups=None)
    day = _later(day, 9)
    with _at(day), work(by=people.operator):
        panel_actions.close(found, by=people.operator)
        reached = set_of(found).grade_for(found.result_hundredths or 0)
        grade = reached.slug if reached is not None else ""
        panel_actions.propose(found, grade, by=people.operator)
    day = _later(day, 2)
    with _at(day), work(by=people.manager):
        panel_actions.approve(found, by=people.manager)
    day = go_on(found.case, day, (3, 9, 3), walk)
    _record(found.case, panel_actions.grade_words(found), day, walk)


def make_in_scoring(organization: Organization, park: Park, people: People, walk: Walk) -> None:
    """An assessment whose first expert has scored, and whose second is in the middle of it."""
    found, day = _to_panel(organization, park, people, walk, DAYS_IN_SCORING)
    if found is None:
        return
    for seat, groups in zip(seats_of(found), (None, 2), strict=False):
        day = _later(day, 3)
        _judge(seat, day, walk, groups=groups)


def _at(day: date) -> AbstractContextManager[None]:
    return clock.frozen(min(clock.moment(day, 10, 20), clock.now()))


def _later(day: date, days: int) -> date:
    return min(_working(day + timedelta(days=days)), clock.today())


def _working(day: date) -> date:
    calendar = workdays.current()
    return day if calendar.is_working_day(day) else calendar.next_working_day(day).date


def _to_panel(
    organization: Organization, park: Park, people: People, walk: Walk, days: int
) -> tuple[GradeAssessment | None, date]:
    """The case opened so many days ago, self-scored, handed in, with its panel asked."""
    day = _working(clock.today() - timedelta(days=days))
    with _at(day), work(by=walk.by):
        case = open_case(
            organization,
            park=park,
            legal_form=organization.legal_form,
            procedure=Procedure.GRADE_ASSESSMENT,
            by=walk.by,
        )
    found = assessment_of(case) if case is not None else None
    if case is None or found is None:
        return None, day
    day = go_on(case, day, GAPS_TO_SELF_SCORE, walk)
    with _at(day), work(by=walk.by):
        _self_score(found, walk)
    day = go_on(case, day, GAPS_TO_VISIT, walk)
    with _at(day), work(by=people.operator):
        panel_actions.form_panel(found, people.experts, by=people.operator)
    return found, day


def _self_score(found: GradeAssessment, walk: Walk) -> None:
    rules = set_of(found)
    open_ones = [row for row in conditions_for(found, rules) if row.needs_statement]
    actions.state_conditions(found, {row.slug: True for row in open_ones}, by=walk.by)
    for row in groups_of(found).values():
        group = rules.group(row.slug)
        if group is not None:
            actions.score_group(row, _own(group, walk), by=walk.by)
            _prove(found, group, walk)
    actions.submit(found, by=walk.by)


def _own(group: Group, walk: Walk) -> actions.OwnScore:
    points = {item.slug: round(item.points * walk.rng.uniform(*OWN_SHARE)) for item in group.items}
    notes = {
        item.slug: walk.rng.choice(NOTES).format(n=number)
        for number, item in enumerate(group.items, 1)
    }
    return actions.OwnScore(points, notes)


def _prove(found: GradeAssessment, group: Group, walk: Walk) -> None:
    """One sample file a group, for its first item."""
    if walk.paper is not None:
        item = group.items[0]
        inspected = files.inspect(walk.paper, f"{item.evidence[0]['zh']}.pdf", files.DOCUMENT)
        actions.add_file(found, item.slug, inspected, by=walk.by)


def _judge(seat: GradeSeat, day: date, walk: Walk, *, groups: int | None) -> None:
    """Declare and score; some groups only, or all of them and hand in."""
    by = seat.sheet.expert.user
    with _at(day), work(by=by):
        panel_actions.declare(seat, has_conflict=False, reason="", by=by)
        for group in set_of(seat.assessment).groups[:groups]:
            points = {
                item.slug: round(item.points * walk.rng.uniform(*EXPERT_SHARE))
                for item in group.items
            }
            reasons = {item.slug: walk.rng.choice(REASONS) for item in group.items}
            given = panel_actions.GroupScore(points, reasons)
            panel_actions.score(seat, group, given, by=by)
        if groups is None:
            panel_actions.submit(seat, by=by)


def _record(case: Case, grade: str, day: date, walk: Walk) -> None:
    rows = [row for row in roadmap_of(case).stations if row.rule.event is Event.DECIDED]
    number = f"青民评{day.year}示例{walk.rng.randint(1, 99):02d}号"
    with _at(day), work(by=walk.by):
        record_decision(rows[0].step, Decision(day, grade, number), by=walk.by)
