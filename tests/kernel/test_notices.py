"""Is a message read in the reader's language, with days as days and what somebody typed as it was typed?"""

from datetime import date
from typing import Any

import pytest

from incubator.kernel import notices
from incubator.kernel.db import db, work
from incubator.kernel.text import force_locale
from tests.build import Builder

MESSAGE = "The park asks for corrections until %(day)s: %(call)s"
BOTH = {"zh": "第一批", "en": "The first call"}


def _told(build: Builder, **facts: Any) -> notices.Notice:
    user = build.user()
    with work():
        notices.send([user.id], MESSAGE, **facts)
    return db.session.query(notices.Notice).filter_by(user_id=user.id).one()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_Hans", "请在 12月2日 前补正申请材料：第一批"),
        ("en", "The park asks for corrections until 2 Dec: The first call"),
    ],
)
def test_a_day_and_words_are_those_of_the_reader(build: Builder, language: str, words: str) -> None:
    told = _told(build, day=date(2026, 12, 2), call=BOTH)
    with force_locale(language):
        assert told.text == words


@pytest.mark.parametrize("typed", ["2026-12-02", "见2026-12-02的通知", "2026-02-30"])
def test_what_somebody_typed_stays_as_it_was_typed(build: Builder, typed: str) -> None:
    with force_locale("en"):
        assert _told(build, day=date(2027, 1, 4), call=typed).text == (
            f"The park asks for corrections until 4 Jan 2027: {typed}"
        )
