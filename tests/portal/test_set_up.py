"""Can a new installation be set up once, by whoever has the token, and by nobody else?"""

import pytest
from sqlalchemy import select

from incubator.accounts.models import User
from incubator.kernel import setup_token
from incubator.kernel.access import Role
from incubator.kernel.db import db
from incubator.territory.models import Park, Region

ADMINISTRATOR_PASSWORD = "quiet river under the bridge"
MANAGER_PASSWORD = "seven lanterns at the ferry"


@pytest.fixture
def token(context, app):
    settings = app.config["SETTINGS"]
    setup_token.burn(settings)
    yield setup_token.issue(settings)
    setup_token.burn(settings)


def typed(token, **changes):
    return {
        "token": token,
        "administrator_name": "周管理",
        "administrator_sign_in": "13900000001",
        "administrator_password": ADMINISTRATOR_PASSWORD,
        "province_name": "示例省",
        "province_code": "990000",
        "prefecture_name": "示例市",
        "prefecture_code": "999900",
        "county_name": "青禾县",
        "county_code": "999999",
        "park_name": "青禾县社会组织孵化园",
        "slug": "qinghe",
        "operator": "青禾社会工作服务中心",
        "manager_name": "吴负责",
        "manager_sign_in": "Manager@Example.org",
        "manager_password": MANAGER_PASSWORD,
        **changes,
    }


def test_an_empty_installation_leads_to_the_set_up_page_without_telling_the_token(token, client):
    assert client.get("/").location == "/set-up"
    page = client.get("/set-up")
    assert page.status_code == 200
    assert "系统尚未初始化" in page.text
    assert token not in page.text
    assert "administrator_name" not in page.text


def test_a_wrong_token_opens_nothing(token, client, post):
    assert client.get("/set-up?token=guess").status_code == 403
    answer = post(client, "/set-up", typed("guess"))
    assert answer.status_code == 403
    assert db.session.scalar(select(User.id)) is None


@pytest.mark.postgres
def test_set_up_makes_region_park_and_people_and_burns_the_token(token, client, post, app):
    assert "administrator_name" in client.get(f"/set-up?token={token}").text
    answer = post(client, "/set-up", typed(token))
    assert answer.location == "/set-up/done"
    assert "青禾县社会组织孵化园" in client.get("/set-up/done").text
    region = db.session.scalars(select(Region).where(Region.division_code == "999999")).one()
    assert region.path == "/990000/999900/999999/"
    park = db.session.scalars(select(Park)).one()
    assert (park.slug, park.region_id) == ("qinghe", region.id)
    people = {user.sign_in_name: user for user in db.session.scalars(select(User)).unique()}
    assert {name: user.active_grants[0].role for name, user in people.items()} == {
        "13900000001": Role.ADMINISTRATOR,
        "manager@example.org": Role.MANAGER,
    }
    assert people["manager@example.org"].active_grants[0].park_id == park.id
    assert not setup_token.fits(app.config["SETTINGS"], token)
    assert client.get(f"/set-up?token={token}").status_code == 404
    assert "青禾县社会组织孵化园" in client.get("/").text


def test_the_first_manager_signs_in_and_begins(token, client, post):
    post(client, "/set-up", typed(token))
    answer = post(
        client,
        "/sign-in",
        {"sign_in_name": "manager@example.org", "password": MANAGER_PASSWORD},
    )
    assert answer.location == "/home"
    assert client.get("/home").status_code == 200
    assert client.get("/zones").status_code == 200
    assert client.get("/calls/new").status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"administrator_password": "short"}, "15"),
        ({"manager_password": "吴负责吴负责吴负责吴负责吴负责"}, "manager_password-error"),
        ({"county_code": "889999"}, "区县代码的前四位应与地市相同"),
        ({"prefecture_code": "990000"}, "地市代码的前两位应与省级相同"),
        ({"province_code": "999901"}, "省级代码以 0000 结尾"),
        ({"county_code": "99999"}, "六位数字"),
        ({"slug": "Qing He"}, "小写字母"),
        ({"manager_sign_in": "13900000001"}, "单独的账号"),
        ({"manager_sign_in": "nobody"}, "手机号码或电子邮箱"),
        ({"park_name": ""}, "park_name-error"),
    ],
)
def test_a_refused_set_up_stores_nothing_and_keeps_what_was_typed(
    token, client, post, changes, words
):
    answer = post(client, "/set-up", typed(token, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert "青禾社会工作服务中心" in answer.text
    assert ADMINISTRATOR_PASSWORD not in answer.text
    assert db.session.scalar(select(User.id)) is None
    assert db.session.scalar(select(Park.id)) is None


def test_there_is_no_set_up_once_somebody_has_an_account(token, build, client, post):
    build.user()
    assert client.get(f"/set-up?token={token}").status_code == 404
    assert post(client, "/set-up", typed(token)).status_code == 404
    assert client.get("/set-up/done").status_code == 200
