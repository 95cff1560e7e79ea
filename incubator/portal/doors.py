"""Which pages of the other rooms stand open: a link, or None while a room is not built."""

from flask import current_app, url_for
from werkzeug.routing import BuildError


def door(endpoint: str, **arguments: object) -> str | None:
    """The address of a page, or None when no room has it."""
    if endpoint not in current_app.view_functions:
        return None
    try:
        return url_for(endpoint, **arguments)  # type: ignore[arg-type]
    except BuildError:
        return None
