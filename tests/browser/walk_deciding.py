"""The walk, steps 4 and 5: three experts score, two people decide, the public may object."""

from tests.browser.cast import EXPERTS, TEAM, Walk
from tests.browser.people import PATIENCE, Visitor, expect

FRIDAY = "2026-11-27T09:00:00+08:00"  # the call closed the evening before
TUESDAY = "2026-12-01T09:00:00+08:00"  # in the middle of the notice
POINTS = {"need": 18, "team": 16, "plan": 17, "fit": 13, "feasibility": 12, "party": 8}
NEED = "请把会员名册和食品安全责任人一并公开。"


def assign(walk: Walk) -> None:
    """Step 4: three experts are asked; none of them sees the application before declaring."""
    operator = walk.operator
    operator.go(f"{walk.paths['call']}/reviews").sees(TEAM).press(TEAM)
    operator.sees("闻克勤")
    panel = operator.main.locator(".choices label")
    for number in (1, 2, 4):
        panel.filter(has_text=EXPERTS[number - 1][0]).locator("input").set_checked(checked=True)
    panel.filter(has_text=EXPERTS[2][0]).locator("input").set_checked(checked=False)
    operator.shot("04-assign").send()
    operator.sees(TEAM)
    operator.go(f"{walk.paths['call']}/reviews?tab=review").sees(TEAM, "卫长庚").shot("04-panel")


def _open_sheet(expert: Visitor) -> None:
    expert.go("/reviews").sees(TEAM)
    expert.press(TEAM)


def step_back(walk: Walk) -> None:
    """Step 4: a conflict is declared; the sheet is gone at once, and another expert comes in."""
    expert = walk.people["expert4"]
    expert.go("/home").sees("还剩").shot("04-expert-home")
    _open_sheet(expert)
    sheet = expert.path
    expert.misses("食品安全由田守望负责").shot("04-declaration")
    expert.choose("choice", "conflict").fill(reason="我的妹妹是该团队发起人。").send()
    expert.go(sheet, status=404)
    expert.go("/reviews").misses(TEAM)

    operator = walk.operator
    operator.go(f"{walk.paths['call']}/reviews?tab=review").press("更换")
    operator.pick("expert", EXPERTS[2][0])
    operator.fill(reason="卫长庚申请回避。").shot("04-replace").send()
    operator.go(f"{walk.paths['call']}/reviews?tab=review").sees(EXPERTS[2][0])


def score(walk: Walk) -> None:
    """Step 4: each expert declares, reads, scores with a running total on the phone, and submits."""
    for number, expert in enumerate(walk.experts, 1):
        _open_sheet(expert)
        expert.choose("choice", "free").send()
        expert.sees("食品安全由田守望负责")
        for slug, points in POINTS.items():
            expert.fill(**{f"score_{slug}": points + number - 2})
        total = sum(POINTS.values()) + (number - 2) * len(POINTS)
        expect(expert.main.locator("[data-score-total]")).to_contain_text(
            str(total), timeout=PATIENCE
        )
        expert.choose("recommendation", "accept").fill(overall="需求真实，队伍踏实，建议入驻。")
        if number == 1:
            expert.press("保存").sees("已保存").shot("04-score")
        expert.press("提交评分").sees("已提交")
    walk.experts[0].shot("04-submitted")


def close_review(walk: Walk) -> None:
    """Step 4: all three totals stand side by side; the review is closed and the ranking made."""
    operator = walk.operator
    operator.go(f"{walk.paths['call']}/reviews?tab=review").sees("3/3", "84")
    operator.shot("04-scored").unfold("结束评审")
    operator.press("结束评审", within="main .move-panel")
    operator.go(f"{walk.paths['call']}/decisions").sees(TEAM, "84").shot("05-ranking")


def decide(walk: Walk) -> None:
    """Step 5: after the call has closed, the operator prepares; the applicant sees nothing yet."""
    walk.site.at(FRIDAY)
    operator = walk.operator
    operator.go(f"{walk.paths['call']}/decisions").press(TEAM)
    operator.choose("outcome", "accept_physical").fill(reasons="得分居首，符合本批重点。")
    operator.shot("05-decision").press("拟定")
    operator.go(f"{walk.paths['call']}/decisions").sees("已拟定")
    operator.go(f"{walk.paths['call']}/decisions/letters").sees(TEAM).shot("05-letters")
    operator.go(f"{walk.paths['call']}/decisions/release", status=403)
    walk.leader.go(walk.paths["application"]).misses("得分居首")


def release(walk: Walk) -> None:
    """Step 5: the manager, who prepared nothing, releases; letter and notice are there at once."""
    manager = walk.manager
    manager.go("/home").sees("发布").shot("05-manager-home")
    manager.go(f"{walk.paths['call']}/decisions/release").sees(TEAM).shot("05-release").send()
    manager.sees("公示").shot("05-released")
    leader = walk.leader
    leader.go("/messages").sees("结果").shot("05-messages")
    leader.go(f"{walk.paths['application']}/result").sees("拟入驻").shot("05-result")
    body, kind = leader.download(f"{walk.paths['application']}/letter")
    assert kind == "application/pdf"
    assert body.startswith(b"%PDF")


def object_to_it(walk: Walk) -> None:
    """Step 5: a neighbour objects without an account, gets a number, and finds the answer by it."""
    walk.site.at(TUESDAY)
    neighbour = walk.enter("neighbour", "邻居")
    neighbour.go("/").press("公示", within=".public-nav")
    neighbour.main.locator("a").filter(has_text="2026").first.click()
    neighbour.sees(TEAM, "12月4日").shot("05-notice")
    neighbour.press("提出异议")
    neighbour.fill(name="方知新", contact="13900002222", text=NEED).shot("05-objection").send()
    number = neighbour.main.locator(".result-number").inner_text().split()[0]
    neighbour.shot("05-receipt")

    operator = walk.operator
    operator.go("/home").sees("异议")
    operator.go("/objections").press(number)
    operator.choose("verdict", "dismiss")
    operator.fill(answer="会员名册不属于公示内容；食品安全责任人已写入计划。").shot(
        "05-answer"
    ).send()
    operator.sees("会员名册不属于公示内容")
    neighbour.go("/parks/qinghe/objections").fill(number=number, contact_end="2222").send()
    neighbour.sees("会员名册不属于公示内容").shot("05-answered")


STEPS = (assign, step_back, score, close_review, decide, release, object_to_it)
