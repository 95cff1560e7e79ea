"""What the tests of this room start with: a park, and a builder on it."""

from functools import partial

import pytest

from tests.experts.build import ExpertsBuilder


@pytest.fixture
def make(build, park):
    return ExpertsBuilder(build, park)


@pytest.fixture
def post(post):
    """Posts with the token of a page that everybody in these tests may open."""
    return partial(post, page="/mentoring/sessions")
