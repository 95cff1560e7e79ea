"""The half of the world that lives in the park: residents, their cases, sessions, desks and bookings."""

import zipfile
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from incubator.experts import actions as experts
from incubator.experts.mentoring.rules import ItemFacts
from incubator.kernel import clock, files, workdays
from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.calendar import DayKind
from incubator.kernel.db import db, work
from incubator.kernel.identifiers import DocumentType
from incubator.organizations import actions as organizations
from incubator.organizations.identities import actions as identities
from incubator.organizations.imports.models import ImportRow, ImportRun
from incubator.organizations.models import DocumentKind, LegalForm, OrganizationPerson
from incubator.organizations.roster.reading import read_text
from incubator.organizations.rules import PersonFacts
from incubator.registration.actions import open_case
from incubator.registration.bulk_filings import actions as bulk_filings
from incubator.registration.bulk_undos import actions as bulk_undos
from incubator.registration.cases import actions as cases
from incubator.registration.cases.models import Case, StepFile
from incubator.registration.cases.queries import roadmap_of
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event
from incubator.registration.clocks import actions as clocks
from incubator.registration.dossiers import actions as dossiers
from incubator.registration.dossiers.queries import dossier_of, list_items
from incubator.registration.filing_reports import actions as filing_reports
from incubator.registration.grades import panel_actions
from incubator.registration.grades.queries import files_of, groups_of
from incubator.registration.lists import actions as lists
from incubator.registration.meetings import actions as meetings
from incubator.registration.meetings.models import Matter, MeetingKind
from incubator.registration.meetings.rules import MeetingFacts, ResolutionFacts
from incubator.registration.own_templates import actions as templates
from incubator.registration.own_templates.rules import WORD_TEMPLATE, check_template
from incubator.registration.papers import actions as papers
from incubator.registration.papers.drafting import shipped_template
from incubator.registration.papers.queries import catalogue
from incubator.registration.printing import actions as printing
from incubator.registration.registers import actions as registers
from incubator.registration.registers.models import Holder, PostKind
from incubator.registration.registers.rules import FounderFacts, MemberFacts, PostFacts
from incubator.registration.steps import actions as steps
from incubator.space.places.models import Desk, DeskContract
from incubator.territory.calendar import actions as calendar
from incubator.territory.rule_changes import actions as rule_changes
from tests.experts.build import ExpertsBuilder
from tests.intake.build import PDF
from tests.organizations.build import cohort, credit_code, organization, residency
from tests.organizations.test_identities import NUMBER
from tests.organizations.test_stages import proposed, ready
from tests.registration.build import (
    BEFORE_DECISION,
    FACTS,
    fill,
    finish,
    new_case,
    resident,
    step,
    work_off,
)
from tests.registration.dossier_build import PDF as ONE_PAGE
from tests.registration.filings_build import batch_of, filed, group, roster
from tests.registration.grades_build import assessment, judge, submitted
from tests.security.objects import PAPER
from tests.security.world import Maker
from tests.space.build import booked, span
from tests.territory.test_rule_changes import drafted, shipped

if TYPE_CHECKING:
    from tests.intake.build_decisions import World as Intake

HEAD = "社会组织名称,类别,统一社会信用代码,法定代表人,联系电话,住所"


def settle(maker: Maker, intake: "Intake", rooms: list[Any]) -> None:
    """A resident with everything that a resident can have."""
    park = intake.park
    team = organization(park, "青禾县银龄助老服务队")
    stay = residency(team, park)
    maker.keep(organization=team, residency=stay, cohort=cohort(park), room=rooms[0])
    climber = ready(park)
    maker.owns(team, climber)
    change = proposed(climber, park, maker.people["operator"])
    maker.keep(climber=climber, stage_change=change, statement=change.statements[0])
    _papers(maker, team)
    _mentoring(maker, intake, team)
    _place(maker, team, stay, rooms)
    _registering(maker, park, team)
    _dossiers(maker, park)
    _renewing(maker, park)
    _registers(maker, team)
    _templates(maker, park)
    _roster(maker)
    _filings(maker, park)
    _rules(maker)
    _grades(maker, intake)
    _calendar(maker)


def _rules(maker: Maker) -> None:
    """A local edition of the checklist that waits for its second person, and one that is drafted."""
    operator = maker.people["operator"]
    # Far ahead: the clock of the world runs on for weeks while it is built.
    first = drafted(operator, effective_from=date(2029, 1, 1))
    with work(by=operator):
        rule_changes.propose(first, by=operator)
    second = drafted(operator, edition="2030-01", effective_from=date(2030, 1, 1))
    maker.keep(rule_set=shipped(), rule_change=first, draft_rules=second)


def _calendar(maker: Maker) -> None:
    """A day off that moves an end of this park, and of no other."""
    day = clock.today() + timedelta(days=9)
    while not workdays.current().is_working_day(day):
        day += timedelta(days=1)
    with work(by=SYSTEM):
        change = calendar.set_day(day, DayKind.HOLIDAY, name="临时放假", by=SYSTEM)
    assert change.access_scope().parks == {maker.world.ids["park id"]}
    maker.keep(calendar_change=change)


def _papers(maker: Maker, team: Any) -> None:
    with work(by=SYSTEM):
        facts = PersonFacts("陈小禾", "负责人", "13900001234", is_founder=True)
        organizations.add_person(team, facts, by=SYSTEM)
        inspected = files.inspect(PDF, "plan.pdf", files.DOCUMENT)
        paper = organizations.add_document(
            team,
            inspected,
            facts=organizations.DocumentFacts(DocumentKind.PLAN, "计划书"),
            by=SYSTEM,
        )
    person = db.session.scalars(
        select(OrganizationPerson).where(OrganizationPerson.organization_id == team.id)
    ).first()
    assert person is not None
    with work(by=SYSTEM):
        identities.keep_identity(
            person, DocumentType.RESIDENT_ID, NUMBER, consented=True, by=SYSTEM
        )
    maker.keep(document=paper, person=person)


def _mentoring(maker: Maker, intake: "Intake", team: Any) -> None:
    make = ExpertsBuilder(maker.build, intake.park)
    expert = intake.pool[0]
    assert expert.user_id == maker.world.ids["expert"]
    assignment = make.assignment(expert, team)
    items = [ItemFacts("整理会议纪要", "陈小禾", clock.today() + timedelta(days=7))]
    session = make.session(assignment, items=items)
    with work(by=SYSTEM):
        conflict = experts.declare_conflict(
            intake.pool[3], team, reason="曾任该队顾问。", by=maker.people["operator"]
        )
    maker.keep(assignment=assignment, mentoring=session, item=session.items[0], conflict=conflict)


def _place(maker: Maker, team: Any, stay: Any, rooms: list[Any]) -> None:
    day = clock.today() + timedelta(days=1)
    booking = booked(rooms[0], span("14:00", day=day), SYSTEM, organization=team, title="项目例会")
    desks = db.session.scalars(select(Desk).order_by(Desk.id)).unique().all()
    from incubator.space import actions as space

    with work(by=SYSTEM):
        space.hold_desk(
            team,
            stay,
            park=stay.park,
            starts_on=clock.today() - timedelta(days=10),
            ends_on=clock.today() + timedelta(days=100),
            by=SYSTEM,
        )
    contract = db.session.scalars(select(DeskContract)).unique().one()
    maker.keep(
        booking=booking,
        desk=desks[-1],
        contract=contract,
        zone=desks[-1].zone,
        house_rule=_rule(),
    )


def _rule() -> Any:
    from incubator.territory.models import HouseRule

    return db.session.scalars(select(HouseRule)).unique().first()


def _registering(maker: Maker, park: Any, team: Any) -> None:
    """One case at its beginning, and one that waits for the authority's decision."""
    case = new_case(park, team)
    working = step(case, "demand")
    fill(case, "demand")
    material = roadmap_of(case).checklist.step("demand").materials
    later = new_case(park)
    finish(later, *BEFORE_DECISION, on=clock.today() - timedelta(days=2))
    deciding = step(later, "decision")
    stopped = new_case(park)
    finish(stopped, *BEFORE_DECISION, on=clock.today() - timedelta(days=2))
    with work(by=SYSTEM):
        clocks.stop(step(stopped, "decision"), on=clock.today(), reason="补章程。", by=SYSTEM)
    maker.keep(stopped_step=step(stopped, "decision"))
    maker.owns(stopped.organization)
    filing = _filing(park)
    maker.owns(later.organization, filing.organization)
    filing_step = work_off(filing, until=Event.DECIDED, on=clock.today() - timedelta(days=2))
    inspected = files.inspect(PDF, "材料.pdf", files.DOCUMENT)
    with work(by=SYSTEM):
        steps.add_file(working, material[0].slug, inspected, by=SYSTEM)
    row = db.session.scalars(select(StepFile)).unique().first()
    with work(by=SYSTEM):
        papers.keep_facts(case, {"purpose": "服务高龄独居老人"}, by=SYSTEM)
    maker.keep(case=case, step=working, deciding_step=deciding, step_file=row, later_case=later)
    maker.keep(filing_step=filing_step)
    _pack(maker, case)
    maker.world.codes["material"] = material[0].slug
    assert FACTS


def _grades(maker: Maker, intake: "Intake") -> None:
    """Grade assessments: one being self-scored, one that waits for its panel, one being scored."""
    begun, handed, asked = (
        assessment(intake.park),
        submitted(intake.park),
        submitted(intake.park),
    )
    proof = files.inspect(PDF, "审计报告.pdf", files.DOCUMENT)
    scoring = submitted(intake.park, proof=proof)
    maker.owns(*(row.case.organization for row in (begun, handed, asked, scoring)))
    with work(by=SYSTEM):
        fresh = panel_actions.form_panel(asked, intake.pool[:2], by=SYSTEM)
        seats = panel_actions.form_panel(scoring, intake.pool[:2], by=SYSTEM)
    for seat in seats:
        with work(by=SYSTEM):
            panel_actions.declare(seat, has_conflict=False, reason="", by=SYSTEM)
    judge(seats[1])
    evidence = files_of(scoring)[0]
    maker.keep(grade=begun, grade_group=groups_of(begun)["basic"], grade_file=evidence)
    maker.keep(handed_grade=handed, scoring_grade=scoring, grade_case=begun.case)
    maker.keep(grade_sheet=seats[0], scored_seat=seats[1], fresh_grade_sheet=fresh[0])


def _pack(maker: Maker, case: Case) -> None:
    """All papers of the case as one file, as the job delivers it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("承诺书.pdf", PDF)
    with work(by=SYSTEM):
        pack = printing.ask_for_pack(case, by=maker.people["operator"])
        printing.deliver(pack, "材料.zip", out.getvalue(), by=SYSTEM)
    maker.keep(pack=pack)


def _dossiers(maker: Maker, park: Any) -> None:
    """Dossiers of cases that were given up: being collected, handed over, and arranged."""
    found = [_dossier(maker, park) for _ in range(3)]
    today = clock.today()
    with work(by=SYSTEM):
        for row in found[1:]:
            dossiers.hand_over(row, on=today, note="原件下周补交。", by=SYSTEM)
        dossiers.arrange(found[2], dossiers.Place("1", "1"), on=today, by=SYSTEM)
    items = list_items(found[0])
    maker.keep(dossier=found[0], handed_dossier=found[1], arranged_dossier=found[2])
    maker.keep(archive_item=next(row for row in items if row.file_id is not None))


def _dossier(maker: Maker, park: Any) -> Any:
    case = new_case(park)
    maker.owns(case.organization)
    material = roadmap_of(case).station("demand").rule.materials[0].slug
    inspected = files.inspect(ONE_PAGE, "材料.pdf", files.DOCUMENT)
    with work(by=SYSTEM):
        steps.add_file(step(case, "demand"), material, inspected, by=SYSTEM)
    with work(by=SYSTEM):
        cases.abandon(case, by=SYSTEM, reason="另行申请。")
    return dossier_of(case)


def _renewing(maker: Maker, park: Any) -> None:
    """A registered body: its yearly report can begin, and a change of it is decided."""
    body = organization(park, "青禾县书香读书会", number=97)
    residency(body, park)
    maker.owns(body)
    with work(by=SYSTEM):
        case = open_case(
            body, park=park, legal_form=body.legal_form, procedure=Procedure.CHANGE, by=SYSTEM
        )
    assert case is not None
    day = clock.today() - timedelta(days=2)
    deciding = work_off(case, until=Event.DECIDED, on=day)
    assert deciding is not None
    with work(by=SYSTEM):
        steps.record_decision(deciding, cases.Decision(day, "准予变更登记"), by=SYSTEM)
    maker.keep(registered=body, change_case=case)


def _registers(maker: Maker, team: Any) -> None:
    """A line in each register, a meeting with a guest and a resolution, and a list that waits."""
    facts = MeetingFacts(MeetingKind.FOUNDING, held_on=clock.today() - timedelta(days=3))
    votes = ResolutionFacts("通过章程（草案）", Matter.CHARTER, votes_for=1)
    with work(by=SYSTEM):
        founder = registers.add_founder(team, FounderFacts(Holder.PERSON, "陈小禾"), by=SYSTEM)
        listed = registers.add_member(team, MemberFacts(Holder.PERSON, "周小禾"), by=SYSTEM)
        post = registers.add_post(team, PostFacts(PostKind.CHAIR, "陈小禾"), by=SYSTEM)
        meeting = meetings.call_meeting(team, facts, by=SYSTEM)
        guest = meetings.add_attendance(meeting, "吴小禾", by=SYSTEM)
        resolution = meetings.resolve(meeting, votes, by=SYSTEM)
        waiting = lists.read_list(
            team, "粘贴的名单", read_text("姓名,联系电话\n郑小禾,13900005678".encode()), by=SYSTEM
        )
    maker.keep(founder=founder, listed_member=listed, post=post, member_list=waiting)
    maker.keep(meeting=meeting, guest=guest, resolution=resolution)


def _templates(maker: Maker, park: Any) -> None:
    """The park's own template of a paper, which counts instead of the shipped one."""
    data = shipped_template(PAPER)
    inspected = files.inspect(data, "承诺书.docx", WORD_TEMPLATE)
    places = check_template(inspected, catalogue(park))
    with work(by=SYSTEM):
        own = templates.put_in_place(park, PAPER, inspected, places, by=maker.people["operator"])
    maker.keep(own_template=own)


def _filing(park: Any) -> Case:
    """A team that is being filed: a decision of another kind than a certificate."""
    with work(by=SYSTEM):
        case = open_case(
            resident(park),
            park=park,
            legal_form=LegalForm.COMMUNITY_GROUP,
            procedure=Procedure.FILING,
            by=SYSTEM,
        )
    assert case is not None
    return case


def _filings(maker: Maker, park: Any) -> None:
    """Two filed groups, one with a report in hand, and a roster of groups that waits to be filed."""
    names = ("青禾县青石镇和睦社区舞蹈队", "青禾县青石镇晨光社区合唱队")
    rows = [filed(park, group(park, name), on=date(2025, 3, 3)) for name in names]
    maker.owns(*(row.organization for row in rows))
    with work(by=SYSTEM):
        report = filing_reports.begin(rows[0], 2025, by=SYSTEM)
    content = roster("青禾县青石镇向阳社区读书会,备案,陈禾,13900001111,青禾县青石镇解放街1号")
    maker.keep(filing=rows[0], second_filing=rows[1], filing_report=report)
    maker.keep(filing_batch=batch_of(park, content))
    _undos(maker, park)


def _undos(maker: Maker, park: Any) -> None:
    """A bulk filing that can be undone, and one whose undoing waits for the second person."""
    made = []
    for name in ("清泉村合唱队", "板桥村书画社"):
        batch = batch_of(park, roster(f"青禾县青石镇{name},备案,陈禾,13900001111,青禾县青石镇"))
        with work(by=SYSTEM):
            bulk_filings.file_batch(batch, {}, filed_on=clock.today(), by=SYSTEM)
        made.append(batch)
    with work(by=SYSTEM):
        undo = bulk_undos.propose(made[1], "名册用错了版本。", by=maker.people["operator"])
    maker.keep(filed_batch=made[0], filing_undo=undo)


def _roster(maker: Maker) -> None:
    """A roster that was sent in and waits, with a duplicate to be merged; sent through its page."""
    from tests.conftest import token_of

    known = organization(_park(maker), "青禾县善水环保协会", number=91)
    code = credit_code(91)
    rows = [
        f"青禾县善水环保协会,社会团体,{code},李禾,13900009999,青禾县青石镇解放街9号",
        f"青禾县新叶读书会,社会团体,{credit_code(92)},周禾,13900009998,青禾县青石镇解放街8号",
    ]
    browser = maker.world.browser(maker.app, "operator")
    with work():
        from incubator.accounts import actions as accounts

        token = accounts.open_session(maker.people["operator"])
    from incubator.accounts.gate import COOKIE

    browser.set_cookie(COOKIE, token)
    content = "\n".join([HEAD, *rows]).encode()
    runs = [_send_in(browser, content, name) for name in ("first.csv", "second.csv")]
    token = token_of(browser.get("/account"))
    answer = browser.post(f"/imports/{runs[0].code}/moves/import", data={"csrf_token": token})
    assert answer.status_code == 303, answer.status_code
    query = select(ImportRow).where(ImportRow.verdict == "duplicate").order_by(ImportRow.id)
    row = db.session.scalars(query).unique().first()
    maker.keep(import_run=runs[1], imported_run=runs[0], import_row=row, known=known)


def _send_in(browser: Any, content: bytes, name: str) -> ImportRun:
    from tests.conftest import token_of

    data = {
        "csrf_token": token_of(browser.get("/account")),
        "park": "qinghe",
        "file": (BytesIO(content), name),
    }
    answer = browser.post("/imports/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.status_code
    query = select(ImportRun).order_by(ImportRun.id.desc())
    found = db.session.scalars(query).unique().first()
    assert found is not None
    return found


def _park(maker: Maker) -> Any:
    from incubator.territory.models import Park

    return db.session.get(Park, maker.world.ids["park id"])


OWN_ROLES = (Role.LEADER, Role.MEMBER)
