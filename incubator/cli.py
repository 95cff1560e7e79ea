"""What can be done from the command line: the same actions as in the browser, room by room."""

import json
import os
import sys
from pathlib import Path

import click
from flask import Flask, current_app

from incubator.accounts import cli as accounts_cli
from incubator.kernel import deadlines, rulesets, setup_token, text
from incubator.kernel.command import in_app
from incubator.kernel.db import work
from incubator.kernel.settings import ROOT, Settings, SettingsError
from incubator.organizations import cli as organizations_cli
from incubator.registration import cli as registration_cli
from incubator.registration.names.actions import catch_up
from incubator.territory import cli as territory_cli

SEED = 20260701


def make_app() -> Flask:
    """The application, made when a command needs it; a wrong setting ends with its name."""
    from incubator.app import create_app  # noqa: PLC0415 slow import

    try:
        return create_app()
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from problem


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(context: click.Context) -> None:
    """Manage the incubator park / 社会组织孵化园管理系统命令行."""
    os.umask(0o077)
    context.obj = make_app


for command in (
    *territory_cli.commands,
    *accounts_cli.commands,
    *organizations_cli.commands,
    *registration_cli.commands,
):
    main.add_command(command)


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except SettingsError as problem:
        raise click.ClickException(str(problem)) from problem


@main.command()
def serve() -> None:
    """Serve the product: web server and worker / 启动服务(网页服务与后台任务)."""
    from incubator import serve as serving  # noqa: PLC0415 slow import

    app = make_app()
    warning = _before_serving(app)
    if warning:
        click.secho(warning, fg="yellow", err=True)
    sys.stdout.flush()
    sys.exit(serving.serve(app))


def _before_serving(app: Flask) -> str | None:
    """Print what the person at the terminal needs; returns the warning that applies."""
    from incubator import demo, serve  # noqa: PLC0415 slow import
    from incubator.accounts.actions import count_users  # noqa: PLC0415 slow import

    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        if count_users() == 0:
            token = setup_token.issue(settings)
            click.echo(
                f"Set up this installation / 初始化本系统: {settings.url}/set-up?token={token}"
            )
        return serve.warn_when_open(settings, has_demo=demo.is_loaded())


@main.command()
def worker() -> None:
    """Run jobs that wait / 运行后台任务."""
    from incubator import serve as serving  # noqa: PLC0415 slow import

    serving.run_worker(make_app())


@main.group("db")
def database() -> None:
    """The database / 数据库."""


@database.command("upgrade")
@in_app
def database_upgrade() -> None:
    """Create or migrate the tables and load shipped rules / 建表、升级并载入内置规则."""
    _upgrade()


def _upgrade() -> None:
    from incubator import schema  # noqa: PLC0415 slow import

    schema.upgrade(current_app)
    with work():
        rules = rulesets.load_shipped(ROOT / "incubator")
        years = deadlines.load_shipped()
    with work():
        catch_up()
    click.echo(f"database ready; {rules} rule sets and {years} calendar years added")


@main.command()
@in_app
def ready() -> None:
    """Make the installation ready to serve: tables, rules, the demo at first / 启动前准备."""
    from incubator import demo  # noqa: PLC0415 slow import
    from incubator.accounts.actions import count_users  # noqa: PLC0415 slow import

    _upgrade()
    if current_app.config["SETTINGS"].demo and not count_users():
        click.echo(demo.load(seed=SEED))


@main.group("keys")
def keys_group() -> None:
    """The keys of sealed values / 加密密钥."""


@keys_group.command("rotate")
@in_app
def keys_rotate() -> None:
    """Seal all sealed values with a new key, online; killed, it goes on next time / 轮换加密密钥."""
    from incubator.kernel import vault  # noqa: PLC0415 only here

    last = None
    for last in vault.rotate():
        click.echo(f"key {last.key}: {last.sealed} of {last.total} sealed anew")
    click.echo("done; keep the older keys as long as you keep backups made with them")


@main.group("translations")
def translations() -> None:
    """The two languages / 双语词条."""


@translations.command("compile")
def translations_compile() -> None:
    """Merge the rooms' catalogues into the one read at run time / 编译词条."""
    click.echo(text.compile_catalogue(force=True))


@translations.command("check")
def translations_check() -> None:
    """Name every message that is missing, empty or fuzzy / 检查缺失或存疑的词条."""
    from incubator.kernel import catalogues  # noqa: PLC0415 slow import

    faults = catalogues.faults()
    for fault in faults:
        click.echo(fault)
    if faults:
        raise SystemExit(1)
    click.echo("translations: complete")


@main.group("demo")
def demo_group() -> None:
    """The demo park 青禾县 / 演示园区."""


@demo_group.command("load")
@click.option(
    "--if-empty", is_flag=True, help="Do nothing when anything is stored / 已有数据则跳过."
)
@click.option("--seed", default=SEED, show_default=True)
@in_app
def demo_load(if_empty: bool, seed: int) -> None:  # noqa: FBT001 a click flag
    """Make the demo park / 生成演示园区."""
    from incubator import demo  # noqa: PLC0415 slow import
    from incubator.accounts.actions import count_users  # noqa: PLC0415 slow import

    if if_empty and count_users():
        return
    if demo.is_loaded():
        raise click.ClickException("the demo park is already there / 演示园区已存在")
    click.echo(demo.load(seed=seed))


@demo_group.command("remove")
@in_app
def demo_remove() -> None:
    """Remove the demo park and everything in it / 移除演示园区及其全部数据."""
    from incubator import demo  # noqa: PLC0415 slow import

    click.echo(f"{demo.remove()} rows removed")


@demo_group.command("accounts")
@click.option("--json", "as_json", is_flag=True)
@in_app
def demo_accounts(as_json: bool) -> None:  # noqa: FBT001 a click flag
    """The demo accounts: role, login, password, name / 演示账号."""
    from incubator import demo  # noqa: PLC0415 slow import

    rows = demo.demo_accounts()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['role']:<14} {row['login']:<14} {row['password']:<24} {row['name']}")


@main.command("backup")
@click.argument("directory", type=click.Path(path_type=Path))
@in_app
def backup_command(directory: Path) -> None:
    """Write a complete backup into a new folder / 完整备份到新目录."""
    from incubator import backups  # noqa: PLC0415 slow import

    try:
        manifest = backups.backup(current_app.config["SETTINGS"], directory)
    except (backups.BackupError, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(
        f"{sum(manifest['rows'].values())} rows, {len(manifest['files'])} files in {directory}"
    )


@main.command("restore")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--force", is_flag=True, help="Replace a data folder in use / 覆盖已有数据.")
def restore_command(directory: Path, force: bool) -> None:  # noqa: FBT001 a click flag
    """Bring a checked backup back / 从备份恢复."""
    from incubator import backups  # noqa: PLC0415 slow import

    try:
        done = backups.restore(_settings(), directory, force=force)
    except (backups.BackupError, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    rows = sum(done.manifest["rows"].values())
    click.echo(f"restored / 已恢复: {rows} rows, made {done.manifest['made_at']}")
    if done.aside is not None:
        click.echo(f"the former data / 原有数据: {done.aside}")


@main.command("routes")
@click.option("--json", "as_json", is_flag=True)
@in_app
def routes(as_json: bool) -> None:  # noqa: FBT001 a click flag
    """Every endpoint, or endpoint and move, with its methods, URL and permission / 路由与权限."""
    from incubator import routing  # noqa: PLC0415 slow import

    rows = routing.list_routes(current_app)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        name = f"{row['endpoint']}:{row['move']}" if row["move"] else row["endpoint"]
        click.echo(
            f"{name:<44} {','.join(row['methods']):<10} {row['permission']:<32} {row['url']}"
        )


if __name__ == "__main__":
    main()
