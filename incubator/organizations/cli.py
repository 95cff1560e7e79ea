"""What can be done with organizations from the command line: judge, import and export a roster."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from incubator.kernel import files
from incubator.kernel.access import SYSTEM
from incubator.kernel.command import in_app
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.kernel.text import force_locale, gettext
from incubator.organizations.imports import actions
from incubator.organizations.imports.queries import (
    FACTS,
    Recorded,
    as_examination,
    remembered_columns,
    rows_of,
)
from incubator.organizations.models import LegalForm, Organization, ReportedFact
from incubator.organizations.queries import facts_of, organizations_of_park
from incubator.organizations.roster.export import VERDICT_LABELS, to_csv, to_xlsx
from incubator.organizations.roster.fields import FIELDS
from incubator.organizations.roster.reading import read_roster
from incubator.organizations.roster.reasons import FIELD_LABELS
from incubator.organizations.roster.refusals import RosterRefused
from incubator.organizations.roster.report import reason_texts, report_json
from incubator.organizations.roster.verdicts import Examination, examine
from incubator.territory.models import Park
from incubator.territory.queries import get_park, list_parks

REFUSED = 2
# A roster has these words for a kind; a team has none.
KIND_WORDS = {
    LegalForm.SOCIAL_GROUP: "社会团体",
    LegalForm.PRIVATE_NON_ENTERPRISE: "民办非企业单位",
    LegalForm.FOUNDATION: "基金会",
    LegalForm.COMMUNITY_GROUP: "备案社区社会组织",
}
LANGUAGES = {"zh": "zh_Hans", "en": "en"}


@click.group("import")
def import_group() -> None:
    """Take something in / 导入."""


@click.group("export")
def export_group() -> None:
    """Give something out / 导出."""


@import_group.command("organizations")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Judge only, write nothing / 只检查,不写入.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON / 输出 JSON.")
@click.option("--park", "slug", default="", help="Slug of the park / 园区代号.")
@click.option("--lang", type=click.Choice(sorted(LANGUAGES)), default="zh", help="Language / 语言.")
@in_app
def import_organizations(
    file: Path,
    dry_run: bool,  # noqa: FBT001 a click flag
    as_json: bool,  # noqa: FBT001 a click flag
    slug: str,
    lang: str,
) -> None:
    """Import a roster, row by row with its verdict and reasons / 导入社会组织名册,逐行给出结论和原因."""
    with force_locale(LANGUAGES[lang]):
        try:
            park = _find_park(slug, needed=not dry_run)
            examination = _import(file, park, dry_run=dry_run)
        except RosterRefused as refused:
            _stop(refused.text(gettext))
        except Refusal as refused:
            _stop(str(refused.message))
        click.echo(report_json(examination, gettext) if as_json else _as_text(examination))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(REFUSED)


def _find_park(slug: str, *, needed: bool) -> Park | None:
    """The named park, or the only one; a dry run does without."""
    if not _has_tables():
        if needed:
            raise Refusal(gettext("There is no park yet. Please set the installation up first."))
        return None
    if slug:
        return get_park(slug)
    parks = list_parks()
    if len(parks) == 1:
        return parks[0]
    if needed:
        raise Refusal(gettext("Please name the park with --park."))
    return None


def _has_tables() -> bool:
    """Whether a database stands here; asking must not make one."""
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    return inspect(db.engine).has_table(Organization.__tablename__)


def _import(file: Path, park: Park | None, *, dry_run: bool) -> Examination:
    content = file.read_bytes()
    sheets = read_roster(content, file.name)
    found = examine(
        sheets,
        remembered=remembered_columns(park) if park else None,
        stored=Recorded(park) if park else None,
        region_codes=park.region.codes_upwards if park else (),
    )
    if dry_run or park is None:
        return found
    inspected = files.inspect(content, file.name, files.SHEET)
    with work(by=SYSTEM):
        run = actions.keep_examination(found, inspected, park=park, by=SYSTEM)
        actions.import_sound(run, by=SYSTEM)
        return as_examination(run, rows_of(run))


def _as_text(examination: Examination) -> str:
    """The four counts, then every row that is not sound with its reasons."""
    lines = [
        f"{gettext(VERDICT_LABELS[verdict])}: {count}"
        for verdict, count in examination.counts.items()
    ]
    for row in examination.rows:
        if row.verdict != "ok":
            place = f"{row.sheet} {row.line}" if row.sheet else str(row.line)
            reasons = "; ".join(reason_texts(row, gettext))
            name = row.values["name"] or "–"
            lines.append(f"{place}\t{gettext(VERDICT_LABELS[row.verdict])}\t{name}\t{reasons}")
    return "\n".join(lines)


@export_group.command("organizations")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--park", "slug", default="", help="Slug of the park / 园区代号.")
@click.option("--lang", type=click.Choice(sorted(LANGUAGES)), default="zh", help="Language / 语言.")
@in_app
def export_organizations(file: Path, slug: str, lang: str) -> None:
    """Write the organizations of a park as XLSX or CSV / 把园区的社会组织导出为 XLSX 或 CSV."""
    with force_locale(LANGUAGES[lang]):
        if file.suffix.lower() not in {".xlsx", ".csv"}:
            _stop(gettext("The file's name must end in .xlsx or .csv."))
        try:
            park = _find_park(slug, needed=True)
        except Refusal as refused:
            _stop(str(refused.message))
        count = _write(file, organizations_of_park(park)) if park else 0
        click.echo(gettext("%(count)s organizations were written.", count=count))


def _write(file: Path, rows: list[Organization]) -> int:
    make = to_xlsx if file.suffix.lower() == ".xlsx" else to_csv
    facts = facts_of([row.id for row in rows])
    header = [gettext(FIELD_LABELS[name]) for name in FIELDS]
    file.write_bytes(make(header, [_exported(row, facts.get(row.id, {})) for row in rows]))
    return len(rows)


def _exported(row: Organization, facts: dict[str, ReportedFact]) -> list[object]:
    """The row in the columns of a roster, so that it can be sent in again."""
    values: dict[str, object] = {
        "kind": KIND_WORDS.get(row.legal_form, ""),
        "staff": row.staff_count,
        **{name: facts[name].value if name in facts else None for name in FACTS},
    }
    return [values[name] if name in values else getattr(row, name) for name in FIELDS]


commands = [import_group, export_group]
