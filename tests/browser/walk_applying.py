"""The walk, steps 2 and 3: a visitor finds out, makes an account, applies; the park asks back once."""

from tests.browser.cast import TEAM, Walk
from tests.browser.people import PATIENCE, PHONE, Visitor, expect

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PLAN = "一季度走访六个村，摸清独居老人名单；二季度起每周送餐一次、每月理发一次，全年服务不少于一千人次。"
ANSWERS: dict[str, dict[str, str]] = {
    "basics": {
        "legal_form": "social_group",
        "founded_on": "2025-03-01",
        "address": "青石镇为民街12号",
        "contact_name": "池远山",
        "contact_phone": "13900001111",
        "introduction": "由退休教师和村医发起，为独居老人送餐、理发、量血压。",
    },
    "people": {
        "leader_name": "池远山",
        "leader_background": "中学教师，退休前任年级组长；连续五年组织村里的助老活动。",
        "full_time_staff": "1",
        "part_time_staff": "4",
        "members_individual": "38",
        "members_unit": "0",
        "volunteers": "26",
        "party_members": "4",
        "party_form": "instructor",
    },
    "service_plan": {
        "beneficiaries": "青石镇六个村七十岁以上独居老人，约一百八十人。",
        "need_evidence": "今年三月走访六个村，一百八十位独居老人中有一百一十二位每天只吃一顿热饭。",
        "work_done_preparation": "已召开三次筹备会，推选负责人，完成章程初稿。",
        "goals": "三季度前完成登记；建立六个送餐点；全年服务一千人次。",
        "quarterly_plan": PLAN,
        "budget": "60000",
        "registration_plan": "准备登记为社会团体，已与县民政局沟通，会员还差十二人。",
    },
    "needs": {
        "mode": "physical",
        "desks": "1",
        "accept_virtual": "yes",
        "mentor_wishes": "怎样起草章程，怎样建立简单的财务账。",
    },
}
FOUNDERS = (("池远山", "负责人"), ("林若溪", "财务"), ("田守望", "联络"))


def ask_five_questions(walk: Walk) -> None:
    """Step 2: without an account, on the phone, five answers tell whether and how to apply."""
    walk.leader.close()
    visitor = walk.enter("leader", "池远山", "13900001111", "每周二都给村里老人送热饭", width=PHONE)
    visitor.go(walk.paths["public_call"]).press("看看能否申请", within="body")
    visitor.choose("registered", "preparing").press("查看结果")
    visitor.sees("请回答全部五个问题").shot("02-questions")
    for name, answer in {
        "registered": "preparing", "where": "here", "members": "some", "place": "desk",
        "field": "elderly",
    }.items():  # fmt: skip
        visitor.choose(name, answer)
    visitor.press("查看结果")
    visitor.sees("需要准备").shot("02-verdict")


def make_account(walk: Walk) -> None:
    """Step 2: the account leads straight to the application, which begins the team's file."""
    leader = walk.leader
    leader.press("注册并申请")
    leader.sees("个人信息处理告知书").shot("02-sign-up")
    leader.fill(display_name=leader.name, sign_in_name=leader.login, password=leader.password)
    leader.main.locator('[name="agree"]').check()
    leader.send()
    leader.shot("02-begin")
    leader.fill(name=TEAM, town="青石镇").send()
    walk.paths["application"] = leader.path
    leader.sees("未开始", TEAM).shot("02-task-list")


def fill_in(walk: Walk) -> None:
    """Step 2: page by page; a long text saves itself; the limit counts down; the phone is enough."""
    leader = walk.leader
    for section in ANSWERS:
        leader.go(f"{walk.paths['application']}/sections/{section}")
        answer(leader, section)
        if section == "service_plan":
            _watch_saving(leader)
        leader.shot(f"02-section-{section}").send()
    leader.go(walk.paths["application"]).sees("已完成").shot("02-half-way")


def answer(leader: Visitor, section: str) -> None:
    """Fill in one page of the application; saving is the caller's."""
    for name, value in ANSWERS[section].items():
        radio = leader.main.locator(f'[name="{name}"][type="radio"]')
        if radio.count():
            leader.choose(name, value)
        else:
            leader.fill(**{name: value})
    if section == "basics":
        leader.choose("fields", "elderly", "volunteering")
    elif section == "people":
        for number, (name, post) in enumerate(FOUNDERS):
            leader.fill(**{f"founders-{number}-name": name, f"founders-{number}-post": post})
    elif section == "needs":
        leader.choose("services", "registration", "mentoring")


def _watch_saving(leader: Visitor) -> None:
    """What is typed is stored without a button, and how much room is left stands beside it."""
    box = leader.main.locator('[name="income_sources"]')
    box.fill("会费和爱心企业捐赠，合计六万元。")
    counter = leader.main.locator("[data-counter-for='income_sources']")
    expect(counter).to_contain_text("384", timeout=PATIENCE)
    expect(leader.main.locator("[data-autosave-line]")).to_contain_text("已保存", timeout=PATIENCE)


def resume_elsewhere(walk: Walk) -> None:
    """Step 2: what the phone saved is there on another device; what is missing is told all at once."""
    leader = walk.leader
    leader.close()
    desk = walk.enter("leader", leader.name, leader.login, leader.password)
    desk.go("/home").sees("继续").shot("02-home")
    desk.go(f"{walk.paths['application']}/sections/service_plan")
    expect(desk.main.locator('[name="income_sources"]')).to_have_value(
        "会费和爱心企业捐赠，合计六万元。"
    )
    desk.go(f"{walk.paths['application']}/submission").press("提交申请")
    desk.sees("还缺", "承诺人").shot("02-missing")


def attach(walk: Walk) -> None:
    """Step 2: the required files; a wrong type is refused beside its box, the rest stays."""
    leader = walk.leader
    page, folder = f"{walk.paths['application']}/sections/files", walk.site.server.data
    leader.go(page).shot("02-files-empty")
    wrong = folder / "章程.pdf"
    wrong.write_bytes(b"MZ this is a program")
    first = leader.main.locator("section.panel").first
    first.locator('input[type="file"]').set_input_files(wrong)
    first.get_by_role("button", name="上传").click()
    first.locator(".field-error").wait_for()
    upload_wanted(leader)
    leader.shot("02-files")


def upload_wanted(leader: Visitor) -> None:
    """On the page of files: put one to every paper that is still asked for."""
    paper = leader.site.server.data / "材料.pdf"
    paper.write_bytes(PDF)
    wanted = leader.main.locator("section.panel:has(.state.tone-waiting)")
    for _ in range(wanted.count()):
        section = wanted.first
        section.locator('input[type="file"]').set_input_files(paper)
        with leader.page.expect_navigation():
            section.get_by_role("button", name="上传").click()
        leader.page.wait_for_load_state()
    expect(wanted).to_have_count(0)


def declare(walk: Walk) -> None:
    """Step 2: every refusal condition is answered; then the application goes in and has a number."""
    leader = walk.leader
    leader.go(f"{walk.paths['application']}/sections/declarations")
    answer_declarations(leader)
    leader.shot("02-declarations").send()
    leader.go(f"{walk.paths['application']}/submission").shot("02-check-answers")
    leader.press("提交申请").sees("已提交", "接下来").shot("02-submitted")
    assert leader.path.endswith("/submitted")


def answer_declarations(leader: Visitor) -> None:
    """Every refusal condition is denied, every pledge given, and signed with one's name."""
    for name in leader.main.locator('input[type="radio"]').evaluate_all(
        "boxes => [...new Set(boxes.map(box => box.name))]"
    ):
        leader.choose(name, "yes" if name.startswith("pledges") else "no")
    leader.fill(signatory=leader.name)


def ask_back(walk: Walk) -> None:
    """Step 3: the operator asks for one part; only that part opens again."""
    operator = walk.operator
    operator.go("/home").sees("入驻招募公告").shot("03-operator-home")
    operator.go(f"{walk.paths['call']}/applications").sees(TEAM).shot("03-applications")
    operator.press(TEAM)
    operator.shot("03-check")
    operator.fill(ask_service_plan="请写明送餐的食品安全由谁负责。").press("一次性发出补正清单")
    operator.sees("请写明送餐的食品安全由谁负责").shot("03-asked")

    leader = walk.leader
    leader.go("/home").sees("补正")
    leader.go(walk.paths["application"]).sees("请写明送餐的食品安全由谁负责", "已锁定")
    leader.shot("03-correction-wanted")
    leader.go(f"{walk.paths['application']}/sections/basics").sees("已锁定")
    leader.go(f"{walk.paths['application']}/sections/service_plan")
    leader.fill(quarterly_plan=PLAN + "食品安全由田守望负责，每批留样。").send()
    leader.go(f"{walk.paths['application']}/submission").press("提交补正").sees("已提交")


def complete(walk: Walk) -> None:
    """Step 3: the operator sees what changed, and finds everything there."""
    operator = walk.operator
    operator.go(f"{walk.paths['application']}/check")
    operator.sees("食品安全由田守望负责").shot("03-changes")
    operator.move("材料齐全，初核通过")
    operator.sees("初核通过").shot("03-complete")


STEPS = (
    ask_five_questions, make_account, fill_in, resume_elsewhere, attach, declare, ask_back, complete,
)  # fmt: skip
