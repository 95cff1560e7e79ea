"""What can be done with rules from the command line: list them, write one to a file, draft from a file."""

import sys
from pathlib import Path

import click

from incubator.kernel import rulesets
from incubator.kernel.access import SYSTEM
from incubator.kernel.command import in_app
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal
from incubator.territory.rule_changes import actions, queries, reading


@click.group("rules")
def rules() -> None:
    """Rule sets / 规则参数."""


@rules.command("list")
@click.option("--kind", default="", help="Only this kind / 只列此类.")
@in_app
def rules_list(kind: str) -> None:
    """Every edition with its code / 列出全部版本及编号."""
    for row in queries.list_rule_sets():
        if kind in {"", row.kind}:
            last = row.effective_to.isoformat() if row.effective_to else "-"
            place = row.region_code or "-"
            click.echo(
                f"{row.code}  {row.state.value:<10} {row.effective_from} {last:<10} {place:<12} "
                f"{row.source.get('mark', '-'):<4} {row.kind} {row.key} {row.edition}  "
                f"{row.title.get('zh', '')}"
            )


@rules.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@in_app
def rules_export(code: str, file: Path | None) -> None:
    """Write the edition of CODE to FILE, or to the terminal / 导出一个版本."""
    try:
        data = reading.write(rulesets.to_json(rulesets.by_code(code)))
    except Absent as problem:
        raise click.ClickException(f"no rule set {code} / 没有此规则") from problem
    if file is None:
        sys.stdout.write(data.decode())
        return
    try:
        file.write_bytes(data)
    except OSError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"written / 已导出: {file}")


@rules.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--note", required=True, help="Why the rules change / 修改原因.")
@click.option("--propose", is_flag=True, help="Hand it to an approver at once / 直接提交审批.")
@in_app
def rules_import(file: Path, note: str, propose: bool) -> None:  # noqa: FBT001 a click flag
    """Draft an edition from FILE; a person approves it in the browser / 导入为修改方案."""
    try:
        content = reading.read(file.read_bytes())
        with work(by=SYSTEM):
            change = actions.draft_from_file(content, note=note, by=SYSTEM)
            if propose:
                actions.propose(change, by=SYSTEM)
    except Refusal as refusal:
        fault = refusal.facts.get("fault")
        place = f"{fault.place}: " if fault is not None and fault.place else ""
        raise click.ClickException(f"{place}{refusal.message}") from refusal
    click.echo(f"{change.status.value}: /rule-changes/{change.code}")
    for fault in queries.faults_of(change):
        click.echo(f"to be put right / 待更正: {fault.place}: {fault.words}", err=True)
