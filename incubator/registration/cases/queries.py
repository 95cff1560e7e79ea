"""What can be asked about cases: the roadmap of one, the park's board, what waits, and what ends when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from incubator.kernel import clock, rulesets
from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.paging import COUNT_LIMIT, SIZE, Page
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.workflow import Badge, Turn
from incubator.organizations.models import LegalForm, Organization, Residency
from incubator.organizations.workflow import ResidencyStatus
from incubator.registration.cases.models import Case, CaseFact, CaseStanding, CaseStep, StepFile
from incubator.registration.cases.rules import (
    ENDED_WELL,
    IDLE,
    RUNNING,
    STUCK_AFTER,
    TURN_ORDER,
    WORKED_ON,
    turn_of,
)
from incubator.registration.cases.workflow import STEP_FLOW, CaseStatus, StepStatus
from incubator.registration.checklists.measuring import Measure, measure_step
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Checklist, Step
from incubator.registration.meetings import queries as meetings
from incubator.registration.meetings.rules import opening_kinds
from incubator.registration.registers import queries as registers
from incubator.registration.registers.rules import funds_level
from incubator.territory.queries import visible

TABS = ("all", "park", "organization", "office", "registered", "ended")
# How the facts of a case stand in one text beside its steps; no name of a fact has these signs.
FACT_SIGN, FACT_END = "=", ";"
TURN_TABS = {"park": Turn.PARK, "organization": Turn.YOU, "office": Turn.AUTHORITY}


@dataclass(frozen=True)
class Station:
    """A step of a case beside what the checklist says of it."""

    step: CaseStep
    rule: Step

    @property
    def turn(self) -> Turn:
        """Whose turn it is."""
        return turn_of(self.step.status, self.rule)

    @property
    def badge(self) -> Badge:
        """Its state as people see it."""
        return STEP_FLOW.badge(self.step)

    @property
    def is_done(self) -> bool:
        """Whether it is behind."""
        return self.step.status is StepStatus.DONE

    @property
    def is_skipped(self) -> bool:
        """Whether it is not on this way."""
        return self.step.status is StepStatus.SKIPPED


@dataclass(frozen=True)
class Progress:
    """How far: so many of so many steps."""

    done: int
    total: int


@dataclass(frozen=True)
class Roadmap:
    """A case with its stations in order, the facts typed, and the figures that the registers tell."""

    case: Case
    checklist: Checklist
    stations: list[Station]
    facts: dict[str, int]
    told: dict[str, int] = field(default_factory=dict)
    funds_level: str = ""
    # Steps that only a former edition asked for, with what was done there.
    left: list[CaseStep] = field(default_factory=list)

    @property
    def on_way(self) -> list[Station]:
        """The stations of this way."""
        return [row for row in self.stations if not row.is_skipped]

    @property
    def progress(self) -> Progress:
        """How many stations are behind."""
        return Progress(sum(row.is_done for row in self.on_way), len(self.on_way))

    def current(self, *, prefer: Turn = Turn.PARK) -> Station | None:
        """The station to look at: of the preferred turn first; optional ones last."""
        if self.case.status not in WORKED_ON:
            return None
        order = [prefer, *(turn for turn in TURN_ORDER if turn is not prefer)]
        found = [row for row in self.stations if row.step.status not in IDLE]
        found.sort(key=lambda row: (row.rule.optional, order.index(row.turn), row.step.position))
        return found[0] if found else None

    def station(self, slug: str) -> Station:
        """The station of that step."""
        return next(row for row in self.stations if row.step.slug == slug)

    def measures(self, station: Station) -> list[Measure]:
        """How far the checks of a station are met.

        The registers are asked while the step is under way; at its end their figures become facts,
        so that a member who joins or leaves later changes nothing of what was confirmed.
        """
        facts = self.facts if station.is_done else {**self.facts, **self.told}
        return measure_step(station.rule, self.checklist, facts, self.funds_level)


def checklist_of(case: Case) -> Checklist:
    """The checklist that the case started with, whatever is in force now."""
    rules = db.session.get_one(RuleSet, case.rule_set_id)
    found: Checklist = rulesets.parse(rules)
    return found


def list_steps(case: Case) -> list[CaseStep]:
    """The steps of a case in order."""
    query = select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.left_on.is_(None))
    return list(db.session.scalars(query.order_by(CaseStep.position)).unique())


def materials_there(case: Case) -> dict[int, set[str]]:
    """Which materials of which step have a file or lie there on paper, in two queries."""
    query = (
        select(StepFile.step_id, StepFile.material)
        .join(CaseStep, StepFile.step_id == CaseStep.id)
        .where(CaseStep.case_id == case.id, CaseStep.left_on.is_(None))
    )
    found = {step.id: set(step.on_paper) for step in list_steps(case)}
    for row in db.session.execute(query):
        found[row.step_id].add(row.material)
    return found


def facts_of(case: Case) -> dict[str, int]:
    """What was filled in for the checks."""
    query = select(CaseFact.slug, CaseFact.value).where(CaseFact.case_id == case.id)
    return {row.slug: row.value for row in db.session.execute(query)}


def roadmap_of(case: Case) -> Roadmap:
    """The whole way of a case in two queries: its checklist, and its steps with the facts beside."""
    checklist = checklist_of(case)
    one = CaseFact.slug + FACT_SIGN + cast(CaseFact.value, String)
    told = select(func.aggregate_strings(one, FACT_END)).where(CaseFact.case_id == case.id)
    figures = {
        **registers.figure_columns(case.organization_id),
        **meetings.figure_columns(
            case.organization_id, opening_kinds(case.legal_form), until=case.decided_on
        ),
    }
    profile = registers.profile_columns(case.organization_id)
    named = [column.label(name) for name, column in {**figures, **profile}.items()]
    query = (
        select(CaseStep, told.scalar_subquery().label("facts"), *named)
        .where(CaseStep.case_id == case.id)
        .order_by(CaseStep.position)
    )
    rows = db.session.execute(query).unique().mappings().all()
    steps: list[CaseStep] = [row["CaseStep"] for row in rows]
    stations = [Station(step, checklist.step(step.slug)) for step in steps if step.left_on is None]
    if not rows:
        return Roadmap(case, checklist, [], {})
    first = rows[0]
    told_figures = {name: int(first[name]) for name in figures if first[name] is not None}
    level = funds_level(
        first["level"],
        is_public=bool(first["is_public"]),
        is_foundation=case.legal_form is LegalForm.FOUNDATION,
    )
    left = [step for step in steps if step.left_on is not None]
    facts = _facts_told(first["facts"])
    return Roadmap(case, checklist, stations, facts, told_figures, level, left)


def _facts_told(told: str | None) -> dict[str, int]:
    pairs = [one.split(FACT_SIGN) for one in (told or "").split(FACT_END) if one]
    return {name: int(value) for name, value in pairs}


def cases_of(organization: Organization) -> list[Case]:
    """All cases of an organization, the newest first, in one query."""
    query = select(Case).where(Case.organization_id == organization.id).order_by(Case.id.desc())
    query = query.options(joinedload(Case.rule_set))
    return list(db.session.scalars(query).unique())


def present_case(cases: Sequence[Case]) -> Case | None:
    """Of cases, newest first, the one to look at: still going on, else not abandoned, else any."""
    going = [row for row in cases if row.status in RUNNING]
    kept = [row for row in cases if row.status is not CaseStatus.ABANDONED]
    return next(iter(going or kept or cases), None)


def case_of(organization: Organization, procedure: Procedure | None = None) -> Case | None:
    """The organization's present case, of one procedure or of any."""
    rows = cases_of(organization)
    return present_case([row for row in rows if procedure in {None, row.procedure}])


def running_case(organization: Organization, procedure: Procedure) -> Case | None:
    """The case of a procedure that is not ended yet; the database allows one."""
    query = select(Case).where(Case.organization_id == organization.id)
    query = query.where(Case.procedure == procedure, Case.status.in_(RUNNING))
    return db.session.scalars(query).unique().one_or_none()


def progress(case: Case) -> Progress:
    """How far the case is."""
    return Progress(case.standing.done, case.standing.total)


def visible_cases(query: Select[Any], person: Person, needed: Permission) -> Select[Any]:
    """A query on cases, joined with where they stand and narrowed to the person's reach."""
    query = query.join(CaseStanding, CaseStanding.case_id == Case.id)
    return visible(query, Case, person, needed)


def _narrowed(query: Select[Any], tab: str) -> Select[Any]:
    if tab in TURN_TABS:
        return query.where(CaseStanding.turn == TURN_TABS[tab])
    if tab == "registered":
        return query.where(Case.status.in_(ENDED_WELL))
    if tab == "ended":
        return query.where(Case.status == CaseStatus.ABANDONED)
    return query.where(Case.status != CaseStatus.ABANDONED)


def page_of_cases(person: Person, needed: Permission, tab: str, *, after: int | None) -> Page[Case]:
    """One page of the board: the cases that wait longest first, read by key."""
    query = visible_cases(select(Case), person, needed)
    query = _narrowed(query, tab).options(contains_eager(Case.standing))
    last = db.session.get(CaseStanding, after) if after is not None else None
    if last is not None:
        same = and_(CaseStanding.since == last.since, CaseStanding.case_id > last.case_id)
        query = query.where(or_(CaseStanding.since > last.since, same))
    query = query.order_by(CaseStanding.since, CaseStanding.case_id).limit(SIZE + 1)
    rows = list(db.session.scalars(query).unique())
    next_key = rows[SIZE - 1].id if len(rows) > SIZE else None
    return Page(rows[:SIZE], next_key, None if last is None else 0)


def count_tabs(person: Person, needed: Permission) -> dict[str, int]:
    """How many cases stand under each tab, in one query, each counted to 1,000."""
    counts = []
    for tab in TABS:
        inner = _narrowed(visible_cases(select(Case.id), person, needed), tab).limit(
            COUNT_LIMIT + 1
        )
        counts.append(
            select(func.count()).select_from(inner.subquery()).scalar_subquery().label(tab)
        )
    row = db.session.execute(select(*counts)).one()
    return dict(zip(TABS, row, strict=True))


def step_titles(cases: Sequence[Case]) -> dict[int, dict[str, str]]:
    """The title of the step that each case waits for, in one query for all."""
    ids = {case.rule_set_id for case in cases}
    sets = db.session.scalars(select(RuleSet).where(RuleSet.id.in_(sorted(ids))))
    lists: dict[int, Checklist] = {row.id: rulesets.parse(row) for row in sets}
    return {
        case.id: lists[case.rule_set_id].step(case.standing.step_slug).title
        for case in cases
        if case.standing.step_slug
    }


@dataclass(frozen=True)
class Awaited:
    """A case that waits for somebody: enough for one line of a waiting list."""

    organization_id: int
    code: str
    number: str
    name: str
    since: datetime
    procedure: Procedure


def waiting_at(person: Person, needed: Permission, turn: Turn, *, limit: int = 30) -> list[Awaited]:
    """The cases in reach that wait for this turn, the longest first, in one query."""
    columns: Any = select(
        Case.organization_id,
        Case.code,
        Case.number,
        Organization.name,
        CaseStanding.since,
        Case.procedure,
    )
    query = visible_cases(columns, person, needed).join(
        Organization, Case.organization_id == Organization.id
    )
    query = query.where(CaseStanding.turn == turn, Case.status.in_((*RUNNING, *WORKED_ON)))
    query = query.order_by(CaseStanding.since, CaseStanding.case_id).limit(limit)
    return [Awaited(*row) for row in db.session.execute(query)]


def select_stuck(person: Person, needed: Permission) -> Select[int]:
    """How many running cases have waited for others than the park for more than thirty days."""
    query = visible_cases(select(Case.id), person, needed).where(
        Case.status.in_(RUNNING),
        CaseStanding.turn.in_((Turn.YOU, Turn.AUTHORITY)),
        CaseStanding.since < clock.now() - STUCK_AFTER,
    )
    inner = query.limit(COUNT_LIMIT + 1).subquery()
    return select(func.count()).select_from(inner)


def steps_due(
    person: Person, needed: Permission, first: date, last: date, *, limit: int = 200
) -> list[CaseStep]:
    """The steps under way whose period ends in the window, earliest first."""
    query = visible_cases(select(CaseStep).join(CaseStep.case), person, needed)
    query = (
        query.where(CaseStep.due_on.between(first, last), CaseStep.status.not_in(IDLE))
        .where(Case.status.in_(WORKED_ON))
        .options(contains_eager(CaseStep.case).selectinload(Case.rule_set))
        .order_by(CaseStep.due_on, CaseStep.id)
        .limit(limit)
    )
    return list(db.session.scalars(query).unique())


def residents_of(park_ids: Iterable[int]) -> list[Organization]:
    """The organizations that live in these parks: each can begin some procedure."""
    ids = sorted(park_ids)
    query = (
        select(Organization)
        .where(
            Organization.residencies.any(
                and_(Residency.park_id.in_(ids), Residency.status == ResidencyStatus.RUNNING)
            )
        )
        .where(Organization.deregistered_on.is_(None))
        .order_by(Organization.name, Organization.id)
        .limit(500)
    )
    return list(db.session.scalars(query).unique()) if ids else []


def procedures_under_way(organization: Organization) -> set[Procedure]:
    """The procedures that the organization is in the middle of."""
    query = select(Case.procedure).where(Case.organization_id == organization.id)
    return set(db.session.scalars(query.where(Case.status.in_(RUNNING))))
