"""How tests make calls and applications: through the room's own actions, with answers that hold."""

from datetime import date, timedelta
from typing import Any

from incubator.accounts.models import User
from incubator.intake.applications import actions, queries
from incubator.intake.applications.models import Application, ApplicationSection
from incubator.intake.calls import actions as calls
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.intake.calls.questions import Question
from incubator.kernel import clock, files
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations.models import LegalForm
from incubator.organizations.rules import ProspectFacts
from incubator.territory.models import Park
from tests.build import Builder
from tests.organizations.build import credit_code

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
KINDS = [kind.value for kind in ApplicantKind]
NAMED: dict[str, Any] = {
    "fields": ["elderly"],
    "contact_phone": "13900000000",
    "mode": "virtual",
    "accept_virtual": "yes",
    "founders": [{"name": "赵一禾", "post": "负责人"}, {"name": "钱二禾", "post": "财务"}],
    "founded_on": "2025-03-01",
}


def call_facts(**changes: Any) -> calls.CallFacts:
    """A sound call: open since yesterday, for ten days more."""
    today = clock.today()
    facts: dict[str, Any] = {
        "title": "青禾县社会组织孵化园2026年第二批入驻招募",
        "text": "面向全县招募入驻组织。\n\n欢迎申请。",
        "opens_at": clock.moment(today - timedelta(days=1)),
        "closes_at": clock.moment(today + timedelta(days=10), 17, 30),
        "places_physical": 1,
        "places_virtual": 3,
        "applicant_kinds": KINDS,
    }
    return calls.CallFacts(**{**facts, **changes})


def make_call(park: Park, *, published: bool = True, **changes: Any) -> Call:
    """A call, published unless told otherwise."""
    with work(by=SYSTEM):
        call = calls.create_call(park, call_facts(**changes), by=SYSTEM)
        if published:
            calls.publish(call, by=SYSTEM)
    return call


def make_draft(
    build: Builder,
    call: Call,
    *,
    name: str = "青禾县暖阳助老服务队",
    kind: ApplicantKind = ApplicantKind.UNREGISTERED,
    number: int = 1,
    by: User | None = None,
) -> tuple[Application, User]:
    """A begun application and its leader."""
    leader = by or build.user(f"负责人{number}")
    registered = kind is ApplicantKind.REGISTERED
    form = {
        ApplicantKind.REGISTERED: LegalForm.SOCIAL_GROUP,
        ApplicantKind.UNREGISTERED: LegalForm.TEAM,
        ApplicantKind.FILED: LegalForm.COMMUNITY_GROUP,
    }[kind]
    facts = ProspectFacts(
        name=name,
        legal_form=form,
        credit_code=credit_code(number) if registered else None,
        town="青石镇",
        region_id=call.park.region_id,
    )
    with work(by=leader):
        application = actions.start(call, kind, facts, by=leader).application
    return application, leader


def fill(application: Application, leader: User) -> None:
    """Answer everything and attach what is required."""
    asked = queries.form_of(application.call, application.kind.value)
    inspected = files.inspect(PDF, "材料.pdf", files.DOCUMENT)
    with work(by=leader):
        for section in asked.sections:
            row = section_of(application, section.slug)
            answers = {
                question.slug: row.answers.get(question.slug) or sound_answer(asked, question)
                for question in section.questions
                if question.type != "files"
            }
            actions.save_section(row, answers, expected=row.version, by=leader)
        for document in asked.documents:
            if document.need(asked.kind) == "required":
                actions.add_file(application, document.slug, inspected, by=leader)


def section_of(application: Application, slug: str) -> ApplicationSection:
    """The row of one section, which is there."""
    row = queries.get_section(application, slug)
    assert row is not None
    return row


def sound_answer(asked: Any, question: Question) -> Any:
    """An answer that the question accepts."""
    if question.slug in NAMED:
        return NAMED[question.slug]
    if question.type == "declaration":
        good = "yes" if question.slug == "pledges" else "no"
        return {statement.slug: good for statement in asked.statements(question)}
    plain: dict[str, Any] = {"number": 2, "date": date(2025, 3, 1).isoformat()}
    if question.choices:
        first = question.choices[0][0]
        plain |= {"choice": first, "multi_choice": [first]}
    return plain.get(question.type, f"{question.label['zh']}的说明")


def make_application(
    build: Builder, call: Call, *, status: str = "submitted", **facts: Any
) -> tuple[Application, User]:
    """An application in a state of the first half, and its leader."""
    application, leader = make_draft(build, call, **facts)
    if status == "drafting":
        return application, leader
    fill(application, leader)
    with work(by=leader):
        actions.submit(application, by=leader)
    if status == "asked_back":
        with work(by=SYSTEM):
            actions.ask_back(application, {"people": "请补充核心成员分工。"}, by=SYSTEM)
    if status == "complete":
        with work(by=SYSTEM):
            actions.complete(application, by=SYSTEM)
    return application, leader
