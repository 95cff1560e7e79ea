"""What does every answer carry: the frame, template words, error pages, and the security headers."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote, urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from incubator.kernel import assets, clock, navigation, once, text, web
from incubator.kernel.access import Person, Wearing
from incubator.kernel.errors import Absent, AlreadyDone, Refusal, SignInNeeded
from incubator.kernel.files.store import FULL, StorageFull
from incubator.kernel.forms import paragraphs
from incubator.kernel.histories import history_of, shown_name
from incubator.kernel.money import format_yuan
from incubator.kernel.text import gettext, lazy
from incubator.kernel.workflow import TURN_LABELS, Move, Turn, Workflow

SITE_NAME = lazy("Social Organization Incubator")
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# What a second click may be told because of what the first one did.
LATE = frozenset({403, 404, 409, 422})
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}


@dataclass
class Frame:
    """What the layouts show around a page."""

    locale: str
    site_name: Any
    nav: list[Any] = field(default_factory=list)
    bottom: list[Any] = field(default_factory=list)
    hats: list[Any] = field(default_factory=list)
    park_name: str = ""
    inbox_count: int = 0
    inbox_url: str = ""
    search_url: str | None = None
    demo_banner: Any = None


@dataclass(frozen=True)
class Link:
    """One entry of the rail or the bar."""

    label: Any
    url: str
    icon: str
    active: bool
    count: int = 0


@dataclass(frozen=True)
class Tab:
    """One tab over a list, as the `tabs` component draws it."""

    label: object
    url: str
    active: bool
    count: str


@dataclass(frozen=True)
class MoveButton:
    """A move as the `moves` component draws it."""

    name: str
    label: Any
    url: str
    primary: bool
    tone: str
    needs_reason: bool
    confirm: Any


def install(app: Flask) -> None:
    """Bind words, frame, headers and the error pages."""
    app.jinja_env.globals.update(
        _=gettext,
        ngettext=text.ngettext,
        label=text.label,
        show_date=text.show_date,
        show_month=text.show_month,
        show_time=text.show_time,
        show_moment=text.show_moment,
        paragraphs=paragraphs,
        format_yuan=format_yuan,
        new_once=once.new_key,
        move_buttons=move_buttons,
        whose_turn=whose_turn,
        history_of=history_of,
        shown_name=shown_name,
        today=clock.today,
        leads_to=web.leads_to,
        icon_symbol=icon_symbol,
    )
    app.context_processor(lambda: {"frame": frame()})
    app.after_request(_headers)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(SignInNeeded, _sign_in)
    app.register_error_handler(AlreadyDone, lambda done: redirect(done.location or "/home", 303))
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(Exception, _last_resort)


def icon_symbol(name: str, label: Any = None, size: int = 20) -> Markup:
    """One symbol of static/img/icons.svg: decoration without a label, an image with one.

    Give a label only where no word stands beside it.
    """
    return _svg(assets.asset("img/icons.svg"), name, str(label or ""), size)


@lru_cache(maxsize=1024)
def _svg(symbols: str, name: str, label: str, size: int) -> Markup:
    hidden, spoken = Markup('aria-hidden="true"'), Markup('role="img" aria-label="{}"')
    return Markup(
        '<svg class="icon" width="{}" height="{}" {} focusable="false"><use href="{}#{}"></use></svg>'
    ).format(size, size, spoken.format(label) if label else hidden, symbols, name)


def frame() -> Frame:
    """The frame of this request's page, built once."""
    if "frame" not in g:
        g.frame = _build_frame()
    built: Frame = g.frame
    return built


def _build_frame() -> Frame:
    built = Frame(locale=text.locale(), site_name=SITE_NAME)
    person = web.person()
    if person is not None:
        _add_ways(built, person)
    for extend in _extenders():
        extend(built, person)
    return built


def _add_ways(built: Frame, person: Person) -> None:
    """The rail and the bar show what the worn hat is for."""
    endpoint = request.endpoint or ""
    worn = web.hat()
    entries = navigation.entries_of(Wearing(person, [worn]) if worn is not None else person)
    built.nav = [
        _Group(
            label,
            [
                _Part(part, [_link(entry, endpoint) for entry in rows])
                for part, rows in navigation.parts(group)
            ],
        )
        for label, group in navigation.groups(entries)
    ]
    built.bottom = [
        replace(_link(entry, endpoint), label=entry.short or entry.label)
        for entry in navigation.bottom(entries)
    ]
    built.inbox_count = g.get("unread_count", 0)


def _extenders() -> list[Any]:
    """What rooms add to the frame: `app.extensions["frame_extenders"]`, each (frame, person)."""
    single = current_app.extensions.get("frame_extender")
    several = current_app.extensions.get("frame_extenders", [])
    return [*several, single] if single else list(several)


@dataclass(frozen=True)
class _Part:
    label: Any
    items: list[Link]


@dataclass(frozen=True)
class _Group:
    label: Any
    parts: list[_Part]


def _link(entry: navigation.Entry, endpoint: str) -> Link:
    same_room = endpoint.split(".", maxsplit=1)[0] == entry.endpoint.split(".")[0]
    stem = entry.endpoint.rsplit("_", 1)[0]
    active = endpoint == entry.endpoint or (same_room and "." in stem and endpoint.startswith(stem))
    return Link(entry.label, _address_of(entry), entry.icon, active)


def _address_of(entry: navigation.Entry) -> str:
    """Where the entry leads: the same on every page, so built once an application and its prefix."""
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("entry_addresses", {})
    key = request.script_root, entry.endpoint
    if key not in known:
        known[key] = url_for(entry.endpoint)
    return known[key]


def move_buttons(subject: Any, table: Workflow, endpoint: str) -> list[MoveButton]:
    """The buttons of the moves this person may make now; the first primary one leads."""
    found: list[Move] = table.open_moves(subject, web.person())
    return [
        MoveButton(
            move.name,
            move.label,
            url_for(endpoint, code=subject.code, move=move.name),
            move.primary,
            move.tone.value,
            move.needs_reason,
            move.confirm,
        )
        for move in found
    ]


def whose_turn(subject: Any, table: Workflow) -> str:
    """Whose turn it is and since when, in a sentence; empty when nobody waits."""
    state = table.state(subject)
    since = getattr(subject, f"{table.field}_since", None)
    if state.turn is Turn.NOBODY or since is None:
        return ""
    return str(
        gettext(
            "Waiting for %(who)s since %(day)s",
            who=TURN_LABELS[state.turn],
            day=text.show_date(clock.local(since).date()),
        )
    )


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    settings = current_app.config["SETTINGS"]
    if settings.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _wants_json() -> bool:
    return request.headers.get("X-Requested-With") == "fetch" or (
        request.accept_mimetypes.best == "application/json"
    )


def _sign_in(_problem: SignInNeeded) -> BaseResponse | tuple[Any, int]:
    if _wants_json():
        return {"ok": False, "message": gettext("Please sign in again.")}, 401
    keep = current_app.extensions.get("keep_form")
    target = request.full_path.rstrip("?") if request.method == "GET" else _page_of_form()
    response = redirect(f"{url_for('accounts.sign_in')}?next={quote(target)}", 303)
    if keep and request.method == "POST" and not web.is_foreign_request():
        keep(response, urlsplit(target).path)
    return response


def _page_of_form() -> str:
    """Where a lost form stood: its own page when it posts to itself, else the page it came from."""
    methods = request.url_rule.methods if request.url_rule is not None else None
    if methods and "GET" in methods:
        return request.full_path.rstrip("?")
    referrer = request.referrer or ""
    if referrer.startswith(request.host_url):
        return "/" + referrer[len(request.host_url) :]
    return url_for("portal.home")


def _refused(problem: Refusal) -> tuple[Any, int] | BaseResponse:
    if _wants_json():
        return {"ok": False, "message": str(problem.message)}, problem.status
    led = _led_on() if problem.status in LATE else None
    return led or (
        _error_page(problem.status, str(problem.message), problem.facts),
        problem.status,
    )


def _led_on() -> BaseResponse | None:
    """Where the first click on this very form led, when this one comes too late to be in order."""
    try:
        web.lead_on(request.form.get("once"))
    except AlreadyDone as done:
        return redirect(done.location or "/home", 303)
    except HTTPException:  # more was sent than is ever read
        pass
    return None


def _csrf(_problem: CSRFError) -> BaseResponse | tuple[Any, int]:
    if web.person() is None and not web.permission_of(current_app, request.endpoint or "").public:
        return _sign_in(SignInNeeded())
    message = gettext("This page was open for too long. Please go back, reload it and try again.")
    return _led_on() or (_error_page(400, message, {}), 400)


def _http(problem: HTTPException) -> tuple[Any, int] | BaseResponse:
    if problem.response is not None:
        return cast("BaseResponse", problem.response)
    status = problem.code or 500
    if status == 404:
        return _refused(Absent())
    if _wants_json():
        return {"ok": False, "message": problem.description}, status
    return _error_page(status, "", {}), status


def _no_room(problem: OSError) -> tuple[Any, int] | BaseResponse:
    """A disk that is full while a form comes in (its files pass through the temporary folder)."""
    if problem.errno in FULL:
        return _refused(StorageFull())
    return _last_resort(problem)


def show_when_too_large(room: web.Room, endpoint: str, page: web.View) -> None:
    """Let an endpoint that takes a file show its own page when more is sent than is ever read.

    `page` is a view of the same arguments that puts the refusal beside the field.
    """

    def tell(_problem: RequestEntityTooLarge) -> BaseResponse:
        if request.endpoint == endpoint and web.person() is not None:
            # The form's token is read, and refused, before the gate has looked at the person.
            g.needed = web.permission_of(current_app, endpoint)
            with suppress(Refusal):
                answer = make_response(page(**(request.view_args or {})))
                answer.status_code = 413
                return answer
        return make_response(_error_page(413, "", {}), 413)

    room.register_error_handler(RequestEntityTooLarge, tell)


def _last_resort(problem: Exception) -> tuple[Any, int]:
    current_app.logger.error("unhandled: %s", type(problem).__name__, exc_info=problem)
    if current_app.config["TESTING"] and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise problem
    if _wants_json():
        return {"ok": False, "message": gettext("Something went wrong on our side.")}, 500
    return _error_page(500, "", {}), 500


def _error_page(status: int, message: str, facts: dict[str, Any]) -> str:
    return render_template("layout/error.html", status=status, message=message, facts=facts)
