"""How the tests of this room make rows: residents, experts, assignments and sessions, through actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.experts import actions
from incubator.experts.mentoring.rules import ItemFacts, SessionEntry
from incubator.experts.models import Assignment, Expert, MentoringSession, ScoreSheet
from incubator.experts.pool.rules import ExpertFacts
from incubator.kernel import clock, rulesets
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm, Mode, Organization
from incubator.organizations.rules import ProfileFacts, ResidencyTerms
from incubator.territory.models import Park
from tests.build import Builder

SINCE = date(2026, 3, 2)


@dataclass
class ExpertsBuilder:
    """Builds on a park; every method commits."""

    build: Builder
    park: Park

    def organization(self, name: str = "青禾县银龄助老服务队") -> Organization:
        """A resident of the park."""
        facts = ProfileFacts(name=name, legal_form=LegalForm.TEAM)
        with work(by=SYSTEM):
            row = organizations.new_organization(
                facts, park=self.park, region_id=self.park.region_id, reason="test", by=SYSTEM
            )
            terms = ResidencyTerms(
                self.park.id, None, Mode.VIRTUAL, SINCE, SINCE + timedelta(days=365)
            )
            organizations.admit(row, terms, by=SYSTEM)
        return row

    def expert(self, fields: Sequence[str] = ("governance", "finance"), name: str = "") -> Expert:
        """A member of the pool, with an account."""
        user = self.build.user(name)
        with work(by=SYSTEM):
            return actions.appoint(user, park=self.park, facts=expert_facts(fields), by=SYSTEM)

    def assignment(self, expert: Expert, organization: Organization) -> Assignment:
        """The expert accompanies the organization."""
        with work(by=SYSTEM):
            return actions.assign(expert, organization, park=self.park, by=SYSTEM, starts_on=SINCE)

    def session(
        self, assignment: Assignment, *, items: Sequence[ItemFacts] = (), **changes: object
    ) -> MentoringSession:
        """A logged session under the assignment."""
        with work(by=assignment.expert.user):
            return actions.log_session(
                assignment, entry(**changes), by=assignment.expert.user, items=items
            )

    def sheet(self, expert: Expert, title: str = "2026年入驻评审") -> ScoreSheet:
        """A score sheet on the shipped rubric, not declared yet."""
        with work(by=SYSTEM):
            return actions.open_score_sheet(
                expert,
                rubric=rulesets.get("intake.rubric", "entry"),
                title=title,
                subject_label="青禾县银龄助老服务队",
                due_on=clock.today() + timedelta(days=5),
                by=SYSTEM,
            )


def expert_facts(fields: Sequence[str] = ("governance",)) -> ExpertFacts:
    return ExpertFacts(
        fields=tuple(fields),
        term_from=date(2026, 1, 1),
        term_to=date(2028, 12, 31),
        title="注册会计师",
        unit="青禾县诚达会计服务中心",
        hours_per_month=8,
    )


def entry(**changes: object) -> SessionEntry:
    facts = {
        "held_on": clock.today(),
        "minutes": 60,
        "mode": "face_to_face",
        "topics": ("council",),
        "advice": "先把理事会议事规则定下来，每季度开一次会，会议纪要由全体理事签字。",
        **changes,
    }
    return SessionEntry(**facts)  # type: ignore[arg-type]
