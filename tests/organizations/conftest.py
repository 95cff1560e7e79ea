"""What the tests of this room share: posting with the token of a page that everybody has."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def post(post: Callable[..., Any]) -> Callable[..., Any]:
    """Post a form with the token of the person's own account page."""

    def send(browser: Any, url: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return post(browser, url, data, **{"page": "/account", **more})

    return send
