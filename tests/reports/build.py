"""What the tests of this room share: a resident with something in every section of its file."""

from dataclasses import dataclass
from datetime import date

from incubator.kernel import clock, files
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations import actions
from incubator.organizations.models import DocumentKind, Organization
from incubator.organizations.rules import PersonFacts
from incubator.space import demo
from incubator.territory.models import Park
from tests.build import Builder
from tests.experts.build import ExpertsBuilder
from tests.intake.build import PDF
from tests.registration.build import new_case
from tests.space.build import booked, span

ADVICE = "先把理事会议事规则定下来，再谈对外合作。"


@dataclass
class File:
    """The park, the resident, and the builder of sessions."""

    park: Park
    team: Organization
    make: ExpertsBuilder


def full_file(build: Builder) -> File:
    """A resident team with people, a document, a session, a booking and a registration case."""
    park = build.park()
    make = ExpertsBuilder(build, park)
    team = make.organization()
    with work(by=SYSTEM):
        actions.set_people(
            team,
            [
                PersonFacts("陈小禾", "负责人", "13900001234", is_founder=True),
                PersonFacts("林若溪", "财务", "13900005678", since_on=date(2026, 3, 1)),
            ],
            by=SYSTEM,
        )
    add_document(team)
    make.session(make.assignment(make.expert(name="沈专家"), team), advice=ADVICE, minutes=90)
    large, *_rest = demo.make_places(park, SYSTEM)
    booked(large, span("14:00", day=clock.today()), SYSTEM, organization=team, title="项目例会")
    new_case(park, team)
    return File(park, team, make)


def add_document(team: Organization, title: str = "孵化计划书") -> None:
    """A document in the file of the organization."""
    inspected = files.inspect(PDF, "plan.pdf", files.DOCUMENT)
    with work(by=SYSTEM):
        facts = actions.DocumentFacts(DocumentKind.PLAN, title)
        actions.add_document(team, inspected, facts=facts, by=SYSTEM)
