"""How does a dossier leave the product: its cover and list of items as PDF, and all of it as one ZIP?"""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from flask import render_template

from incubator.kernel import clock, pdf
from incubator.kernel.files.names import clean_name
from incubator.kernel.text import force_locale, label
from incubator.organizations.roster.formulas import guarded
from incubator.registration.checklists.procedures import PROCEDURE_LABELS
from incubator.registration.dossiers.actions import read_or_none
from incubator.registration.dossiers.models import ArchiveItem, Dossier, ItemKind
from incubator.registration.dossiers.rules import DossierRules
from incubator.registration.dossiers.wording import KIND_LABELS, item_number, reason

OFFICIAL = "official"
ZIP = "application/zip"
BLOCK = 256 * 1024
# The columns of the CSV, in the words of the archive; the JSON has the same by English names.
COLUMNS = {
    "position": "序号",
    "title": "题名",
    "step": "办理环节",
    "kind": "载体",
    "name": "文件名",
    "format": "格式",
    "size": "字节数",
    "sha256": "SHA-256",
    "edition": "版本",
    "maker": "提交人",
    "made_at": "提交时间",
    "confirmer": "确认人",
    "confirmed_on": "确认日期",
    "original_on": "原件收到日期",
    "original_box": "原件盒号",
    "original_shelf": "原件架位",
    "authenticity": "真实性",
    "integrity": "完整性",
    "usability": "可用性",
    "safety": "安全性",
}


def cover_pdf(dossier: Dossier, rules: DossierRules, items: Sequence[ArchiveItem]) -> bytes:
    """The cover (卷封面) in the official layout."""
    return _paper("registration/dossier_cover_pdf.html", dossier, rules, items)


def contents_pdf(dossier: Dossier, rules: DossierRules, items: Sequence[ArchiveItem]) -> bytes:
    """The list of items (卷内目录) with what is missing."""
    return _paper("registration/dossier_contents_pdf.html", dossier, rules, items)


def _paper(
    template: str, dossier: Dossier, rules: DossierRules, items: Sequence[ArchiveItem]
) -> bytes:
    with force_locale("zh_Hans"):
        html = render_template(
            template,
            dossier=dossier,
            case=dossier.case,
            items=items,
            rules=rules,
            number=item_number(dossier),
            kinds=KIND_LABELS,
            procedure_label=PROCEDURE_LABELS[dossier.case.procedure],
            category=rules.category(dossier.category),
            retention=rules.retention(dossier.retention),
            level=rules.level(dossier.level),
        )
    return pdf.render(html, title=dossier.title, layout=OFFICIAL)


def file_name(item: ArchiveItem) -> str:
    """What a file is called inside the ZIP: its number in the list, then what it is."""
    return clean_name(f"{item.position:02d}-{item.title['zh'][:60]}.{item.format}")


def metadata_of(
    dossier: Dossier, rules: DossierRules, items: Sequence[ArchiveItem]
) -> dict[str, Any]:
    """Everything that is known of a dossier and of its items, as data."""
    case = dossier.case
    level = rules.level(dossier.level)
    with force_locale("zh_Hans"):
        return {
            "title": dossier.title,
            "organization": case.organization.name,
            "credit_code": case.organization.credit_code or "",
            "registration_number": case.decision_number or case.organization.credit_code or "",
            "case_number": case.number,
            "procedure": case.procedure.value,
            "class": rules.category(dossier.category).label["zh"],
            "year": dossier.year,
            "item_number": item_number(dossier),
            "volume": dossier.volume,
            "box": dossier.box,
            "shelf": dossier.shelf,
            "retention": rules.retention(dossier.retention).label["zh"],
            "secrecy": level.label["zh"] if level is not None else "",
            "ended_on": _text(dossier.ended_on),
            "handed_over_on": _text(dossier.handed_over_on),
            "arranged_on": _text(dossier.arranged_on),
            "checked_at": _text(dossier.checked_at),
            "rules": dossier.rule_set.source["zh"],
            "exported_at": clock.now().isoformat(),
            "items": [_item(row, rules) for row in items],
        }


def _item(item: ArchiveItem, rules: DossierRules) -> dict[str, Any]:
    checks = {
        slug: {"met": row["met"], "why": reason(row, rules)} for slug, row in item.checks.items()
    }
    return {
        "position": item.position,
        "title": item.title["zh"],
        "step": item.step_title["zh"],
        "kind": label({"zh": str(KIND_LABELS[item.kind])}),
        "name": item.name,
        "file": file_name(item) if item.kind is ItemKind.FILE else "",
        "format": item.format,
        "size": item.size,
        "sha256": item.sha256,
        "edition": item.edition,
        "maker": item.maker,
        "made_at": _text(item.made_at),
        "confirmer": item.confirmer,
        "confirmed_on": _text(item.confirmed_on),
        "original_on": _text(item.original_on),
        "original_box": item.original_box,
        "original_shelf": item.original_shelf,
        "checks": checks,
    }


def _text(value: Any) -> str:  # noqa: ANN401 a day, a moment, or nothing
    return value.isoformat() if value is not None else ""


def as_csv(metadata: dict[str, Any]) -> bytes:
    """The items as a table that Excel opens; what looks like a formula is guarded."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    for row in metadata["items"]:
        checks = {slug: found["why"] for slug, found in row["checks"].items()}
        writer.writerow([guarded(str({**row, **checks}.get(name, ""))) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_zip(dossier: Dossier, rules: DossierRules, items: Sequence[ArchiveItem]) -> IO[bytes]:
    """Cover, list, metadata and every file, written file by file; the caller closes it."""
    metadata = metadata_of(dossier, rules, items)
    papers = {
        "00-卷封面.pdf": cover_pdf(dossier, rules, items),
        "00-卷内目录.pdf": contents_pdf(dossier, rules, items),
        "00-元数据.json": json.dumps(metadata, ensure_ascii=False, indent=1).encode(),
        "00-元数据.csv": as_csv(metadata),
    }
    out = tempfile.TemporaryFile()  # noqa: SIM115 it is sent after this function has ended
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in papers.items():
            archive.writestr(name, data)
        for item in items:
            data_or_none = read_or_none(item.file)
            if data_or_none is not None:
                archive.writestr(file_name(item), data_or_none)
    out.seek(0)
    return out


def blocks(handle: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a file in pieces; at the end it is closed."""
    with handle:
        while block := handle.read(BLOCK):
            yield block
