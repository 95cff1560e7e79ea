"""How tests make a case whose papers are complete: registers, meeting and sheet, all through actions."""

import io
import re
import subprocess
from datetime import date

from docx import Document

from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm
from incubator.organizations.rules import ProfileFacts
from incubator.registration.actions import open_case
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event
from incubator.registration.meetings import actions as meetings
from incubator.registration.meetings.models import Matter, MeetingKind, Presence
from incubator.registration.meetings.queries import list_sheet
from incubator.registration.meetings.rules import MeetingFacts, ResolutionFacts, opening_kinds
from incubator.registration.papers import actions as papers
from incubator.registration.registers import actions as registers
from incubator.registration.registers.models import Holder, PostKind
from incubator.registration.registers.rules import FounderFacts, MemberFacts, PostFacts
from incubator.registration.registers.rules import ProfileFacts as BodyFacts
from incubator.territory.models import Park
from tests.registration.build import BEFORE_MEETING, finish, resident, work_off

POSTS = (
    (PostKind.CHAIR, "陈桂芳"),
    (PostKind.LEGAL_REPRESENTATIVE, "陈桂芳"),
    (PostKind.VICE_CHAIR, "李建国"),
    (PostKind.SECRETARY_GENERAL, "王秀兰"),
    (PostKind.COUNCIL_MEMBER, "赵文博"),
    (PostKind.SUPERVISOR, "孙晓梅"),
)
SHEET = {
    "purpose": "关爱本县高龄独居老人，促进邻里互助",
    "scope": "组织邻里互助活动；开展居家探访和应急帮扶；培训志愿者",
    "area": "青禾县",
    "party_body": "中共青禾县委社会工作部",
    "term": "4",
    "contact": "王秀兰",
    "fund_source": "发起人自愿捐赠",
    "dues": "个人会员每年50元，单位会员每年500元",
    "other_name_1": "青禾县邻里守望协会",
    "other_name_2": "青禾县邻里关爱协会",
    "name_meaning": "表明以邻里互助方式开展为老服务",
    "premises_owner": "青禾县城关镇人民政府",
    "premises_size": "86",
    "premises_use": "无偿使用",
    "premises_term": "2026年12月1日至2029年11月30日",
    "committee": "城关镇东街社区居民委员会",
    "township": "城关镇",
    "group_kind": "生活服务类",
    "filing_number": "青禾社备〔2026〕12号",
    "filing_on": "2026-11-16",
    "filing_term": "2026年11月16日至2029年11月15日",
    "seal_maker": "青禾县平安印章店",
    "seal_from": "2026-11-17",
    "seal_diameter": "4.2",
    "bank": "青禾县农村商业银行城关支行",
    "bank_account": "6230990000001234567",
    "bank_opened_on": "2026-11-17",
    "year": "2026",
    "year_party": "建立联合党支部，开展主题党日六次",
    "year_activities": "开展邻里互助活动二十四场，服务老人三百二十人次",
    "year_income": "86,000.00",
    "year_spending": "79,300.00",
    "next_year": "扩大服务社区，健全志愿者培训制度",
}


def whole_case(
    park: Park, form: LegalForm = LegalForm.SOCIAL_GROUP, *, name: str = "", members: int = 52
):
    """A case for which every paper is complete, but for what only the certificate brings."""
    team = resident(park, name)
    facts = ProfileFacts(
        name=team.name,
        legal_form=team.legal_form,
        town="城关镇",
        representative="陈桂芳",
        phone="0999-5550123",
        address="青禾县城关镇东街18号",
        supervising_unit="青禾县卫生健康局",
        full_time_count=3,
    )
    with work(by=SYSTEM):
        organizations.update_profile(team, facts, by=SYSTEM)
    filing = form is LegalForm.COMMUNITY_GROUP
    procedure = Procedure.FILING if filing else Procedure.ESTABLISHMENT
    with work(by=SYSTEM):
        case = open_case(team, park=park, legal_form=form, procedure=procedure, by=SYSTEM)
    if form is LegalForm.FOUNDATION:
        with work(by=SYSTEM):
            registers.describe(team, BodyFacts(is_private_money=True), by=SYSTEM)
    _fill_registers(team, members, opening_kinds(form)[0])
    with work(by=SYSTEM):
        papers.keep_facts(case, SHEET, by=SYSTEM)
    if form is LegalForm.SOCIAL_GROUP:
        finish(case, *BEFORE_MEETING)
    else:
        work_off(case, until=Event.SUBMITTED)
    return case


def _fill_registers(team, members: int, opening: MeetingKind) -> None:
    with work(by=SYSTEM):
        for number in range(1, 6):
            facts = FounderFacts(
                kind=Holder.PERSON,
                name=f"发起人{number}号",
                phone=f"1390000{number:04d}",
                work_unit="青禾县城关镇东街社区",
                declared_on=date(2026, 11, 2),
                is_document_shown=True,
            )
            registers.add_founder(team, facts, by=SYSTEM)
        for kind, name in POSTS:
            post = PostFacts(
                kind=kind,
                name=name,
                phone="13800001111",
                employed_by="青禾县城关镇",
                starts_on=date(2026, 11, 8),
                ends_on=date(2030, 11, 7),
            )
            registers.add_post(team, post, by=SYSTEM)
        for number in range(1, members + 1):
            member = MemberFacts(
                kind=Holder.PERSON,
                name=f"会员{number}号",
                phone=f"1370000{number:04d}",
                post="居民",
            )
            registers.add_member(team, member, by=SYSTEM)
    _hold_meeting(team, opening)


def _hold_meeting(team, kind: MeetingKind) -> None:
    facts = MeetingFacts(
        kind=kind,
        called_on=date(2026, 11, 1),
        held_on=date(2026, 11, 8),
        starts_at="09:30",
        place="城关镇东街社区活动室",
        chair="陈桂芳",
        secretary="王秀兰",
    )
    with work(by=SYSTEM):
        meeting = meetings.call_meeting(team, facts, by=SYSTEM)
        sheet = list_sheet(meeting)
        away = 1 if kind is MeetingKind.COUNCIL else 4
        here = {row.code: (Presence.IN_PERSON, "") for row in sheet[: len(sheet) - away]}
        meetings.sign_in_many(meeting, here, by=SYSTEM)
        for text, matter in (
            ("通过章程（草案）", Matter.CHARTER),
            ("选举第一届理事会", Matter.ELECTION),
        ):
            votes = ResolutionFacts(
                text=text, matter=matter, votes_for=len(here) - 1, votes_against=0, votes_abstain=1
            )
            meetings.resolve(meeting, votes, by=SYSTEM)


def pdf_text(data: bytes) -> str:
    """The text of a PDF without blanks and line ends."""
    ran = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    # A sentence may go on over the page number.
    return re.sub(r"—\d+—", "", re.sub(r"\s", "", ran.stdout.decode()))


def word_text(data: bytes) -> str:
    """The text of a Word file, heads included, without blanks and line ends."""
    document = Document(io.BytesIO(data))
    parts = [document.element.body, *(section.header._element for section in document.sections)]
    found = [node.text or "" for part in parts for node in part.iter() if node.tag.endswith("}t")]
    return re.sub(r"\s", "", "".join(found))
