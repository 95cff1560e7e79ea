"""The demo park's organizations: five residents, two teams, a year on the ladder, made by the actions."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from html import escape

from incubator.accounts.queries import people_with
from incubator.kernel import clock, files, pdf, workdays
from incubator.kernel.access import SYSTEM, Person, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal
from incubator.kernel.identifiers import (
    USCC_CHARACTERS,
    inner_check_character,
    uscc_check_character,
)
from incubator.organizations import actions
from incubator.organizations.actions import DocumentFacts, FactReport
from incubator.organizations.criteria import checks_for
from incubator.organizations.demo_facts import (
    GIVEN,
    PAPERS,
    POSTS,
    RESIDENTS,
    SURNAMES,
    TEAMS,
    Sample,
)
from incubator.organizations.models import DocumentKind, LegalForm, Organization
from incubator.organizations.queries import find_by_credit_code, get_stage_rules
from incubator.organizations.rules import CohortFacts, PersonFacts, ProfileFacts, ResidencyTerms
from incubator.organizations.stages.actions import Proposal, Statement, approve, propose
from incubator.organizations.workflow import Stage
from incubator.territory.models import Park, Region

CODE_CLASSES = {
    LegalForm.SOCIAL_GROUP: "51",
    LegalForm.PRIVATE_NON_ENTERPRISE: "52",
    LegalForm.FOUNDATION: "53",
}
MONTH = timedelta(days=30)
STAY = timedelta(days=730)


def make_organizations(
    park: Park, region: Region, rng: random.Random, by: Person
) -> list[Organization]:
    """The first cohort: five residents and two teams under incubation, as they stand today."""
    maker = _Maker(park, region, rng, by)
    return [maker.make(sample) for sample in (*RESIDENTS, *TEAMS)]


class _Maker:
    """Makes one organization after the other in the same park, with the same chance."""

    def __init__(self, park: Park, region: Region, rng: random.Random, by: Person) -> None:
        self.park, self.region, self.rng, self.by = park, region, rng, by
        self.papers = {kind: _paper(*words) for kind, words in PAPERS.items()}
        self.first_day = first_day(clock.today())
        with clock.frozen(clock.moment(self.first_day, 9)), work(by=by):
            facts = CohortFacts(
                "第一批", self.first_day, self.first_day + STAY, "首批五家入驻，两个团队在孵。"
            )
            self.cohort = actions.found_cohort(park, facts, by=by)

    def make(self, sample: Sample) -> Organization:
        """One organization from its file to its present stage."""
        moved_in = _working(self.first_day + timedelta(days=self.rng.randrange(0, 10)))
        names = self._names(sample)
        with clock.frozen(clock.moment(moved_in, 10)), work(by=self.by):
            found = self._found(sample, names, moved_in)
            self._complete(found, sample, names)
            terms = ResidencyTerms(
                self.park.id, self.cohort.id, sample.mode, moved_in, moved_in + STAY
            )
            actions.admit(found, terms, by=self.by)
        self._at(moved_in, sample.registers_after, lambda: self._register(found))
        for months, stage, reason in sample.climbs:
            self._climb(found, _working(moved_in + months * MONTH), stage, reason)
        return found

    def _at(self, start: date, months: int, act: Callable[[], None]) -> None:
        """Act so many months after a day; 0 means never, and nothing happens in the future."""
        day = _working(start + months * MONTH) if months else start
        if months and day < clock.today():
            with clock.frozen(clock.moment(day, 15)), work(by=self.by):
                act()

    def _names(self, sample: Sample) -> list[str]:
        count = min(len(POSTS), max(4, sample.staff))
        return [
            self.rng.choice(SURNAMES) + "".join(self.rng.sample(GIVEN, self.rng.choice((1, 2))))
            for _number in range(count)
        ]

    def _found(self, sample: Sample, names: list[str], moved_in: date) -> Organization:
        registered = sample.legal_form in CODE_CLASSES
        founded = moved_in - sample.age_months * MONTH if sample.age_months else None
        facts = ProfileFacts(
            name=sample.name,
            short_name=sample.short_name,
            legal_form=sample.legal_form,
            credit_code=self._free_code(sample.legal_form) if registered else None,
            town=sample.town,
            representative=names[0],
            phone=self._phone(),
            address=sample.address,
            supervising_unit=sample.supervising_unit,
            field_of_work=sample.field,
            founded_on=founded,
            mission=sample.mission,
            staff_count=sample.staff,
            full_time_count=sample.full_time,
            volunteer_count=sample.volunteers,
        )
        found = actions.new_organization(
            facts, park=self.park, region_id=self.region.id, reason=actions.APPLIED, by=self.by
        )
        found.is_demo = True
        return found

    def _complete(self, found: Organization, sample: Sample, names: list[str]) -> None:
        """People, documents and what was reported."""
        for number, name in enumerate(names):
            person = PersonFacts(
                name=name,
                post="发起人" if sample.legal_form is LegalForm.TEAM else POSTS[number],
                phone=self._phone(),
                is_full_time=number < sample.full_time,
                is_founder=number < 5,
                since_on=found.founded_on,
            )
            actions.add_person(found, person, by=self.by)
        kinds = [DocumentKind.PLAN]
        if sample.legal_form is not LegalForm.TEAM:
            kinds += [DocumentKind.CHARTER, DocumentKind.COUNCIL]
        for kind in kinds:
            actions.add_document(
                found,
                self.papers[kind],
                facts=DocumentFacts(kind, PAPERS[kind][0], clock.today()),
                by=self.by,
            )
        self._report(found, sample)

    def _report(self, found: Organization, sample: Sample) -> None:
        reported = {
            "grade": sample.grade,
            "inspection": sample.inspection,
            "party_form": sample.party,
        }
        year = str(clock.today().year - 1)
        for name, value in reported.items():
            if value:
                period = year if name == "inspection" else ""
                fact = FactReport(name, value, clock.today(), "入驻申请材料", period)
                actions.add_reported_fact(found, fact, by=self.by)

    def _register(self, found: Organization) -> None:
        """A filed group obtains its certificate: the same file, a new form and code."""
        facts = {name: getattr(found, name) for name in ProfileFacts.__dataclass_fields__}
        facts |= {
            "legal_form": LegalForm.SOCIAL_GROUP,
            "credit_code": self._free_code(LegalForm.SOCIAL_GROUP),
            "founded_on": clock.today(),
        }
        actions.update_profile(found, ProfileFacts(**facts), by=self.by)

    def _climb(self, found: Organization, day: date, stage: Stage, reason: str) -> None:
        """Propose and approve by two people; where the data cannot tick it, set it with its reason."""
        decided = workdays.after(day, 3).date
        if decided >= clock.today():
            return
        proposer, decider = self._two_people()
        try:
            with clock.frozen(clock.moment(day, 10)), work(by=proposer):
                proposal = self._proposal(found, stage, reason)
                change = propose(found, proposal, park=self.park, by=proposer)
            with clock.frozen(clock.moment(decided, 16)), work(by=decider):
                approve(change, by=decider, reason="经审核，同意。")
        except Refusal:
            with clock.frozen(clock.moment(day, 16)), work(by=self.by):
                actions.enter_stage(found, stage, by=decider, reason=reason)

    def _proposal(self, found: Organization, stage: Stage, reason: str) -> Proposal:
        checks = checks_for(found, get_stage_rules(self.park).body, stage)
        statements = {
            check.slug: Statement(PAPERS["statement"][1], self.papers["statement"])
            for check in checks
            if check.needs_statement
        }
        return Proposal(stage, reason, statements)

    def _two_people(self) -> tuple[Person, Person]:
        operators = people_with(Role.OPERATOR, park_id=self.park.id)
        managers = people_with(Role.MANAGER, park_id=self.park.id)
        return next(iter(operators), SYSTEM), next(iter(managers), SYSTEM)

    def _phone(self) -> str:
        """A number of the block 199 0099, which the demo keeps for itself."""
        return f"1990099{self.rng.randrange(10_000):04d}"

    def _free_code(self, form: LegalForm) -> str:
        while True:
            code = made_up_code(CODE_CLASSES[form], self.rng)
            if find_by_credit_code(code) is None:
                return code


def made_up_code(code_class: str, rng: random.Random) -> str:
    """A credit code with both check characters right, of the fictitious division 999999."""
    body = "MJ" + "".join(rng.choice(USCC_CHARACTERS[:10]) for _digit in range(6))
    first = f"{code_class}999999{body}{inner_check_character(body)}"
    return first + uscc_check_character(first)


def _working(day: date) -> date:
    """That day, or the next one on which the office is open."""
    return workdays.after(day - timedelta(days=1), 1).date


def first_day(today: date) -> date:
    """The first of July of the year before: the cohort moved in then, at least 13 months ago."""
    first = date(today.year - 1, 7, 1)
    return first if today - first >= timedelta(days=395) else date(today.year - 2, 7, 1)


def _paper(title: str, text: str) -> files.Inspected:
    html = f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
    return files.inspect(pdf.render(html, title=title), f"{title}.pdf", files.DOCUMENT)
