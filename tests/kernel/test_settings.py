"""Are settings read strictly, and are secrets made once and kept from others?"""

import stat
from datetime import datetime

import pytest

from incubator.kernel.settings import Settings, SettingsError


def read(tmp_path, **values):
    return Settings.from_environment({"INCUBATOR_DATA": str(tmp_path), **values})


def test_defaults_are_safe(tmp_path):
    settings = read(tmp_path)
    assert settings.url == "http://127.0.0.1:8000"
    assert settings.is_sqlite
    assert not settings.secure
    assert settings.demo
    assert settings.proxies == 0
    assert settings.smtp_url == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "-1"),
        ("INCUBATOR_DEMO", "maybe"),
        ("INCUBATOR_PROXIES", "one"),
        ("INCUBATOR_URL", "ftp://x"),
        ("INCUBATOR_URL", "nonsense"),
        ("INCUBATOR_URL", "http://park.example.org"),
        ("INCUBATOR_NOW", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_wrong_setting_is_named(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, **{name: value})


def test_plain_http_outside_needs_to_be_wanted(tmp_path):
    url = "http://park.example.org"
    assert read(tmp_path, INCUBATOR_URL=url, INCUBATOR_INSECURE="1").url == url
    assert read(tmp_path, INCUBATOR_URL="https://park.example.org/").secure


def test_frozen_time_is_for_tests(tmp_path):
    moment = "2026-01-01T00:00:00+00:00"
    settings = read(tmp_path, INCUBATOR_NOW=moment, INCUBATOR_TESTING="1")
    assert settings.frozen_now == datetime.fromisoformat(moment)


def test_secret_is_made_once_and_readable_by_its_owner_only(tmp_path):
    settings = read(tmp_path)
    key = settings.key("session")
    assert len(key) == 32
    assert read(tmp_path).key("session") == key
    assert settings.key("audit") != key
    path = tmp_path / "keys" / "session.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
