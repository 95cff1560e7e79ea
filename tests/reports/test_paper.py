"""Does the printed file hold everything, in Chinese, as text that comes out again?"""

import subprocess

import pytest

from incubator.kernel.access import Role
from tests.reports.build import ADVICE, full_file

pytestmark = pytest.mark.pdf


def text_of(data):
    ran = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    return ran.stdout.decode()


def test_the_paper_holds_every_section_and_masks_telephones(build, client_for):
    file = full_file(build)
    browser = client_for(build.person(Role.OPERATOR, park=file.park))
    browser.set_cookie("locale", "en")
    answer = browser.get(f"/organizations/{file.team.code}/file.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    text = "".join(text_of(answer.data).split())
    for words in (
        "青禾县银龄助老服务队",
        "一户一档",
        "一、基本信息",
        "二、入驻情况",
        "虚拟孵化",
        "三、成长阶段",
        "萌芽",
        "四、申请与决定",
        "五、登记办理",
        "2026-001",
        "六、陪伴辅导",
        "沈专家",
        "七、场地使用",
        "项目例会",
        "八、人员",
        "陈小禾",
        "139****1234",
        "九、档案材料",
        "孵化计划书",
        "填报人（签字）",
    ):
        assert words in text, words
    assert "理事会议事规则" in text
    assert ADVICE[:6] in text
    assert "13900001234" not in text


def test_an_empty_file_prints_too(build, client_for):
    from tests.organizations.build import organization

    park = build.park()
    found = organization(park)
    browser = client_for(build.person(Role.CLERK, park=park))
    answer = browser.get(f"/organizations/{found.code}/file.pdf")
    assert answer.status_code == 200
    assert "尚未入驻" in text_of(answer.data)
