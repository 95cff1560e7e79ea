"""How does a request run: fetch, check, act, answer; and no route without a declared permission.

Rooms register views on a `Room`, which demands a permission for every rule. Before a view runs:
anonymous at a non-public endpoint → sign in; a role never allowed there → 403. In the view, `load`
finds and checks an object in one call, and `acting` opens the unit of work.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask_login import current_user
from typing_extensions import override
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as BaseResponse

from incubator.kernel import access, blobs, files, once
from incubator.kernel.access import PUBLIC, GrantLike, Permission, Person, Scoped
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import work
from incubator.kernel.errors import (
    Conflict,
    Difference,
    NotAllowed,
    Refusal,
    SignInNeeded,
    WrongState,
)
from incubator.kernel.forms import Form
from incubator.kernel.text import gettext, lazy
from incubator.kernel.workflow import Move, Workflow

View = Callable[..., Any]
Subject = TypeVar("Subject", bound=Scoped)


class CodeConverter(BaseConverter):
    """The one converter of addresses: twelve Crockford base32 characters."""

    regex = "[0-9abcdefghjkmnpqrstvwxyz]{12}"


class UndeclaredRouteError(RuntimeError):
    """A route without a declared permission stops the start."""


class Room(Blueprint):
    """A blueprint whose every route declares who may use it."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.declared: dict[str, Permission] = {}
        self.tables: dict[str, Workflow] = {}

    @override
    def get(self, rule: str, needed: Permission, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """A page: reads only."""
        return self._register(rule, needed, ["GET"], options)

    @override
    def post(self, rule: str, needed: Permission, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """An act."""
        return self._register(rule, needed, ["POST"], options)

    def form(self, rule: str, needed: Permission, **options: Any) -> Callable[[View], View]:
        """A page with a form that posts to itself."""
        return self._register(rule, needed, ["GET", "POST"], options)

    def moves(self, rule: str, table: Workflow, **options: Any) -> Callable[[View], View]:
        """The `_move` endpoint of a life cycle: the permission is that of the move named in the URL."""
        roles = frozenset(role for move in table.moves for role in move.permission.roles)
        public = any(move.permission.public for move in table.moves)
        needed = Permission(f"{table.name}.move", roles, public)

        def register(view: View) -> View:
            self.tables[f"{self.name}.{view.__name__}"] = table
            return self._register(rule, needed, ["POST"], options)(view)

        return register

    def _register(
        self, rule: str, needed: Permission, methods: list[str], options: dict[str, Any]
    ) -> Callable[[View], View]:
        def register(view: View) -> View:
            endpoint = options.pop("endpoint", view.__name__)
            self.declared[f"{self.name}.{endpoint}"] = needed
            self.add_url_rule(rule, endpoint, view, methods=methods, **options)
            return view

        return register


def install(app: Flask) -> None:
    """Bind the converter and the gate; call before rooms are registered."""
    app.url_map.converters["code"] = CodeConverter
    app.extensions["access_by_endpoint"] = {}
    app.extensions["workflow_by_endpoint"] = {}
    app.before_request(_gate)


def add_room(app: Flask, room: Room) -> None:
    """Register a room's views and what they declared."""
    app.register_blueprint(room)
    app.extensions["access_by_endpoint"].update(room.declared)
    app.extensions["workflow_by_endpoint"].update(room.tables)


def check_routes(app: Flask) -> None:
    """Stop the start when a route has no declared permission."""
    declared = app.extensions["access_by_endpoint"]
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "access", "") == "public":
            declared.setdefault(rule.endpoint, PUBLIC)
        if rule.endpoint not in declared:
            raise UndeclaredRouteError(f"{rule.endpoint} ({rule.rule}) declares no permission")


def permission_of(app: Flask, endpoint: str) -> Permission:
    """The declared permission of an endpoint."""
    found: Permission = app.extensions["access_by_endpoint"][endpoint]
    return found


def leads_to(endpoint: str, subject: Scoped | None = None) -> bool:
    """Whether a page should link there: the page exists, and this person may open it (there)."""
    needed: Permission | None = current_app.extensions["access_by_endpoint"].get(endpoint)
    if needed is None or not access.may(person(), needed):
        return False
    return subject is None or access.allows(person(), needed, subject)


def person() -> Person | None:
    """The signed-in person, or None for a visitor."""
    return cast("Person", current_user) if current_user.is_authenticated else None


def signed_in() -> Person:
    """The signed-in person; the gate has made sure that there is one."""
    found = person()
    if found is None:
        raise SignInNeeded
    return found


def hat() -> GrantLike | None:
    """The grant under which the person looks at the product: defaults only, never rights."""
    found = current_app.extensions.get("hat")
    return cast("GrantLike | None", found()) if found is not None else None


def forget_visit() -> None:
    """Drop the browser's visit and with it its form tokens: at signing in and out."""
    session.clear()


def _gate() -> None:
    endpoint = request.endpoint
    if endpoint is None:
        return
    needed = _needed(current_app, endpoint)
    g.needed = needed
    _check_origin()
    if needed.public:
        return
    actor = person()
    if actor is None:
        raise SignInNeeded
    if not access.may(actor, needed):
        raise NotAllowed(lazy("This page is for other roles."))


def _needed(app: Flask, endpoint: str) -> Permission:
    table: Workflow | None = app.extensions["workflow_by_endpoint"].get(endpoint)
    if table is not None and request.view_args:
        name = request.view_args.get("move", "")
        found = next((move for move in table.moves if move.name == name), None)
        if found is not None:
            return found.permission
    return permission_of(app, endpoint)


def is_foreign_request() -> bool:
    """Whether another site's page sent this request, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    return foreign or site not in {"same-origin", "none"}


def _check_origin() -> None:
    """A state-changing request must come from our own pages, besides carrying its token."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if is_foreign_request():
        raise NotAllowed(lazy("This request came from another site and was not carried out."))


def load(
    model: type[Subject], code: str, needed: Permission | None = None, *, lock: bool = False
) -> Subject:
    """The row of that code, checked against the endpoint's permission (or `needed`)."""
    wanted = needed or cast("Permission", g.needed)
    return access.load(model, code, wanted, by=person(), lock=lock)


def page(template: str, form: Form | None = None, **context: Any) -> Response:
    """A rendered page; 422 when its form has errors."""
    status = 200
    if form is not None:
        form.bring_back()
    if form is not None and form.has_errors:
        status = 409 if form.conflict is not None else 422
        lead_on(form.once.data)
    return make_response(render_template(template, form=form, **context), status)


def lead_on(key: str | None) -> None:
    """Raise `AlreadyDone` when the form of this key was carried out before: the second of two clicks."""
    actor = person()
    once.lead_on(key or "", actor.id if actor else None)


class Act:
    """What an act answers: set by `done`."""

    def __init__(self) -> None:
        self.location = ""
        self.message: Any = None
        self.response: BaseResponse | None = None

    @property
    def answer(self) -> BaseResponse:
        """The redirect of an act without a form: it says where to go, or was refused and never came here."""
        if self.response is None:
            raise RuntimeError("an act without a form must say where the person goes next")
        return self.response

    def done(self, location: str, message: Any = None) -> None:
        """Say where the person goes next, and what to tell."""
        self.location = location
        self.message = message


@contextmanager
def acting(form: Form | None = None) -> Iterator[Act]:
    """One act: takes the form's key, opens the unit of work, commits once, prepares the 303.

    A refusal rolls everything back and is put on the form (what was typed stays, a conflict shows
    both versions); without a form, and for 403 and 404, it goes to the error pages.
    """
    act = Act()
    try:
        with work(by=person()):
            actor = person()
            _check_still_allowed(actor)
            key = once.claim(request.form.get("once", ""), actor.id if actor else None)
            yield act
            if key is not None:
                key.location = act.location[:400]
    except Refusal as refusal:
        if form is None or refusal.status in {403, 404, 503}:
            raise
        if isinstance(refusal, Conflict):
            form.conflict = refusal
        form.refuse(refusal.field, refusal.message)
        return
    if act.location:
        if act.message:
            flash(str(act.message), "success")
        act.response = redirect(act.location, 303)


def _check_still_allowed(actor: Person | None) -> None:
    """Ask again inside the unit of work: a right taken during the request no longer counts."""
    needed = cast("Permission | None", g.get("needed"))
    if actor is not None and needed is not None and not access.may(actor, needed):
        raise NotAllowed(lazy("This page is for other roles."))


def check_version(subject: Any, form: Form, stored: Mapping[str, Any] | None = None) -> None:
    """Refuse when the row was changed after this form was rendered; both versions go along.

    `stored` are the values by field where the form's fields are not the row's columns; a subject of
    None is a row that is made with the first saving. The form takes over the newer version, so that
    saving again overrules knowingly.
    """
    expected = form.expected_version()
    if expected is None or expected == (version := _version_of(subject)):
        return
    theirs = {
        name: stored[name] if stored is not None else getattr(subject, name)
        for name, _field in form.visible_fields()
        if (name in stored if stored is not None else hasattr(subject, name))
    }
    differences = [
        Difference(field.label.text, str(field.data or ""), str(theirs[name] or ""))
        for name, field in form.visible_fields()
        if name in theirs and str(field.data or "") != str(theirs[name] or "")
    ]
    form.version.data = str(version)
    raise Conflict(
        lazy(
            "Somebody saved a newer version in the meantime. Both are shown; saving again keeps yours."
        ),
        differences=differences,
    )


def _version_of(subject: Any) -> int:
    return 0 if subject is None else int(subject.version)


def stamp(form: Form, subject: Any) -> None:
    """Note on a form that is opened which version of the row it shows; None is a row yet to be made."""
    if not form.is_submitted():
        form.version.data = str(_version_of(subject))


def save(
    form: Form,
    model: type[Subject],
    code: str,
    act_on: Callable[[Subject], Any],
    *,
    back: Callable[[Subject], str],
    done: Any = None,
) -> BaseResponse | None:
    """Carry a form out on one row: the whole second half of a `_new` or `_edit` view.

    The row is loaded and locked inside the unit of work; a form that was stamped is refused when the
    row has a newer version. None where nothing was posted or it was refused: the page comes again.
    `done` is told afterwards; without it, that the row is saved.
    """
    if not form.posted():
        return None
    with acting(form) as act:
        subject = load(model, code, lock=True)
        check_version(subject, form)
        act_on(subject)
        act.done(back(subject), done or gettext("Saved."))
    return act.response


def remove(
    model: type[Subject],
    code: str,
    act_on: Callable[[Subject], Any],
    *,
    back: Callable[[Subject], str],
    done: Any = None,
) -> BaseResponse:
    """Take one row out: the whole body of a `_remove` view; `done` is told, or that it is removed."""
    with acting() as act:
        subject = load(model, code, lock=True)
        place = back(subject)
        act_on(subject)
        act.done(place, done or gettext("Removed."))
    return act.answer


MoveAction = Callable[..., None]


def move(
    model: type[Subject],
    code: str,
    name: str,
    *,
    table: Workflow,
    actions: dict[str, MoveAction],
    back: Callable[[Subject], str],
) -> BaseResponse:
    """Carry out the move of that name: the whole body of a `_move` view.

    `actions[name](subject, by=, reason=)` is the room's verb for the move; it applies the workflow
    itself. A move without a verb is applied as it stands in the table.
    """
    found: Move = table.move(name)
    with acting() as act:
        subject = load(model, code, found.permission, lock=True)
        verb = actions.get(name)
        reason = (request.form.get("reason") or "").strip()[:2000]
        if verb is not None:
            verb(subject, by=signed_in(), reason=reason)
        else:
            table.apply(subject, name, by=signed_in(), reason=reason)
        act.done(back(subject), found.done or gettext("Done."))
    return act.answer


def not_by_hand(_subject: object, **_more: object) -> None:
    """The verb of a move that follows from something else: its address exists, and nobody makes it alone."""
    raise Refusal(lazy("This follows from the step itself and is not done by hand."))


def by_page(_subject: object, **_more: object) -> None:
    """The verb of a move that needs more than a reason: it has a page with a form."""
    raise WrongState(lazy("Please use the page for this: it asks for more."))


def send(
    data: bytes | Iterable[bytes], name: str, content_type: str, *, inline: bool = False
) -> Response:
    """Bytes as a file of that name: a download, or shown in place where that is harmless."""
    return Response(data, headers=files.send_headers(name, content_type, inline=inline))


def send_stored(stored: StoredFile, *, inline: bool = True) -> Response:
    """A stored file whose access was checked, under the name with which it came."""
    return send(blobs.read(stored), stored.name, stored.content_type, inline=inline)


def safe_next(target: str | None) -> str | None:
    """A path on this site, or None: nothing that a browser could read as another site."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(character) < 0x21 or ord(character) == 0x7F for character in target):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    return target
