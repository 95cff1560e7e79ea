"""How does the demo park get its registrations: a case walked to a given step, by the room's own actions.

Every step is done on a working day of its own; papers get small sample files, one stored copy each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from random import Random

from incubator.kernel import clock, files, pdf, workdays
from incubator.kernel.access import Person
from incubator.kernel.db import work
from incubator.kernel.files import Inspected
from incubator.kernel.identifiers import inner_check_character, uscc_check_character
from incubator.organizations.models import Organization
from incubator.registration import demo_registers
from incubator.registration.cases.actions import Certificate, Decision, open_case
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.queries import Roadmap, Station, roadmap_of
from incubator.registration.cases.rules import SETTLED
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.queries import offers_for
from incubator.registration.checklists.rules import Event, InputType, Who
from incubator.registration.steps import actions
from incubator.registration.steps.queries import sheet_of
from incubator.territory.models import Park

PAPER = """<h1>示例材料</h1><p>这是演示数据自带的示例文件，用来展示材料上传后的样子，
不代表任何真实组织的材料。正式办理时，请换成盖章后的扫描件。</p>"""
NOTES = {
    "demand": "已在平台查询，本县没有同类社会团体，按双重管理办理。",
    "founders": "发起人七名，拟任会长由社区退休教师担任。",
    "name": "备选名称三个，窗口答复第一个可以使用。",
    "charter": "按县民政局示范文本修改，党建条款已写入。",
    "consent": "业务主管单位批复写明了业务范围。",
    "members": "每周六在社区活动室接受入会申请。",
    "capital": "发起人捐赠三万元，已存入验资账户。",
    "domicile": "使用园区地址，园区已出具场所使用证明。",
    "meeting": "成立大会在园区多功能厅召开。",
    "submit": "窗口一次收齐，已取得收件凭证。",
}
OTHER_NOTES = {
    Procedure.FILING: {
        "demand": "人数和资金还达不到登记条件，先在镇上备案，活动照常开展。",
        "members": "成员十二名，都住在本村和邻村。",
        "name": "镇里核对过，没有重名。",
        "rules": "活动规则两页，成员会议通过。",
        "place": "村文化站每周六借用。",
        "submit": "材料已交村委会，等待签署意见。",
    },
    Procedure.ANNUAL_INSPECTION: {
        "scope": "上年度结论合格，本年度按时参加。",
        "finance": "会计已对账，报表与银行流水一致。",
        "party": "党员两名，参加园区联合党支部。",
        "report": "报告初稿已写完，请导师看一遍。",
    },
    Procedure.GRADE_ASSESSMENT: {
        "eligibility": "登记满两年，近两年年检合格。",
        "indicators": "各组指标已分工，园区导师讲解过一次。",
        "self_score": "逐项自评，佐证按指标顺序编号。",
        "evidence": "佐证材料装订成册，服务对象信息已隐去。",
    },
}
ENOUGH = {
    "filing_members": 12,
    "founders": 7,
    "members_individual": 53,
    "members_unit": 0,
    "funds_fen": 3_000_000,
    "attended": 45,
    "entitled": 53,
    "in_favour": 44,
    "registered_years": 3,
}
SHORT = {"members_individual": 46}
DAYS_BETWEEN = (3, 9)
SINCE = (2, 12)


@cache
def sample_paper() -> bytes:
    """The sample file, rendered once a process: call it before a unit of work."""
    return pdf.render(PAPER, title="示例材料")


@dataclass(frozen=True)
class Walk:
    """How a case is walked: who does it, with which chance, and the sample file if there is one."""

    by: Person
    rng: Random
    paper: bytes | None
    # Until when the decision holds, where the local notice says so.
    valid_until: date | None = None


def make_case(
    organization: Organization,
    park: Park,
    *,
    by: Person,
    upto: int,
    rng: Random,
    paper: bytes | None = None,
) -> Case | None:
    """Open a case in the past and bring its first `upto` steps to an end; the next one is in hand.

    A case that stops at the members has 46 of 50. Returns None where no case can be opened.
    """
    return make_procedure(organization, park, Procedure.ESTABLISHMENT, Walk(by, rng, paper), upto)


def make_procedure(
    organization: Organization, park: Park, procedure: Procedure, walk: Walk, upto: int
) -> Case | None:
    """The same for any procedure: opened in the past, brought so far, the next step in hand."""
    rng = walk.rng
    gaps = [rng.randint(*DAYS_BETWEEN) for _ in range(upto + 1)]
    day = _working(clock.today() - timedelta(days=sum(gaps) + rng.randint(*SINCE)))
    offer = next(row for row in offers_for(organization, park) if row.procedure is procedure)
    with clock.frozen(clock.moment(day, 9, 30)), work(by=walk.by):
        case = open_case(
            organization, park=park, legal_form=offer.legal_form, procedure=procedure, by=walk.by
        )
    if case is None:
        return None
    go_on(case, day, gaps, walk)
    return case


def go_on(case: Case, day: date, gaps: Sequence[int], walk: Walk) -> date:
    """Bring the next steps to an end after so many days each; the last gap is that of the step in hand."""
    for gap in gaps[:-1]:
        station = _next(roadmap_of(case))
        if station is None:
            break
        day = _later(day, gap)
        _on(day, walk, partial(_finish, station.step, day, walk))
    station = _next(roadmap_of(case))
    if station is not None:
        day = _later(day, gaps[-1])
        _on(day, walk, partial(_begin, station.step, walk))
    return day


def _working(day: date) -> date:
    calendar = workdays.current()
    return day if calendar.is_working_day(day) else calendar.next_working_day(day).date


def _later(day: date, days: int) -> date:
    return min(_working(day + timedelta(days=days)), clock.today())


def _on(day: date, walk: Walk, act: Callable[[], None]) -> None:
    moment = clock.moment(day, walk.rng.randint(9, 16), walk.rng.choice((5, 20, 35, 50)))
    with clock.frozen(min(moment, clock.now())), work(by=walk.by):
        act()


def _next(roadmap: Roadmap) -> Station | None:
    """The first compulsory step in the order of the law that is under way."""
    found = [row for row in roadmap.on_way if row.step.status not in (*SETTLED, StepStatus.LOCKED)]
    return next((row for row in found if not row.rule.optional), None)


def _begin(step: CaseStep, walk: Walk) -> None:
    """The step in hand: a few papers, the first figures, a note; not yet handed in."""
    demo_registers.fill(step, clock.today(), walk.rng, enough=False, by=walk.by)
    station = sheet_of(step).station
    facts = {
        entry.slug: SHORT.get(entry.slug) for entry in station.rule.inputs if entry.slug in SHORT
    }
    actions.fill_in(step, actions.Work(facts, (), _note(step)), by=walk.by)
    _add_paper(step, station, walk)


def _finish(step: CaseStep, day: date, walk: Walk) -> None:
    station = sheet_of(step).station
    if station.rule.event is Event.DECIDED:
        _register(step, day, walk)
        return
    demo_registers.fill(step, day, walk.rng, enough=True, by=walk.by)
    facts = {entry.slug: _enough(entry.slug, entry.type) for entry in station.rule.inputs}
    required = [row.slug for row in station.rule.materials if row.required]
    actions.fill_in(step, actions.Work(facts, required, _note(step)), by=walk.by)
    _add_paper(step, station, walk)
    if station.rule.who is Who.ORGANIZATION:
        actions.hand_in(step, by=walk.by)
    elif station.rule.who.is_office and station.rule.hand_over:
        actions.send(step, by=walk.by)
    actions.confirm(step, actions.Confirmation(day), by=walk.by)


def _note(step: CaseStep) -> str:
    return OTHER_NOTES.get(step.case.procedure, NOTES).get(step.slug, "")


def _enough(name: str, kind: InputType) -> int:
    return 1 if kind is InputType.BOOLEAN else ENOUGH[name]


def _add_paper(step: CaseStep, station: Station, walk: Walk) -> None:
    """One sample file for the first paper that may be uploaded, stored for itself."""
    if walk.paper is None:
        return
    material = next((row for row in station.rule.materials if not row.paper_only), None)
    if material is not None:
        name = f"{material.label['zh'].split('（')[0]}.pdf"
        actions.add_file(step, material.slug, _inspected(walk.paper, name), by=walk.by)


def _inspected(data: bytes, name: str) -> Inspected:
    return files.inspect(data, name, files.DOCUMENT)


def _register(step: CaseStep, day: date, walk: Walk) -> None:
    if step.case.procedure is not Procedure.ESTABLISHMENT:
        outcome = sheet_of(step).roadmap.checklist.outcome
        result = outcome.results[0]["zh"] if outcome is not None else "准予"
        number = f"示例{walk.rng.randint(1, 999):03d}号"
        decision = Decision(day, result, number, walk.valid_until)
        actions.record_decision(step, decision, by=walk.by)
        return
    code = demo_code(walk.rng)
    actions.record_certificate(step, Certificate(code, day), by=walk.by)


def demo_code(rng: Random) -> str:
    """A credit code of a region that cannot exist, with both of its checks right."""
    body = f"MJ{rng.randint(1, 999999):06d}"
    first = f"51999999{body}{inner_check_character(body)}"
    return first + uscc_check_character(first)
