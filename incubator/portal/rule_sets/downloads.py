"""How does a rule set leave as a file: readable JSON, always as a download."""

from typing import Any

from flask import Response, make_response

from incubator.kernel.files import send_headers
from incubator.territory.rule_changes import reading

JSON = "application/json; charset=utf-8"


def send_rules(content: dict[str, Any]) -> Response:
    """A rule set, or a proposed one, as a download."""
    response = make_response(reading.write(content))
    response.headers.update(send_headers(reading.file_name(content), JSON))
    return response
