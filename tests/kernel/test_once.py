"""Does a form posted twice make one record?"""

from datetime import timedelta

import pytest

from incubator.kernel import clock, once
from incubator.kernel.db import db, work
from incubator.kernel.errors import AlreadyDone
from incubator.kernel.once import OnceKey

pytestmark = pytest.mark.postgres


def claim(key, person_id=1, location="/done"):
    with work():
        row = once.claim(key, person_id)
        if row is not None:
            row.location = location


def test_second_posting_is_led_to_the_first_answer(context):
    claim("k")
    with pytest.raises(AlreadyDone) as done, work():
        once.claim("k", 1)
    assert done.value.location == "/done"


def test_a_late_posting_is_led_on_whatever_it_says(context):
    claim("k")
    with pytest.raises(AlreadyDone) as done:
        once.lead_on("k", 1)
    assert done.value.location == "/done"
    for key, person in [("k", 2), ("other", 1), ("", 1)]:
        once.lead_on(key, person)


def test_keys_belong_to_their_person(context):
    claim("k", 1)
    claim("k", 2)
    claim("k", None)
    assert db.session.query(OnceKey).count() == 3


def test_form_without_a_key_is_not_held(context):
    claim("")
    claim("")
    assert db.session.query(OnceKey).count() == 0


def test_refused_act_frees_its_key(context):
    with pytest.raises(RuntimeError), work():
        claim_and_fail()
    claim("k")


def claim_and_fail():
    once.claim("k", 1)
    raise RuntimeError


def test_overlong_key_is_cut(context):
    claim("x" * 5000)
    assert len(db.session.query(OnceKey).one().key) <= 80


def test_keys_are_forgotten_after_a_day(context):
    claim("old")
    clock.set_frozen(clock.now() + timedelta(hours=25))
    claim("new")
    with work():
        once.sweep()
    assert [row.key for row in db.session.query(OnceKey)] == ["1:new"]


def test_new_keys_differ():
    assert len({once.new_key() for _ in range(100)}) == 100
