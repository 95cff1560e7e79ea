"""The walk, step 10: registered, the organization grows a stage; its single file is printed."""

from io import BytesIO

from pypdf import PdfReader

from tests.browser.cast import EXPERTS, TEAM, Walk
from tests.browser.people import PATIENCE, Visitor, expect
from tests.browser.walk_applying import PDF
from tests.browser.walk_registering import CODE

DOCUMENTS = ("charter", "council", "plan")


def keep_documents(walk: Walk) -> None:
    """Step 10: what the ladder asks for and data can tell is put into the file by the organization."""
    leader = walk.leader
    paper = walk.site.server.data / "文件.pdf"
    paper.write_bytes(PDF)
    for kind in DOCUMENTS:
        leader.go(f"{walk.paths['organization']}/documents/new").fill(kind=kind)
        leader.main.locator('input[type="file"]').set_input_files(paper)
        leader.send()
    leader.go(f"{walk.paths['organization']}/people/new").fill(name="林若溪", post="秘书长")
    leader.main.locator('[name="is_full_time"]').check()
    leader.send()
    leader.go(f"{walk.paths['organization']}/documents").shot("10-documents")


def propose(walk: Walk) -> None:
    """Step 10: criteria are ticked by data; one without data becomes a statement with a file."""
    operator = walk.operator
    operator.go(f"{walk.paths['organization']}/stage-changes/new").sees(
        "初创型", "已达到", "需要陈述"
    )
    operator.shot("10-criteria")
    _state(operator, walk)
    operator.shot("10-proposal").send()
    walk.paths["change"] = operator.path
    operator.sees("资金托管协议")
    expect(operator.main.locator(".moves")).not_to_contain_text("同意", timeout=PATIENCE)


def _state(operator: Visitor, walk: Walk) -> None:
    for box in operator.main.locator("textarea[name^='text_']").all():
        box.fill("已与县社会组织服务中心签订资金托管协议。")
    for chosen in operator.main.locator("input[type='file']").all():
        chosen.set_input_files(walk.site.server.data / "文件.pdf")


def approve(walk: Walk) -> None:
    """Step 10: the second person approves; the ladder, the home page and the history tell it."""
    manager = walk.manager
    manager.go("/home").sees(TEAM)
    manager.go(walk.paths["change"]).shot("10-approval").move("同意")
    manager.sees("已同意")
    walk.leader.go(f"{walk.paths['organization']}/stages").sees("初创型").shot("10-ladder")


def print_file(walk: Walk) -> None:
    """Step 10: the single file tells the whole way, and is a PDF."""
    operator = walk.operator
    file = f"{walk.paths['organization']}/file"
    operator.go(file).sees(TEAM, "初创型").shot("10-file")
    told = (CODE, EXPERTS[0][0], "组织定位", "A-01", "初创型", "林若溪")
    parts = operator.main.locator(".tab-bar a").evaluate_all("tabs => tabs.map(tab => tab.href)")
    assert len(parts) == 7
    seen = "".join(operator.go(part).main.inner_text() for part in parts)
    missing = [words for words in told if words not in seen]
    assert not missing, missing
    body, kind = operator.download(f"{file}.pdf")
    assert kind == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    assert TEAM in text.replace("\n", "")
    operator.go("/figures").shot("10-figures")


STEPS = (keep_documents, propose, approve, print_file)
