"""What can be asked of the checks: all findings of a case, and whether a meeting decided rightly."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from incubator.kernel import rulesets
from incubator.kernel.access import Person
from incubator.kernel.rulesets import RuleSet, Wanted
from incubator.organizations.models import LegalForm, Organization
from incubator.registration.cases.models import Case
from incubator.registration.cases.queries import (
    Roadmap,
    Station,
    case_of,
    checklist_of,
    roadmap_of,
)
from incubator.registration.checklists.measuring import Measure
from incubator.registration.checklists.rules import Checklist
from incubator.registration.meetings.models import Meeting, MeetingKind, Resolution
from incubator.registration.meetings.queries import list_held, list_resolutions, turnout_of
from incubator.registration.prechecks.findings import (
    Elsewhere,
    Finding,
    Place,
    Team,
    Verdict,
)
from incubator.registration.prechecks.governance import KIND, Governance, Share, Voting
from incubator.registration.prechecks.rules import findings_of
from incubator.registration.prechecks.voting import Tally, tally_of
from incubator.registration.registers import queries as registers
from incubator.registration.registers.models import Founder, Post, PostKind
from incubator.registration.registers.rules import (
    FIGURE_PAGES,
    FounderFacts,
    PostFacts,
)

# Of the meetings only the newest are looked at on the page of checks.
MEETINGS_SHOWN = 5


def find_governance(legal_form: LegalForm, case: Case | None) -> RuleSet | None:
    """The checks of a legal form that were in force when the case was opened; without one, today's."""
    regions = case.park.region.codes_upwards if case is not None else ()
    day = case.opened_on if case is not None else None
    wanted = Wanted(KIND, legal_form.value, legal_form=legal_form.value, regions=regions, on=day)
    return rulesets.find(wanted)


def governance_of(legal_form: LegalForm, case: Case | None) -> Governance | None:
    """The same, read."""
    rules = find_governance(legal_form, case)
    found: Governance | None = rulesets.parse(rules) if rules is not None else None
    return found


def voting_of(
    kind: MeetingKind, governance: Governance | None, checklist: Checklist | None
) -> Voting | None:
    """How a body decides; a founding meeting by the figures of the case's own checklist."""
    voting = governance.votes.get(kind) if governance is not None else None
    if kind is not MeetingKind.FOUNDING or voting is None or checklist is None:
        return voting
    attendance = checklist.thresholds.get("meeting_attendance")
    approval = checklist.thresholds.get("meeting_approval")
    if attendance is None or approval is None:
        return voting
    quorum = Share(attendance.value, attendance.over, attendance.strict, attendance.basis)
    majority = Share(approval.value, approval.over, approval.strict, approval.basis)
    return Voting(quorum, majority, majority, frozenset())


@dataclass(frozen=True)
class MeetingReport:
    """One meeting with its resolutions and whether it decided rightly."""

    meeting: Meeting
    tally: Tally
    resolutions: list[Resolution]


def meeting_reports(
    organization: Organization, case: Case | None, limit: int = 100
) -> list[MeetingReport]:
    """The meetings of an organization, judged by the rules of its form."""
    held = list_held(organization, limit)
    decided = list_resolutions([row.meeting for row in held])
    judge = judge_for(organization, case)
    return [
        MeetingReport(
            row.meeting,
            tally_of(row.turnout, decided[row.meeting.id], judge(row.meeting.kind)),
            decided[row.meeting.id],
        )
        for row in held
    ]


def meeting_report(meeting: Meeting, case: Case | None = None) -> MeetingReport:
    """One meeting, judged; the case is looked for where it is not given."""
    case = case or case_of(meeting.organization)
    resolutions = list_resolutions([meeting])[meeting.id]
    judge = judge_for(meeting.organization, case)
    tally = tally_of(turnout_of(meeting), resolutions, judge(meeting.kind))
    return MeetingReport(meeting, tally, resolutions)


def judge_for(
    organization: Organization, case: Case | None
) -> Callable[[MeetingKind], Voting | None]:
    """How each body of an organization decides."""
    form = case.legal_form if case is not None else organization.legal_form
    governance = governance_of(form, case)
    checklist = checklist_of(case) if case is not None else None
    return lambda kind: voting_of(kind, governance, checklist)


def team_of(case: Case, roadmap: Roadmap, person: Person) -> Team:
    """What the registers hold of a case's organization, in at most five queries whatever their size."""
    organization = case.organization
    posts = tuple(_post(row) for row in registers.list_posts(organization))
    names = [row.name for row in posts if row.kind is PostKind.LEGAL_REPRESENTATIVE]
    profile, doubles = registers.profile_and_doubles(organization)
    others = registers.legal_representatives_elsewhere(organization, case.park_id, names, person)
    return Team(
        code=organization.code,
        profile=profile,
        founders=tuple(_founder(row) for row in registers.list_founders(organization)),
        posts=posts,
        units=registers.list_units(organization) if roadmap.told.get("members_unit") else (),
        twice=doubles,
        elsewhere=tuple(_elsewhere(row) for row in others),
    )


def _elsewhere(row: registers.OtherPost) -> Elsewhere:
    name = row.organization.name if row.in_reach else ""
    return Elsewhere(row.name, row.organization.legal_form.value, name)


def _founder(row: Founder) -> FounderFacts:
    return FounderFacts(
        row.kind,
        row.name,
        is_document_shown=row.is_document_shown,
        declared_on=row.declared_on,
    )


def _post(row: Post) -> PostFacts:
    return PostFacts(
        row.kind,
        row.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        relative_of=row.relative_of,
        is_paid=row.is_paid,
        is_full_time=row.is_full_time,
        is_state_worker=row.is_state_worker,
        declared_on=row.declared_on,
    )


@dataclass(frozen=True)
class Report:
    """Everything that was checked on a case: the figures first, then the people, then the meetings."""

    roadmap: Roadmap
    rules: RuleSet | None
    figures: list[Finding]
    people: list[Finding]
    meetings: list[MeetingReport]

    @property
    def findings(self) -> list[Finding]:
        """All of them."""
        return [*self.figures, *self.people]

    def count(self, *verdicts: Verdict) -> int:
        """How many came out like this; a meeting that did not decide rightly counts as short."""
        found = sum(row.verdict in verdicts for row in self.findings)
        if Verdict.SHORT in verdicts:
            found += sum(not row.tally.is_in_order for row in self.meetings)
        if Verdict.MET in verdicts:
            found += sum(row.tally.is_in_order for row in self.meetings)
        return found


def report_of(case: Case, person: Person) -> Report:
    """All checks of a case as it stands."""
    roadmap = roadmap_of(case)
    rules = find_governance(case.legal_form, case)
    governance: Governance | None = rulesets.parse(rules) if rules is not None else None
    return Report(
        roadmap,
        rules,
        figure_findings(roadmap),
        findings_of(governance.rules, team_of(case, roadmap, person)) if governance else [],
        meeting_reports(case.organization, case, MEETINGS_SHOWN),
    )


def figure_findings(roadmap: Roadmap) -> list[Finding]:
    """The figures of the checklist as findings: 会员 46/50 with the place where it grows."""
    return [
        _of_measure(row, station, roadmap)
        for station in roadmap.on_way
        for row in roadmap.measures(station)
        if row.is_figure
    ]


def _of_measure(row: Measure, station: Station, roadmap: Roadmap) -> Finding:
    value, _slash, needed = row.text.partition("/")
    verdict = Verdict.MET if row.met else Verdict.SHORT
    return Finding(
        row.check.slug,
        row.check.label,
        row.check.help,
        row.check.basis,
        verdict,
        value,
        needed or "–",
        place_of([entry.slug for entry in row.check.inputs], station, roadmap),
    )


def place_of(slugs: Iterable[str], station: Station, roadmap: Roadmap) -> Place:
    """Where a figure is put right: its register where it has rows, else the step it is typed at."""
    organization = {"code": roadmap.case.organization.code}
    for slug in slugs:
        if slug in FIGURE_PAGES and (slug in roadmap.told or not station.is_done):
            return Place(FIGURE_PAGES[slug], organization)
    return Place("registration.step_detail", {"code": station.step.code})
