"""How does the demo team get its registers: founders, members, posts and the founding meeting, all invented.

Each step of the walk fills the register that its figures are counted from.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from incubator.kernel.access import Person
from incubator.organizations.models import Organization
from incubator.registration.cases.models import CaseStep
from incubator.registration.meetings import actions as meetings
from incubator.registration.meetings.models import Matter, MeetingKind, Presence
from incubator.registration.meetings.queries import list_sheet
from incubator.registration.meetings.rules import MeetingFacts, ResolutionFacts
from incubator.registration.registers import actions, queries
from incubator.registration.registers.models import Holder, PostKind
from incubator.registration.registers.rules import FounderFacts, MemberFacts, PostFacts

SURNAMES = "秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = "安柏晨丹恩芳广涵宏佳静凯岚宁朴庆然书桐文溪秀言怡泽芝"
FOUNDERS = 7
ENOUGH, SHORT = 53, 46
ABSENT, AGAINST = 8, 1
AGENDA = (
    "听取筹备工作报告",
    "审议并表决章程草案",
    "审议并表决会费标准",
    "选举第一届理事会、监事和负责人",
)


def fill(step: CaseStep, day: date, rng: Random, *, enough: bool, by: Person) -> None:
    """Fill the register that a step is counted from; a team that is short has 46 members."""
    found = _FILLED.get(step.slug)
    if found is not None:
        found(step.case.organization, day, rng, enough, by)


def names(rng: Random, count: int) -> list[str]:
    """So many different invented names."""
    every = [f"{first}{one}{two}" for first in SURNAMES for one in GIVEN for two in GIVEN]
    return rng.sample([name for name in every if name[1] != name[2]], count)


def _founders(
    organization: Organization,
    day: date,
    rng: Random,
    _enough: bool,  # noqa: FBT001 one shape for all
    by: Person,
) -> None:
    people = names(rng, FOUNDERS)
    for name in people:
        facts = FounderFacts(Holder.PERSON, name, is_document_shown=True, declared_on=day)
        actions.add_founder(organization, facts, by=by)
    last = date(day.year + 5, day.month, min(day.day, 28)) - timedelta(days=1)
    kinds = (
        *((PostKind.COUNCIL_MEMBER, name) for name in people[:5]),
        (PostKind.CHAIR, people[0]),
        (PostKind.LEGAL_REPRESENTATIVE, people[0]),
        (PostKind.VICE_CHAIR, people[1]),
        (PostKind.SECRETARY_GENERAL, people[2]),
        (PostKind.SUPERVISOR, people[5]),
    )
    for kind, name in kinds:
        facts_of_post = PostFacts(kind, name, starts_on=day, ends_on=last, declared_on=day)
        actions.add_post(organization, facts_of_post, by=by)


def _members(
    organization: Organization,
    day: date,
    rng: Random,
    enough: bool,  # noqa: FBT001 one shape for all
    by: Person,
) -> None:
    founders = [row.name for row in queries.list_founders(organization)]
    others = [name for name in names(rng, ENOUGH + FOUNDERS) if name not in founders]
    wanted = (ENOUGH if enough else SHORT) - len(founders)
    facts = [
        MemberFacts(Holder.PERSON, name, phone=f"1390000{rng.randint(0, 9999):04d}", joined_on=day)
        for name in [*founders, *others[:wanted]]
    ]
    actions.add_members(organization, facts, by=by)


def _meeting(
    organization: Organization,
    day: date,
    _rng: Random,
    _enough: bool,  # noqa: FBT001 one shape for all
    by: Person,
) -> None:
    people = queries.list_members(organization)
    facts = MeetingFacts(
        MeetingKind.FOUNDING,
        held_on=day,
        called_on=day - timedelta(days=10),
        starts_at="09:30",
        place="园区多功能厅",
        chair=people[0].name,
        secretary=people[2].name,
        items=AGENDA,
    )
    meeting = meetings.call_meeting(organization, facts, by=by)
    rows = list_sheet(meeting)[:-ABSENT]
    came = {row.code: (Presence.IN_PERSON, "") for row in rows}
    meetings.sign_in_many(meeting, came, by=by)
    votes = len(rows) - AGAINST
    for text, matter in (
        ("通过章程草案", Matter.CHARTER),
        ("通过会费标准", Matter.ORDINARY),
        ("选举第一届理事会、监事和负责人", Matter.ELECTION),
    ):
        decided = ResolutionFacts(text, matter, votes, AGAINST, 0)
        meetings.resolve(meeting, decided, by=by)


Filler = Callable[[Organization, date, Random, bool, Person], None]
_FILLED: dict[str, Filler] = {"founders": _founders, "members": _members, "meeting": _meeting}
