"""Does guessing get slower and slower, and never lock anybody out for good?"""

from datetime import timedelta

import pytest

from incubator.kernel import clock, throttle
from incubator.kernel.db import work
from incubator.kernel.errors import TooManyTries

pytestmark = pytest.mark.postgres


def fail(key="k", times=1, **options):
    for _ in range(times):
        with work():
            throttle.fail(key, **options)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        (0, 0),
        (4, 0),
        (5, 30),
        (6, 60),
        (7, 120),
        (8, 240),
        (9, 480),
        (10, 900),
        (40, 900),
        (65, 1800),
        (9999, 1800),
    ],
)
def test_wait_doubles_up_to_its_end(failures, seconds):
    assert throttle.wait_after(failures) == timedelta(seconds=seconds)


def test_five_failures_are_free(context):
    fail(times=4)
    throttle.check("k")
    fail()
    with pytest.raises(TooManyTries) as refusal:
        throttle.check("k")
    assert refusal.value.facts["wait_seconds"] == 31
    assert refusal.value.status == 429


def test_other_keys_are_not_touched(context):
    fail(times=9)
    throttle.check("other")


def test_wait_ends(context):
    fail(times=5)
    clock.set_frozen(clock.now() + timedelta(seconds=30))
    throttle.check("k")


def test_success_clears_and_a_day_forgets(context):
    fail(times=9)
    with work():
        throttle.clear("k")
    throttle.check("k")
    fail(times=9)
    clock.set_frozen(clock.now() + timedelta(hours=25))
    fail()
    throttle.check("k")


def test_free_tries_can_be_more(context):
    fail(times=19, free=20)
    throttle.check("k")
    fail(free=20)
    with pytest.raises(TooManyTries):
        throttle.check("k")
