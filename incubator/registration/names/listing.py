"""What stands in a file of names: a sheet with name, division code, form and state, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from incubator.kernel.text import lazy
from incubator.organizations.models import LegalForm
from incubator.organizations.roster.reading import Sheet, read_roster
from incubator.registration.names.models import NameStatus
from incubator.registration.names.register import KnownName

HEADS = {
    "name": ("名称", "社会组织名称", "组织名称", "单位名称", "name"),
    "division_code": ("行政区划代码", "区划代码", "行政区划", "division code", "division_code"),
    "legal_form": ("类型", "社会组织类型", "组织类型", "登记类型", "form", "legal_form", "kind"),
    "status": ("状态", "登记状态", "存续状态", "status"),
}
FORM_WORDS = {
    "社会团体": LegalForm.SOCIAL_GROUP,
    "社团": LegalForm.SOCIAL_GROUP,
    "民办非企业单位": LegalForm.PRIVATE_NON_ENTERPRISE,
    "民非": LegalForm.PRIVATE_NON_ENTERPRISE,
    "社会服务机构": LegalForm.PRIVATE_NON_ENTERPRISE,
    "基金会": LegalForm.FOUNDATION,
    "社区社会组织": LegalForm.COMMUNITY_GROUP,
}
STATUS_WORDS = {
    "": NameStatus.LIVE,
    "正常": NameStatus.LIVE,
    "存续": NameStatus.LIVE,
    "在册": NameStatus.LIVE,
    "注销": NameStatus.CANCELLED,
    "已注销": NameStatus.CANCELLED,
    "撤销": NameStatus.REVOKED,
    "已撤销": NameStatus.REVOKED,
    "撤销登记": NameStatus.REVOKED,
}
NO_NAME = lazy("the name is missing or longer than 200 characters")
NO_CODE = lazy("the division code does not have 6, 9 or 12 digits")
NO_FORM = lazy("the type is not known")
NO_STATUS = lazy("the state is not known")
LONGEST_NAME = 200


@dataclass(frozen=True)
class BadLine:
    """A line that was left out, and why."""

    line: int
    why: object


@dataclass(frozen=True)
class Columns:
    """Where each column stands; -1 for one that the sheet does not have."""

    line: int
    places: dict[str, int]

    def cell(self, record: Sequence[str], name: str) -> str:
        """The cell of that column, empty when there is none."""
        at = self.places[name]
        return record[at].strip() if 0 <= at < len(record) else ""


def lines_of(content: bytes, filename: str) -> Iterator[KnownName | BadLine]:
    """The names of a file; raises a `RosterRefused` for a file that cannot be one."""
    for sheet in read_roster(content, filename):
        yield from _lines(sheet)


def _lines(sheet: Sheet) -> Iterator[KnownName | BadLine]:
    columns = columns_of(sheet.records)
    if columns is None:
        yield BadLine(
            1, lazy("there is no line of headings with the column “%(name)s”", name="名称")
        )
        return
    for line, record in enumerate(sheet.records, 1):
        if line > columns.line and any(cell.strip() for cell in record):
            yield known_or_bad(columns, record, line)


def columns_of(records: Sequence[Sequence[str]]) -> Columns | None:
    """The headings: the first of ten lines that names the column of names."""
    for line, record in enumerate(records[:10], 1):
        cells = [cell.strip().lower() for cell in record]
        places = {
            name: next((at for at, cell in enumerate(cells) if cell in heads), -1)
            for name, heads in HEADS.items()
        }
        if places["name"] >= 0:
            return Columns(line, places)
    return None


def known_or_bad(columns: Columns, record: Sequence[str], line: int) -> KnownName | BadLine:
    """One line as a name for the register, or why it is none."""
    name, code = columns.cell(record, "name"), columns.cell(record, "division_code")
    form, status = columns.cell(record, "legal_form"), columns.cell(record, "status")
    if not name or len(name) > LONGEST_NAME:
        return BadLine(line, NO_NAME)
    if code and not (code.isascii() and code.isdigit() and len(code) in {6, 9, 12}):
        return BadLine(line, NO_CODE)
    found = _form(form)
    if form and found is None:
        return BadLine(line, NO_FORM)
    state = STATUS_WORDS.get(status) or _slug_status(status)
    return KnownName(name, code, found, state) if state else BadLine(line, NO_STATUS)


def _form(word: str) -> LegalForm | None:
    slugs = {form.value: form for form in FORM_WORDS.values()}
    return FORM_WORDS.get(word) or slugs.get(word.lower())


def _slug_status(word: str) -> NameStatus | None:
    return next((status for status in NameStatus if status.value == word.lower()), None)
