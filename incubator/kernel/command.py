"""How does a command run: with the application made once, inside its context."""

import functools
from collections.abc import Callable
from typing import Any

import click
from flask import Flask


def in_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a click command inside the application; the context object makes the application."""

    @click.pass_obj
    @functools.wraps(command)
    def run(make_app: Callable[[], Flask], *args: Any, **options: Any) -> Any:
        app = make_app()
        with app.app_context():
            return command(*args, **options)

    return run
