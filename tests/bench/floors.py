"""What does the least possible page cost here: a bare one of 20 KB, and a plain list of 25 rows?

Both are Flask applications of their own, without the product's gate, frame, components or headers.
"""

from pathlib import Path

from flask import Flask, render_template, request
from sqlalchemy import select

from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.kernel import db as databases
from incubator.kernel import text
from incubator.kernel.db import db
from incubator.kernel.settings import Settings

BYTES = 20 * 1024
ROWS = 25
BODY = "<!doctype html><title>floor</title>" + "x" * (BYTES - 35)


def page_floor() -> Flask:
    """Floor 1: Flask answers 20 KB that are ready."""
    app = Flask("page_floor")

    @app.get("/bench/page")
    def page() -> str:
        return BODY

    return app


def list_floor(settings: Settings) -> Flask:
    """Floor 2: one indexed query, 25 rows through Jinja with addresses and translated words."""
    app = Flask("list_floor", template_folder=str(Path(__file__).parent / "templates"))
    app.config["SECRET_KEY"] = "bench"
    text.install(app)
    databases.install(app, settings)
    app.jinja_env.globals["_"] = text.gettext
    app.add_url_rule("/bench/row/<code>", "row", lambda code: code)

    @app.get("/bench/list")
    def rows() -> str:
        query = (
            select(
                Application.code,
                Application.number,
                Application.status,
                Application.kind,
                Application.submitted_at,
            )
            .where(Application.call_id == request.args.get("call", type=int))
            .where(Application.status == ApplicationStatus.REVIEWED)
            .order_by(Application.id.desc())
            .limit(ROWS)
        )
        return render_template("floor_list.html", rows=db.session.execute(query).all())

    return app
