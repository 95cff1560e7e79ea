"""What is put together into the application: settings, kernel, rooms, nothing else."""

from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from incubator.accounts import gate
from incubator.accounts.views import room as accounts_room
from incubator.experts.views import room as experts_room
from incubator.intake.views import room as intake_room
from incubator.kernel import addresses, assets, clock, db, jobs, pages, text, web
from incubator.kernel.files import Store
from incubator.kernel.settings import ROOT, Settings
from incubator.organizations.views import room as organizations_room
from incubator.portal.views import room as portal_room
from incubator.registration.views import room as registration_room
from incubator.reports.views import room as reports_room
from incubator.space.views import room as space_room
from incubator.territory.views import room as territory_room

ROOMS = (
    territory_room,
    accounts_room,
    organizations_room,
    space_room,
    experts_room,
    registration_room,
    intake_room,
    reports_room,
    portal_room,
)
MAX_REQUEST = 25 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application; a route without a declared permission stops the start."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "incubator",
        root_path=str(Path(__file__).parent),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    _configure(app, settings)
    text.install(app)
    db.install(app, settings)
    CSRFProtect(app)
    jobs.install(app)
    gate.install(app)
    assets.install(app)
    addresses.install(app)
    web.install(app)
    for room in ROOMS:
        web.add_room(app, room)
    pages.install(app)
    web.check_routes(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        DATA=settings.data,
        SECRET_KEY=settings.key("session").hex(),
        AUDIT_KEY=settings.key("audit"),
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="visit",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        TESTING=settings.testing,
        PREFERRED_URL_SCHEME="https" if settings.secure else "http",
    )
    app.extensions["file_store"] = Store(settings.data / "files")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    if settings.frozen_now is not None:
        clock.set_frozen(settings.frozen_now)
    if settings.proxies:
        count = settings.proxies
        wrapped = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_prefix=0)
        app.wsgi_app = wrapped  # type: ignore[method-assign]
