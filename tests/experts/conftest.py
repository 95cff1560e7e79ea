"""What the tests of this room start with: a park, and a builder on it."""

import pytest

from tests.experts.build import ExpertsBuilder


@pytest.fixture
def park(build):
    return build.park()


@pytest.fixture
def make(build, park):
    return ExpertsBuilder(build, park)
