"""How does a table leave as a download: XLSX or CSV, under a readable name."""

from typing import Any

from flask import Response

from incubator.kernel import web
from incubator.kernel.errors import Absent
from incubator.organizations.roster.export import to_csv, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAKERS = {"xlsx": (to_xlsx, XLSX), "csv": (to_csv, "text/csv; charset=utf-8")}


def send_table(kind: str, name: str, table: tuple[Any, Any]) -> Response:
    """A table as a download in the wanted kind; raises `Absent` for another kind."""
    if kind not in MAKERS:
        raise Absent
    maker, content_type = MAKERS[kind]
    return web.send(maker(*table), f"{name}.{kind}", content_type)
