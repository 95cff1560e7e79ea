"""Do the pages of names work: without JavaScript, for those who may, with a note at the step."""

import io

import pytest

from incubator.kernel.access import SYSTEM, Role
from incubator.kernel.db import db, work
from incubator.registration.names import actions
from incubator.registration.names.models import NameEntry
from incubator.registration.names.register import KnownName
from tests.registration.build import finish, new_case, step
from tests.registration.test_pages import page
from tests.statements import count_queries

NAME = "青禾县辰光社会工作服务中心"
ADDRESS = f"/name-check?form=private_non_enterprise&name={NAME}"


@pytest.fixture
def case(park):
    found = new_case(park)
    finish(found, "demand")
    return found


@pytest.fixture
def leader(build, case, client_for):
    return client_for(build.person(Role.LEADER, organization_id=case.organization_id))


@pytest.fixture
def operator(build, park, client_for):
    return client_for(build.person(Role.OPERATOR, park=park))


@pytest.fixture
def register(park):
    with work(by=SYSTEM):
        actions.import_names(
            [KnownName("青禾县晨光社会工作服务中心")], source="县民政局名录", by=SYSTEM
        )


def test_name_check_shows_the_parts_the_verdict_and_what_is_like_it(register, leader):
    html = page(leader, ADDRESS)
    for word in ("行政区划", "字号", "领域或会员组成", "组织形式", "辰光", "同音", "仅一字之差"):
        assert word in html
    assert "可以用，有几处要留意" in html
    assert "县民政局名录" in html
    assert "全国社会组织信用信息公示平台" in html
    assert 'rel="noopener noreferrer"' in html
    assert count_queries(leader, ADDRESS) <= 15


def test_name_check_explains_the_patterns_before_a_name_is_typed(leader):
    html = page(leader, "/name-check")
    assert "名称怎么起" in html
    assert "行政区划" in html
    assert "异地商会" in html


def test_name_check_draws_a_missing_part_as_missing(leader):
    html = page(leader, "/name-check?form=private_non_enterprise&name=青禾县社会工作服务中心")
    assert "name-part-missing" in html
    assert "字号 · 缺少" in html
    assert "这个名称不能用" in html


def test_name_check_keeps_what_was_typed_when_it_is_too_long(leader):
    html = page(leader, f"/name-check?name={'长' * 101}")
    assert "请控制在100字以内" in html
    assert "长" * 101 in html


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "' OR 1=1 --", "\u202e青禾", "%00"])
def test_name_check_takes_odd_input_calmly(leader, name):
    answer = leader.get("/name-check", query_string={"form": "no such form", "name": name})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_name_check_is_for_the_signed_in_only(client):
    assert "/sign-in" in client.get("/name-check").headers["Location"]


def test_the_step_of_the_name_leads_to_the_check_and_keeps_its_result(register, case, leader, post):
    code = step(case, "name").code
    html = page(leader, f"/registration-steps/{code}")
    assert f"/name-check?step={code}" in html
    html = page(leader, f"{ADDRESS}&step={code}")
    assert "把自查结果记到该步骤" in html
    fields = {"name": NAME, "form": "private_non_enterprise"}
    answer = post(leader, f"/registration-steps/{code}/name-check", fields)
    assert answer.status_code == 303
    html = page(leader, f"/registration-steps/{code}")
    assert "2026-11-18 名称自查" in html
    assert "青禾县晨光社会工作服务中心" in html


def test_a_strangers_step_is_not_found(case, build, park, client_for, post):
    other = new_case(park)
    stranger = client_for(build.person(Role.LEADER, organization_id=other.organization_id))
    code = step(case, "name").code
    assert stranger.get(f"/name-check?step={code}").status_code == 404
    fields = {"name": NAME, "form": "social_group"}
    assert post(stranger, f"/registration-steps/{code}/name-check", fields).status_code == 404
    assert step(case, "name").note == ""


def test_name_register_takes_a_list_in_and_names_the_lines_left_out(operator, post):
    sheet = (
        "名称,行政区划代码,类型,状态\n"
        "青禾县书法协会,999999,社会团体,正常\n"
        "青禾县旧协会,999999,社会团体,注销\n"
        ",999999,社会团体,\n"
        "青禾县某会,9999,社会团体,\n"
        "青禾县他会,,乐队,\n"
    )
    data = {"source": "县民政局2026年名录", "file": (io.BytesIO(sheet.encode()), "名录.csv")}
    answer = post(operator, "/name-register", data, content_type="multipart/form-data")
    html = answer.get_data(as_text=True)
    assert "导入 2 个名称，跳过 3 行" in html
    assert "第 4 行：名称为空或者超过200字" in html
    assert "第 5 行：行政区划代码不是6、9或12位数字" in html
    assert "第 6 行：类型认不出" in html
    assert db.session.query(NameEntry).count() == 2


def test_name_register_refuses_what_is_no_list(operator, post):
    for content, name in ((b"", "a.csv"), (b"%PDF-1.7", "a.csv"), (b"x,y\n1,2\n", "a.exe")):
        data = {"source": "县局", "file": (io.BytesIO(content), name)}
        answer = post(operator, "/name-register", data, content_type="multipart/form-data")
        assert answer.status_code == 422, name
    assert db.session.query(NameEntry).count() == 0


def test_name_register_is_not_for_organizations(leader):
    assert leader.get("/name-register").status_code == 403
