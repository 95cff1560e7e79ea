"""The register of names from the command line: the same import as in the browser, for lists of any length."""

import csv
from collections.abc import Iterator
from pathlib import Path

import click

from incubator.kernel.access import SYSTEM
from incubator.kernel.command import in_app
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal
from incubator.organizations.roster.refusals import RosterRefused
from incubator.registration.names import actions
from incubator.registration.names.listing import BadLine, columns_of, known_or_bad, lines_of
from incubator.registration.names.register import KnownName


@click.group("names")
def names_group() -> None:
    """The register of names / 名称库."""


@names_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Where the list comes from / 名单来源.")
@in_app
def import_names(file: Path, source: str) -> None:
    """Take in a list of names (CSV in UTF-8, XLSX, XLS) / 导入社会组织名录."""
    try:
        with work(by=SYSTEM):
            outcome = actions.import_names(_lines(file), source=source or file.name, by=SYSTEM)
    except Refusal as refused:
        raise click.ClickException(str(refused.message)) from refused
    except RosterRefused as refused:
        raise click.ClickException(refused.text()) from refused
    for bad in outcome.bad:
        click.echo(f"{bad.line}: {bad.why}", err=True)
    click.echo(f"{outcome.kept} names taken in, {outcome.left_out} lines left out")


@names_group.command("refresh")
@in_app
def refresh() -> None:
    """Take in the organizations on file that the register misses / 补录在册组织名称."""
    with work(by=SYSTEM):
        count = actions.catch_up()
    click.echo(f"{count} names of organizations on file added")


def _lines(file: Path) -> Iterator[KnownName | BadLine]:
    """Line by line for text, so that a list of a million names takes no memory; else the workbook."""
    if file.suffix.lower() != ".csv":
        yield from lines_of(file.read_bytes(), file.name)
        return
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            yield from _csv_lines(csv.reader(handle))
    except (UnicodeDecodeError, csv.Error):
        raise click.ClickException(
            f"{file.name} is not CSV in UTF-8 / 文件不是UTF-8编码的CSV"
        ) from None


def _csv_lines(records: Iterator[list[str]]) -> Iterator[KnownName | BadLine]:
    head = next(records, [])
    columns = columns_of([head])
    if columns is None:
        raise click.ClickException("the first line must name the columns / 首行应为列名: 名称,…")
    for line, record in enumerate(records, 2):
        if any(cell.strip() for cell in record):
            yield known_or_bad(columns, record, line)
