"""The walk, step 7: the resident works off the whole checklist; the park checks; the certificate comes."""

from tests.browser.cast import MEMBERS, TEAM, Walk
from tests.browser.people import PATIENCE, Visitor, expect
from tests.browser.walk_applying import PDF
from tests.organizations.build import credit_code

CODE = credit_code(7)
GO_ON, LOOK = "去办理这一步", "查看这一步"
HAND_IN, SENT = "交给园区核对", "材料已送交办理机关"
CERTIFICATE = "记录准予登记"
MOST_STEPS = 25
FIGURES = {
    "founders": "6",
    "members_individual": MEMBERS,
    "members_unit": "0",
    "funds_fen": "35000",
    "entitled": "52",
    "attended": "48",
    "in_favour": "46",
}


def begin(walk: Walk) -> None:
    """Step 7: a step with a file and a paper on the table; a later one is still locked."""
    leader = walk.leader
    leader.go("/registrations").sees("个人会员", "条例").shot("07-checklist")
    walk.paths["case"] = leader.path
    leader.press(GO_ON)
    step = leader.path
    leader.sees("《社会团体登记管理条例》", "可行性报告").shot("07-step")
    leader.go(f"{step}/files/feasibility_report")
    report = walk.site.server.data / "可行性报告.pdf"
    report.write_bytes(PDF)
    leader.main.locator('input[type="file"]').set_input_files(report)
    leader.send()
    leader.sees("可行性报告.pdf")
    _cannot_hand_in(leader)
    _fill_in(leader, step)
    leader.move(HAND_IN).sees("园区").shot("07-handed-in")
    operator = walk.operator
    operator.go("/home").sees(TEAM)
    operator.go(f"{step}/review").sees("可行性报告.pdf").shot("07-review")
    _confirm(walk, step)
    leader.go(walk.paths["case"]).sees("已办结").shot("07-one-done")


def come_back(walk: Walk) -> None:
    """Step 7: the park sends a step back with its reason; corrected, it goes in again."""
    leader, operator = walk.leader, walk.operator
    step = _next(leader, walk)
    _fill_in(leader, step)
    leader.move(HAND_IN)
    operator.go(f"{step}/review").move("退回补正", "请补上两名发起人的简历。")
    leader.go("/home").sees(TEAM)
    leader.go(step).sees("请补上两名发起人的简历").shot("07-returned")
    leader.move(HAND_IN)
    _confirm(walk, step)


def work_off(walk: Walk) -> None:
    """Step 7: in order to the decision, without an exception; 46 of 50 members are not enough."""
    for _ in range(MOST_STEPS):
        step = _next(walk.leader, walk)
        walk.operator.go(step)
        if walk.operator.main.get_by_role("link", name=CERTIFICATE).count():
            walk.paths["decision"] = step
            break
        _work(walk, step)
    assert "decision" in walk.paths
    walk.leader.go(walk.paths["case"]).sees(f"{walk.members}/50", "登记管理机关").shot(
        "07-with-the-authority"
    )


def register(walk: Walk) -> None:
    """Step 7: the certificate is recorded with its code; the filings that follow are worked off too."""
    operator = walk.operator
    operator.go(f"{walk.paths['decision']}/certificate").shot("07-certificate")
    operator.fill(credit_code=CODE, registered_on=walk.day).send()
    operator.go(walk.paths["case"]).sees(CODE).shot("07-registered")
    for _ in range(MOST_STEPS):
        walk.leader.go(walk.paths["case"])
        if not _button(walk.leader):
            break
        _work(walk, _next(walk.leader, walk))
    operator.go(walk.paths["case"]).misses(GO_ON, LOOK).shot("07-all-done")


def _button(leader: Visitor) -> str:
    """What leads to the step where the case stands; it is called otherwise when others have the turn."""
    shown = (
        words for words in (GO_ON, LOOK) if leader.main.get_by_role("link", name=words).count()
    )
    return next(shown, "")


def _next(leader: Visitor, walk: Walk) -> str:
    leader.go(walk.paths["case"])
    return leader.press(_button(leader)).path


def _work(walk: Walk, step: str) -> None:
    """One step as it comes: filled in, handed to whoever has the turn, confirmed on what is there."""
    leader = walk.leader
    leader.go(f"{step}/edit")
    if leader.main.locator('[name="fact_members_individual"]').count():
        _too_few(leader, step)
    _fill_in(leader, step)
    for words in (HAND_IN, SENT):
        if leader.main.locator(f'.moves button:text-is("{words}")').count():
            leader.move(words)
            break
    _confirm(walk, step)


def _too_few(leader: Visitor, step: str) -> None:
    leader.fill(fact_members_individual="46").send()
    leader.sees("46/50", "还缺").shot("07-too-few-members")
    _cannot_hand_in(leader)
    leader.go(f"{step}/edit")


def _cannot_hand_in(leader: Visitor) -> None:
    """What is missing is told; a button that only refuses is not shown."""
    leader.sees("交给园区核对之前，还缺")
    expect(leader.main.locator(f'.moves button:text-is("{HAND_IN}")')).to_have_count(
        0, timeout=PATIENCE
    )


def _fill_in(leader: Visitor, step: str) -> None:
    leader.go(f"{step}/edit")
    for name, figure in FIGURES.items():
        if leader.main.locator(f'[name="fact_{name}"]').count():
            leader.fill(**{f"fact_{name}": figure})
    boxes = leader.main.locator('input[type="checkbox"]')
    for index in range(boxes.count()):
        boxes.nth(index).check()
    leader.send()


def _confirm(walk: Walk, step: str) -> None:
    """The park confirms; nothing is missing, so it is not asked for a reason to go on without."""
    operator = walk.operator.go(f"{step}/review")
    expect(operator.main.locator('[name="override_reason"]')).to_have_count(0, timeout=PATIENCE)
    operator.fill(done_on=walk.day).send()


STEPS = (begin, come_back, work_off, register)
