"""What can be done from the command line: the same actions as in the browser, room by room."""

import os

import click
from flask import Flask

from incubator.kernel.settings import SettingsError


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
