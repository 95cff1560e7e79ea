"""What may stand behind the question mark of an address: text, and numbers that a database can hold."""

from typing import Any

from flask import Flask, Request
from typing_extensions import override
from werkzeug.datastructures import ImmutableMultiDict

LARGEST = 2**31 - 1


def _small_int(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


class Parameters(ImmutableMultiDict[str, str]):
    """The parameters of an address; a number beyond all keys counts as not given, like a word."""

    @override
    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        return super().get(key, default, _small_int if type is int else type)


class IncubatorRequest(Request):
    """A request whose parameters are read by the rule above."""

    parameter_storage_class = Parameters


def install(app: Flask) -> None:
    """Read every request so."""
    app.request_class = IncubatorRequest
