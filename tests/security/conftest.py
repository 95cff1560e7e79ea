"""What the tests of this folder start with: the world, on a fresh copy of its database."""

from collections.abc import Iterator

import pytest

from incubator.kernel.db import db
from tests.security.world import World, build_world, fresh


@pytest.fixture
def world(build, app, installation) -> Iterator[World]:
    """A park with one object of every kind and people inside and outside of it.

    A fault answers with 500, as it would on a server, so that a test can list all of them.
    """
    found = fresh(app, installation.database, lambda: build_world(build, app))
    db.session.remove()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield found
    app.config["PROPAGATE_EXCEPTIONS"] = True
