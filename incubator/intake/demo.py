"""The demo's calls and applications: made through the room's own actions, by the people concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from incubator.accounts.models import User
from incubator.intake.applications import actions, queries
from incubator.intake.applications.answers import Questionnaire
from incubator.intake.applications.models import Application
from incubator.intake.calls import actions as calls
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.intake.calls.queries import rules_of
from incubator.intake.calls.questions import Question, Section
from incubator.intake.demo_stories import STORIES, Story
from incubator.kernel import clock, files
from incubator.kernel.access import SYSTEM, Person
from incubator.kernel.db import work
from incubator.kernel.identifiers import inner_check_character, uscc_check_character
from incubator.organizations.models import LegalForm
from incubator.organizations.rules import ProspectFacts
from incubator.territory.models import Park

__all__ = ["STORIES", "Spec", "Story", "make_applications", "make_call"]

# Region 999999 belongs to no real place: no real organization has such a code.
CODE_CLASSES = {"social_group": "51", "private_non_enterprise": "52", "foundation": "53"}
FORM_WORDS = {
    "social_group": "social_group",
    "private_non_enterprise": "service_organization",
    "foundation": "foundation",
    "community_group": "community",
}


@dataclass(frozen=True)
class Spec:
    """One application of the demo: whose story, by whom, how far it went, and on which day."""

    story: Story
    leader: User
    status: str = "submitted"
    started_on: date | None = None
    code_number: int = 1


def make_call(
    park: Park,
    title: str,
    opens_on: date,
    closes_on: date,
    *,
    places: tuple[int, int] = (1, 3),
    by: Person = SYSTEM,
) -> Call:
    """A published call with the sample text; publish it under a clock before `closes_on`."""
    sample = rules_of("intake.call_text", park).body
    facts = calls.CallFacts(
        title=title,
        text="\n\n".join(part["zh"] for part in sample["text"]),
        opens_at=clock.moment(opens_on),
        closes_at=clock.moment(closes_on, 17, 30),
        places_physical=places[0],
        places_virtual=places[1],
        applicant_kinds=[kind.value for kind in ApplicantKind],
    )
    with work(by=by):
        call = calls.create_call(park, facts, by=by)
        calls.publish(call, by=by)
    return call


def make_applications(call: Call, specs: Sequence[Spec], rng: Random) -> list[Application]:
    """The applications of a call, each begun, filled in and submitted by its own leader."""
    return [_make(call, spec, rng) for spec in specs]


def _make(call: Call, spec: Spec, rng: Random) -> Application:
    first = clock.local(call.opens_at).date() + timedelta(days=1)
    day = spec.started_on or first
    with clock.frozen(clock.moment(day, rng.randint(9, 11), rng.randint(0, 59))):
        application = _begin(call, spec)
        if spec.status == "drafting":
            _fill(application, spec, only=("basics", "people"))
            return application
        _fill(application, spec)
    later = day + timedelta(days=rng.randint(0, 2))
    if later >= clock.today():  # nothing is handed in before its time
        later = day
    moment = clock.moment(later, rng.randint(14, 17), rng.randint(0, 59))
    with clock.frozen(moment), work(by=spec.leader):
        actions.submit(application, by=spec.leader)
    return application


def _begin(call: Call, spec: Spec) -> Application:
    story = spec.story
    kind = ApplicantKind(story.kind)
    form = {
        ApplicantKind.UNREGISTERED: LegalForm.TEAM,
        ApplicantKind.FILED: LegalForm.COMMUNITY_GROUP,
    }.get(kind) or LegalForm(story.legal_form)
    facts = ProspectFacts(
        name=story.name,
        legal_form=form,
        credit_code=_credit_code(spec) if kind is ApplicantKind.REGISTERED else None,
        town=story.town,
        region_id=call.park.region_id,
    )
    with work(by=spec.leader):
        return actions.start(call, kind, facts, by=spec.leader).application


def _credit_code(spec: Spec) -> str:
    """A code with both checks right that no real body can have."""
    inner = f"MA9Q{spec.code_number:04d}"
    first = f"{CODE_CLASSES[spec.story.legal_form]}999999{inner}{inner_check_character(inner)}"
    return first + uscc_check_character(first)


def _fill(application: Application, spec: Spec, only: tuple[str, ...] = ()) -> None:
    asked = queries.form_of(application.call, application.kind.value)
    for section in asked.sections:
        if only and section.slug not in only:
            continue
        with work(by=spec.leader):
            _fill_section(application, asked, section, spec)


def _fill_section(
    application: Application, asked: Questionnaire, section: Section, spec: Spec
) -> None:
    row = queries.get_section(application, section.slug)
    if row is None:
        return
    told = _told(spec.story)
    answers = {
        question.slug: row.answers.get(question.slug) or _answer(asked, question, told)
        for question in section.questions
        if question.type != "files"
    }
    actions.save_section(row, answers, expected=None, by=spec.leader)
    if section.slug != "files":
        return
    for document in asked.documents:
        if document.need(asked.kind) == "required":
            name = f"{document.label['zh'].split('；')[0]}.pdf"
            paper = files.inspect(sample_paper(), name, files.DOCUMENT)
            actions.add_file(application, document.slug, paper, by=spec.leader)


def _answer(asked: Questionnaire, question: Question, told: dict[str, Any]) -> Any:  # noqa: ANN401 an answer is any JSON
    if question.type == "declaration":
        good = "yes" if question.slug == "pledges" else "no"
        return {statement.slug: good for statement in asked.statements(question)}
    if question.slug in told:
        return told[question.slug]
    plain = {"number": 0, "text": "见附件材料", "long_text": "见附件材料。"}
    return plain.get(question.type) if question.required else None


def _told(story: Story) -> dict[str, Any]:
    """The story as answers to the questions of the form."""
    return {**_basics(story), **_people(story), **_service(story), **_needs(story)}


def _basics(story: Story) -> dict[str, Any]:
    return {
        "filing_number": f"{story.town}备字第{len(story.name):02d}号",
        "legal_form": FORM_WORDS[story.legal_form],
        "founded_on": f"{clock.today().year - 1}-03-12",
        "registrar": "青禾县民政局",
        "address": f"青禾县{story.town}文化路{len(story.introduction)}号",
        "contact_name": story.leader,
        "contact_phone": f"0999-555{len(story.background) * 37 % 10000:04d}",
        "fields": [story.field],
        "introduction": story.introduction,
    }


def _people(story: Story) -> dict[str, Any]:
    return {
        "leader_name": story.leader,
        "leader_background": story.background,
        "founders": [{"name": name, "post": post} for name, post in story.people],
        "full_time_staff": 2 if story.kind == "registered" else 0,
        "part_time_staff": len(story.people),
        "members_individual": story.members,
        "volunteers": 10 + len(story.goals) % 25,
        "party_members": len(story.people) % 3,
        "party_form": "instructor" if story.kind == "registered" else "none",
        "signatory": story.leader,
    }


def _service(story: Story) -> dict[str, Any]:
    return {
        "beneficiaries": story.beneficiaries,
        "need_evidence": story.evidence,
        "work_done": story.done,
        "work_done_preparation": story.done,
        "goals": story.goals,
        "quarterly_plan": story.plan,
        "short_plan": story.plan,
        "budget": story.budget,
        "income_sources": "自筹和服务收入约三成，拟申请政府购买服务和项目资助约七成；不公开募捐。",
        "registration_plan": "已向县民政局咨询，名称和业务范围初步确定；业务主管单位正在接洽。",
    }


def _needs(story: Story) -> dict[str, Any]:
    registering = story.kind == "unregistered"
    return {
        "mode": story.mode,
        "desks": 1 if story.mode == "physical" else 0,
        "accept_virtual": "yes",
        "services": ["registration" if registering else "capacity", "mentoring", "project"],
        "mentor_wishes": story.wishes,
        "use_of_space": "工作日上午一至两人办公，周六下午小组活动。",
    }


def sample_paper() -> bytes:
    """A one-page PDF that says that it is a sample."""
    content = b"BT /F1 18 Tf 72 760 Td (Sample document of the demo park) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F1 5 0 R>>>>",
    )
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 7\n0000000000 65535 f \n"
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
