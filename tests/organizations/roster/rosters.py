"""Rosters made for tests: workbooks and text with the few columns that a test speaks of."""

import io
import zipfile
from collections.abc import Sequence

import xlsxwriter

HEADER = ("序号", "社会组织名称", "类别", "统一社会信用代码", "住所")
SOUND = ("1", "青禾县示例茶叶协会", "社会团体", "51999999MJ00000182", "青禾县青石镇解放街1号")
OTHER = ("2", "青禾县示例服务中心", "民非", "52999999MJ0000026R", "青禾县双桥镇人民路2号")


def text_file(*records: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = (delimiter.join(f'"{cell}"' for cell in record) for record in records)
    return "\r\n".join(lines).encode(encoding)


def workbook(rows: Sequence[Sequence[object]], *, merged: Sequence[tuple] = ()) -> bytes:
    """`merged` holds (first row, first column, last row, last column, text) from 0."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("台账")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        for block in merged:
            page.merge_range(*block)
    return target.getvalue()


def repacked(content: bytes, name: str, change) -> bytes:
    """The workbook with one part of it changed by `change(bytes) -> bytes`."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in source.infolist():
            part = source.read(entry)
            archive.writestr(entry.filename, change(part) if entry.filename == name else part)
    return target.getvalue()
