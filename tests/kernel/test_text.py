"""Are words and days shown in the reader's language?"""

from datetime import UTC, date, datetime

import pytest

from incubator.kernel import text
from incubator.kernel.text import force_locale, label, show_date, show_moment, show_time


@pytest.mark.parametrize(
    ("day", "weekday", "zh", "en"),
    [
        (date(2026, 11, 21), False, "11月21日", "21 Nov"),
        (date(2026, 11, 21), True, "11月21日(周六)", "Sat 21 Nov"),
        (date(2027, 1, 3), False, "2027年1月3日", "3 Jan 2027"),
        (date(2025, 12, 31), True, "2025年12月31日(周三)", "Wed 31 Dec 2025"),
    ],
)
def test_days_are_written_as_people_write_them(context, day, weekday, zh, en):
    assert show_date(day, weekday=weekday) == zh
    with force_locale("en"):
        assert show_date(day, weekday=weekday) == en


def test_moments_are_shown_on_the_parks_clock(context):
    moment = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    assert show_time(moment) == "00:30"
    assert show_moment(moment) == "11月21日 00:30"


def test_label_falls_back_to_chinese(context):
    assert label({"zh": "工位", "en": "Desk"}) == "工位"
    with force_locale("en"):
        assert label({"zh": "工位", "en": "Desk"}) == "Desk"
        assert label({"zh": "工位", "en": ""}) == "工位"
        assert label({"zh": "工位"}) == "工位"
    assert label(None) == ""
    assert label("plain") == "plain"


def test_language_follows_the_cookie_and_nothing_else(client):
    assert 'lang="zh-Hans"' in client.get("/sign-in", headers={"Accept-Language": "en"}).text
    client.set_cookie("locale", "en")
    page = client.get("/sign-in").text
    assert 'lang="en"' in page
    assert "<h1>Sign in</h1>" in page
    client.set_cookie("locale", "../../etc/passwd")
    assert "<h1>登录</h1>" in client.get("/sign-in").text


def test_messages_are_translated_with_their_facts(context):
    said = text.gettext("Please use at least %(least)s characters.", least=10)
    assert said == "密码至少 10 个字符。"
    with force_locale("en"):
        said = text.gettext("Please use at least %(least)s characters.", least=10)
    assert said == "Please use at least 10 characters."


def test_catalogues_of_all_rooms_agree():
    merged = text.read_room_catalogues("zh_Hans")
    assert len(merged) > 300
