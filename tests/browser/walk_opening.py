"""The walk, before the first step and step 1: an empty installation becomes a park with an open call."""

from incubator.kernel import setup_token
from incubator.kernel.settings import Settings
from tests.browser.cast import EXPERT_PASSWORD, EXPERTS, PASSWORDS, Walk
from tests.browser.people import PHONE, Visitor

PARK = "青禾县社会组织孵化园"
ZONES = ("开放办公区", "洽谈培训区")


def set_up(walk: Walk) -> None:
    """The first visit is the set-up page; its one-time token stands in the data folder."""
    environment = walk.site.server.environment()
    token = setup_token.issue(Settings.from_environment(environment))
    admin = walk.enter("administrator", "龚怀瑾", "admin@walk.example", PASSWORDS["administrator"])
    admin.go("/")
    assert admin.path == "/set-up", "an empty installation opens with its set-up"
    admin.sees("一次性口令")
    admin.go("/set-up?token=wrong", status=403)
    admin.go(f"/set-up?token={token}").sees("管理员")
    admin.shot("00-set-up")
    admin.fill(
        administrator_name=admin.name,
        administrator_sign_in=admin.login,
        administrator_password=admin.password,
        province_name="演示省",
        province_code="990000",
        prefecture_name="演示市",
        prefecture_code="999900",
        county_name="青禾县",
        county_code="999999",
        park_name=PARK,
        slug="qinghe",
        operator="青禾县社会组织服务中心",
        manager_name="程思远",
        manager_sign_in="manager@walk.example",
        manager_password=PASSWORDS["manager"],
    )
    admin.press("初始化园区")
    assert admin.path == "/set-up/done"
    admin.sees(PARK).shot("00-set-up-done")
    admin.go(f"/set-up?token={token}", status=404)


def hire(walk: Walk) -> None:
    """The manager gives the operator a role; the operator opens the shown link on their own machine."""
    manager = walk.enter("manager", "程思远", "manager@walk.example", PASSWORDS["manager"])
    manager.go("/home")
    manager.shot("00-manager-first-home")
    manager.go("/staff/new").fill(
        sign_in_name="operator@walk.example", display_name="骆知夏", role="operator"
    )
    manager.press("确认授予")
    manager.sees("骆知夏", "一次有效").shot("00-staff-link")
    _join(walk, "operator", "骆知夏", "operator@walk.example", PASSWORDS["operator"])


def _join(walk: Walk, role: str, name: str, login: str, password: str) -> Visitor:
    """Whoever got a link sets a password with it, and is signed in."""
    link = walk.manager if role == "operator" else walk.operator
    url = str(link.main.locator("[data-copy]").first.get_attribute("data-copy"))
    width = PHONE if role.startswith("expert") else 1280
    person = walk.enter(role, name, login, password, width=width)
    person.go(url).sees(name)
    person.fill(password=password).press("保存密码")
    assert person.path == "/home", person.path
    return person


def furnish(walk: Walk) -> None:
    """Zones, one desk, a meeting room and a cohort, by the operator."""
    operator = walk.operator
    for name in ZONES:
        operator.go("/zones/new").fill(name_zh=name, purpose_zh="日常办公和洽谈").send()
    operator.go("/desks/new").fill(label="A-01").send()
    operator.sees("A-01")
    operator.go("/meeting-rooms/new").fill(name="初心会议室", capacity=20).send()
    operator.go("/meeting-rooms/new").fill(name="同行洽谈室", capacity=8).send()
    operator.sees("初心会议室", "同行洽谈室")
    operator.go("/cohorts/new").fill(name="第一批", starts_on="2026-11-18").send()
    operator.sees("第一批")


def appoint(walk: Walk) -> None:
    """Four experts join the pool; each sets a password on the phone."""
    operator = walk.operator
    for number, (name, login) in enumerate(EXPERTS, 1):
        operator.go("/experts/new").fill(name=name, sign_in_name=login, hours_per_month=8)
        operator.fill(unit="青禾县社会工作协会").choose("fields", "elderly")
        operator.press("聘任")
        operator.sees(name)
        _join(walk, f"expert{number}", name, login, EXPERT_PASSWORD)
    operator.shot("00-expert")


def open_call(walk: Walk) -> None:
    """Step 1: the operator prepares and publishes the call; the public page shows it with days left."""
    operator = walk.operator
    operator.go("/calls/new")
    operator.shot("01-call-new")
    operator.fill(opens_on="2026-11-18", closes_on="2026-11-26", places_physical=1)
    operator.send()
    operator.sees("材料").shot("01-call-documents").send()
    operator.fill(label="你们最希望第一个季度解决什么问题？", limit=200).shot("01-call-questions")
    operator.press("添加")
    operator.sees("你们最希望第一个季度解决什么问题？")
    operator.go(operator.path.removesuffix("/questions/edit"))
    walk.paths["call"] = operator.path
    operator.sees("评分标准", "准备中")
    operator.move("发布招募")
    operator.sees("已发布").shot("01-call-published")

    visitor = walk.enter("leader", "池远山", "13900001111", PASSWORDS["leader"])
    visitor.go("/").sees("招募")
    visitor.shot("01-portal")
    walk.paths["public_call"] = operator.link_to("查看公开页面")
    visitor.go(walk.paths["public_call"]).sees("还剩", "11月26日", "评分")
    visitor.shot("01-call-public")


STEPS = (set_up, hire, furnish, appoint, open_call)
