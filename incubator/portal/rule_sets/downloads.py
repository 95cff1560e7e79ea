"""How does a rule set leave as a file: readable JSON, always as a download."""

from typing import Any

from flask import Response

from incubator.kernel import web
from incubator.territory.rule_changes import reading

JSON = "application/json; charset=utf-8"


def send_rules(content: dict[str, Any]) -> Response:
    """A rule set, or a proposed one, as a download."""
    return web.send(reading.write(content), reading.file_name(content), JSON)
