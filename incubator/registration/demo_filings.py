"""How does the demo park get its filed groups: some dozens across the townships, with their yearly reports.

Names are made up of made-up communities and what such groups usually do; nobody real has them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from incubator.kernel import clock, workdays
from incubator.kernel.access import Person
from incubator.kernel.db import work
from incubator.organizations import actions as organizations
from incubator.organizations.models import LegalForm, Organization
from incubator.organizations.rules import ProfileFacts
from incubator.registration.filing_reports import actions as reports
from incubator.registration.filing_reports.rules import ReportFacts, year_now
from incubator.registration.filing_reports.workflow import REPORT_FLOW
from incubator.registration.filings import actions
from incubator.registration.filings.models import Filing
from incubator.registration.filings.queries import rules_at, townships_of
from incubator.registration.filings.rules import community_of, post_of
from incubator.territory.models import Park, Region

COMMUNITIES = {
    "城关镇": ("文昌社区", "南门社区", "惠民社区"),
    "青石镇": ("青石社区", "石桥村"),
    "永兴镇": ("永兴社区", "兴隆村"),
    "柳河镇": ("柳河社区", "沙湾村"),
    "龙泉镇": ("龙泉社区", "清泉村"),
    "双桥镇": ("双桥社区", "板桥村"),
    "白杨乡": ("白杨村", "新华村"),
    "云岭乡": ("云岭村", "茶园村"),
    "怀德街道": ("怀德社区", "书院社区"),
    "新安街道": ("新安社区", "湖滨社区"),
}
GROUPS = (
    ("夕阳红合唱队", "每周两次排练，重阳节进敬老院演出。"),
    ("邻里互助会", "帮独居老人买菜、陪诊、修水电。"),
    ("红白理事会", "倡导婚丧事简办，统一标准，全程帮忙。"),
    ("平安巡逻队", "晚间巡逻，劝导电动车违规充电。"),
    ("便民服务队", "每月十五日理发、磨刀、修小家电。"),
    ("广场舞蹈队", "每天傍晚活动，自带音量控制器。"),
    ("四点半课堂服务队", "放学后看护孩子写作业。"),
    ("爱心超市", "以志愿积分换日用品。"),
    ("护河志愿队", "每月巡河一次，捡拾垃圾。"),
    ("老舅妈调解队", "调解邻里和家庭小纠纷。"),
    ("书画社", "办书画班，春节给居民写春联。"),
)
FAMILIES = "周吴郑冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "秀英桂兰建国志强淑珍德明春梅玉华文军玉兰"
PER_PLACE = 2
REPORTED = ("accepted",) * 6 + ("submitted",) * 2 + ("returned", "draft", "missing")
TEXTS = (
    "全年按计划开展活动，居民参与热情高，场地由社区免费提供。",
    "新增成员五名，活动内容比上年丰富，经费由成员自筹，账目每季度公开。",
    "配合社区做好重点节日活动，下一年打算把活动延伸到邻村。",
)


@dataclass(frozen=True)
class Office:
    """Who keeps the register, who looks at the reports, and since when they have the system."""

    clerk: Person
    operator: Person
    since: date


def make_filings(park: Park, office: Office, rng: Random) -> list[Filing]:
    """Groups of every township, filed over the last three years, and their reports of the last one."""
    made: list[Filing] = []
    kinds = iter(range(10_000))
    for number, township in enumerate(townships_of([park])):
        # Most townships filed their groups long enough ago for a report about the last year.
        days = rng.randint(40, 300) if number % 4 == 3 else rng.randint(460, 740)
        day = _working(clock.today() - timedelta(days=days))
        names = [
            (community, *GROUPS[(next(kinds) * 3) % len(GROUPS)])
            for community in COMMUNITIES.get(township.name, ())
            for _number in range(PER_PLACE)
        ]
        made += _file(park, township, names, day, office, rng)
    _report(park, made, office, rng)
    _go_on(made, office)
    return made


def _file(
    park: Park,
    township: Region,
    names: list[tuple[str, str, str]],
    day: date,
    office: Office,
    rng: Random,
) -> list[Filing]:
    """The groups of a township, filed on one day as a township files them."""
    if not names:
        return []
    edition = rules_at(park)
    # What was filed before the office had the system was entered when it had it.
    entered = max(day, _working(office.since))
    with clock.frozen(clock.moment(entered, 10)), work(by=office.operator):
        requests = []
        for community, kind, mission in names:
            found = _group(park, township, f"{community}{kind}", mission, rng, office.operator)
            guess = edition[1].guess(found.name)
            places = [park.region.name, township.name]
            facts = actions.FilingFacts(
                guess.type,
                guess.subtype,
                township,
                community_of(found.name, places),
                post_of(found.name),
            )
            requests.append(actions.Request(found, facts))
        return actions.file_groups(
            requests, park=park, filed_on=day, edition=edition, by=office.operator
        )


def _group(
    park: Park, township: Region, name: str, mission: str, rng: Random, by: Person
) -> Organization:
    leader = rng.choice(FAMILIES) + "".join(rng.sample(GIVEN, 2))
    facts = ProfileFacts(
        name=f"{park.region.name}{township.name}{name}",
        legal_form=LegalForm.COMMUNITY_GROUP,
        town=township.name,
        representative=leader,
        phone=f"1990099{rng.randrange(10_000):04d}",
        address=f"{park.region.name}{township.name}文化活动室",
        mission=mission,
        staff_count=0,
    )
    found = organizations.new_organization(
        facts, park=park, region_id=park.region_id, reason=organizations.IMPORTED, by=by
    )
    found.is_demo = True
    return found


def _working(day: date) -> date:
    return workdays.after(day - timedelta(days=1), 1).date


def _report(park: Park, filings: list[Filing], office: Office, rng: Random) -> None:
    """Most have reported on the last year, some wait, one was sent back, some have not begun."""
    window = rules_at(park)[1].report
    year = year_now(window)
    start = _working(window.opens_on(year) + timedelta(days=20))
    for number, filing in enumerate(filings):
        fate = REPORTED[number % len(REPORTED)]
        if fate == "missing" or not window.is_due_from(filing.filed_on, year):
            continue
        day = min(_working(start + timedelta(days=rng.randint(0, 40))), clock.today())
        with clock.frozen(min(clock.moment(day, 15), clock.now())):
            _walk(filing, year, fate, office, rng)


def _walk(filing: Filing, year: int, fate: str, office: Office, rng: Random) -> None:
    with work(by=office.clerk):
        report = reports.begin(filing, year, by=office.clerk)
        times = rng.randint(12, 60)
        facts = ReportFacts(
            activities=times,
            attendances=times * rng.randint(9, 26),
            members=rng.randint(10, 42),
            income_fen=rng.randint(0, 60) * 10_000,
            expense_fen=rng.randint(0, 50) * 10_000,
            text=rng.choice(TEXTS),
            is_safe=True,
            safety_note="",
        )
        reports.fill_in(report, facts, by=office.clerk)
        if fate != "draft":
            reports.submit(report, by=office.clerk)
    if fate == "accepted":
        with work(by=office.operator):
            REPORT_FLOW.apply(report, "accept", by=office.operator)
    elif fate == "returned":
        with work(by=office.operator):
            reports.send_back(report, by=office.operator, reason="收支两项请核对后再报。")


def _go_on(filings: list[Filing], office: Office) -> None:
    """One group has changed, one was dissolved, one is on its way to a registration."""
    if len(filings) < 3:
        return
    changed, dissolved, growing = filings[1], filings[-1], filings[4 % len(filings)]
    facts = actions.FilingFacts(
        changed.type,
        changed.subtype,
        changed.township,
        changed.community,
        changed.leader_post,
    )
    with work(by=office.operator):
        actions.change(changed, facts, by=office.operator, reason="换届，见成员会议记录。")
        actions.cancel(dissolved, by=office.operator, reason="成员会议决定解散。")
        actions.begin_conversion(growing, LegalForm.SOCIAL_GROUP, by=office.operator)
