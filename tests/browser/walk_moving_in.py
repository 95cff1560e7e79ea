"""The walk, steps 6, 8 and 9: agreement and admission, a session by phone, a meeting room."""

from tests.browser.cast import EXPERTS, TEAM, Walk
from tests.browser.people import expect
from tests.browser.walk_applying import PDF

MONDAY = "2026-12-07T09:00:00+08:00"  # the first working day after the notice
GOALS = "一年内完成登记，建立六个送餐点，全年服务一千人次。"


def sign(walk: Walk) -> None:
    """Step 6: after the notice the agreement is printed and both dates are recorded from paper."""
    walk.site.at(MONDAY)
    operator = walk.operator
    operator.go("/agreements").sees(TEAM).shot("06-agreements")
    operator.go(f"{walk.paths['application']}/agreement")
    operator.fill(
        starts_on="2026-12-07", representative="池远山", goals=GOALS, signing_place="青禾县"
    )
    operator.shot("06-agreement-new").send()
    walk.paths["agreement"] = operator.path
    body, kind = operator.download(f"{walk.paths['agreement']}/paper")
    assert kind == "application/pdf"
    assert body.startswith(b"%PDF")
    operator.go(f"{walk.paths['agreement']}/signing")
    scan = walk.site.server.data / "协议扫描件.pdf"
    scan.write_bytes(PDF)
    operator.main.locator('input[type="file"]').set_input_files(scan)
    operator.fill(organization_on="2026-12-07", park_on="2026-12-07").shot("06-signing").send()
    operator.sees("12月7日").shot("06-signed")


def admit(walk: Walk) -> None:
    """Step 6: one act makes residency, stage, desk, registration case and expert; all are at home."""
    manager = walk.manager
    manager.go("/home").sees("入驻")
    manager.go(f"{walk.paths['agreement']}/admission")
    manager.pick("expert", EXPERTS[0][0]).pick("legal_form", "社会团体").shot("06-admission").send()
    manager.sees("已入驻", "A-01", EXPERTS[0][0]).shot("06-admitted")
    assert manager.path.endswith("/admitted")

    leader = walk.leader
    leader.go("/my-organization").sees("萌芽型", "A-01", EXPERTS[0][0]).shot("06-organization-home")
    walk.paths["organization"] = leader.path.removesuffix("/home")


def accompany(walk: Walk) -> None:
    """Step 8: the expert logs a session on the phone; the leader confirms; the item stays on top."""
    expert = walk.people["expert1"]
    expert.go("/mentoring/assignments").sees(TEAM).shot("08-my-organizations")
    expert.press(TEAM)
    walk.paths["assignment"] = expert.path
    expert.go(f"{walk.paths['assignment']}/sessions/new")
    expert.fill(held_on="2026-12-07", advice="先补齐会员名册，再约名称查询。")
    for name in ("minutes", "mode", "topics"):
        expert.main.locator(f'[name="{name}"]').first.check()
    expert.fill(**{"items-0-text": "补齐十二名会员", "items-0-person_name": "林若溪"})
    expert.fill(**{"items-0-due_on": "2026-12-18"}).shot("08-session-new").send()
    expert.sees("已保存").shot("08-session-saved")

    leader = walk.leader
    leader.go("/home").sees("确认").shot("08-leader-home")
    leader.go("/mentoring/sessions").main.locator("tbody a, .cards a").first.click()
    leader.page.wait_for_load_state()
    leader.sees("先补齐会员名册").move("确认辅导")
    leader.sees("已确认").shot("08-confirmed")
    expert.go(f"{walk.paths['assignment']}/sessions/new").sees("补齐十二名会员").shot(
        "08-next-session"
    )


def book(walk: Walk) -> None:
    """Step 9: a room is booked; the operator's clash is refused with a free time, taken in one tap."""
    leader = walk.leader
    leader.go("/rooms/day").sees("初心会议室").shot("09-rooms")
    leader.go("/bookings/new").pick("room", "初心会议室")
    leader.fill(day="2026-12-08", start="09:00", people=12, title="会员筹备会").shot(
        "09-booking"
    ).send()
    leader.sees("初心会议室", "会员筹备会").shot("09-booked")
    operator = walk.operator
    operator.go("/bookings/new").pick("room", "初心会议室")
    operator.fill(day="2026-12-08", start="09:00", people=10, title="园区例会").send()
    operator.sees("已被").shot("09-clash")
    with operator.page.expect_navigation():
        operator.main.locator('button[name="take"]').first.click()
    operator.sees("园区例会")
    operator.go("/rooms/day?on=2026-12-08").shot("09-room-day")
    expect(operator.main.locator(".day-slot")).not_to_have_count(0)
    operator.go("/space-day").sees("A-01", TEAM).shot("09-space-day")


STEPS = (sign, admit, accompany, book)
