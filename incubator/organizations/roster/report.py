"""What the import prints: counts and rows as JSON-ready data, in the reader's language."""

import json
from typing import Any

from incubator.organizations.roster.fields import FIELDS
from incubator.organizations.roster.reasons import Translate
from incubator.organizations.roster.verdicts import Examination, Row


def report(examination: Examination, translate: Translate = str) -> dict[str, Any]:
    """`{"counts": …, "rows": […]}`; a text file's sheet and every empty value are None.

    A row's reasons open with what decided its verdict; warnings, which decide nothing, come last.
    """
    return {
        "counts": dict(examination.counts),
        "rows": [_row(row, translate) for row in examination.rows],
    }


def report_json(examination: Examination, translate: Translate = str) -> str:
    """The report as text, Chinese readable as it stands."""
    return json.dumps(report(examination, translate), ensure_ascii=False, indent=1)


def reason_texts(row: Row, translate: Translate = str) -> list[str]:
    """Every reason and warning of a row as a sentence."""
    return [each.text(translate) for each in (*row.reasons, *row.warnings)]


def _row(row: Row, translate: Translate) -> dict[str, Any]:
    return {
        "line": row.line,
        "sheet": row.sheet,
        "verdict": row.verdict,
        "reasons": reason_texts(row, translate),
        "values": {name: row.values[name] for name in FIELDS},
    }
