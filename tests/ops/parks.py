"""The demo park on an installation of its own, in processes as an operator would run them."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask

from incubator import schema
from incubator.app import create_app
from incubator.kernel import clock, rulesets, workdays
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.kernel.settings import ROOT
from tests.databases import settings_for


@dataclass
class Installation:
    """A data folder that commands run on, with the day it is there."""

    data: Path
    now: str

    def prepare(self) -> None:
        """What `incubator db upgrade` leaves behind."""
        app = self.app()
        with app.app_context(), clock.frozen(datetime.fromisoformat(self.now)):
            schema.upgrade(app)
            with work(by=SYSTEM):
                rulesets.load_shipped(ROOT / "incubator")
                workdays.load_shipped()
            db.session.remove()
            db.engine.dispose()

    def app(self) -> Flask:
        return create_app(settings_for(self.data))

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "INCUBATOR" not in name}
        return {
            **kept,
            "INCUBATOR_DATA": str(self.data),
            "INCUBATOR_TESTING": "1",
            "INCUBATOR_NOW": self.now,
        }

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command; several installations may be at work at once."""
        return subprocess.Popen(
            [sys.executable, "-m", "incubator.cli", *arguments],
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        """What a command prints; it must end well."""
        return finish(self.start(*arguments))

    def accounts(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(self.run("demo", "accounts", "--json"))
        return found


def finish(process: "subprocess.Popen[str]") -> str:
    """Wait for a command that must end well."""
    printed, complaints = process.communicate(timeout=600)
    assert process.returncode == 0, complaints[-3000:]
    return printed
