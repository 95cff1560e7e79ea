"""Who is at the door: Flask-Login on top of our own session rows, and the hat the person wears."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, g, redirect, request, url_for
from flask_login import LoginManager
from werkzeug.wrappers import Response as BaseResponse

from incubator.accounts import actions
from incubator.accounts.models import Grant, SignInSession, User
from incubator.accounts.queries import find_open_session, hats_of, is_stale
from incubator.accounts.rules import SHORT_ROLES
from incubator.kernel import web
from incubator.kernel.access import ROLE_LABELS, Person, Role, roles_of
from incubator.kernel.db import work
from incubator.kernel.errors import Busy
from incubator.kernel.pages import Frame

COOKIE = "sid"


def install(app: Flask) -> None:
    """Let Flask-Login find the person by the session row of the browser's token."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(_load_person)
    manager.user_loader(lambda _key: None)
    app.before_request(_demand_long_password)
    app.after_request(_note_seen)
    app.extensions["hat"] = current_hat
    app.extensions.setdefault("frame_extenders", []).append(_show_hats)


def _load_person(_request: object) -> User | None:
    found = find_open_session(request.cookies.get(COOKIE, ""))
    if found is None:
        return None
    g.sign_in_session = found.row
    g.session_is_stale = is_stale(found.row)
    g.unread_count = found.unread
    return found.row.user


def _note_seen(response: BaseResponse) -> BaseResponse:
    """Once a minute, note that the session is in use; one that was ended meanwhile stays ended."""
    if g.get("session_is_stale") and "token_noted" not in g:
        g.token_noted = True
        try:
            with work():
                actions.note_seen(request.cookies.get(COOKIE, ""))
        except Busy:
            pass  # the next request notes it
    return response


def must_change_password(user: User) -> bool:
    """Whether a person with power over others still has a short password."""
    return not user.has_long_password and not roles_of(user) <= SHORT_ROLES


def _demand_long_password() -> BaseResponse | None:
    """With a new role comes the longer password; until then only the own account opens."""
    row = current_session() if web.person() is not None else None
    is_page = request.method == "GET" and not (request.endpoint or "").startswith("accounts.")
    if row is None or not is_page or request.endpoint == "static":
        return None
    if must_change_password(row.user):
        return redirect(url_for("accounts.password_edit"), 303)
    return None


def current_session() -> SignInSession | None:
    """The session row of this request."""
    row: SignInSession | None = g.get("sign_in_session")
    return row


def current_hat() -> Grant | None:
    """The grant under which this person looks at the product now."""
    row = current_session()
    if row is None:
        return None
    hats = hats_of(row.user)
    return next((grant for grant in hats if grant.code == row.hat), hats[0] if hats else None)


@dataclass(frozen=True)
class Hat:
    """A hat as the top bar shows it."""

    value: str
    label: str
    active: bool


Names = Callable[[list[int]], dict[int, str]]
_name_organizations: list[Names] = []


def name_organizations(source: Names) -> Names:
    """The organizations room tells how its organizations are called."""
    _name_organizations.append(source)
    return source


def organization_names(ids: list[int]) -> dict[int, str]:
    """How these organizations are called, as far as the organizations room has told."""
    named: dict[int, str] = {}
    for source in _name_organizations if ids else []:
        named.update(source(ids))
    return named


def place_names(grants: list[Grant]) -> dict[str, str]:
    """The name of the place of each grant, by the grant's code."""
    ids = [grant.organization_id for grant in grants if grant.organization_id is not None]
    named = organization_names(ids)
    return {grant.code: _place_name(grant, named) for grant in grants}


def _place_name(grant: Grant, organizations: dict[int, str]) -> str:
    if grant.park is not None:
        return grant.park.name
    if grant.region is not None:
        return grant.region.name
    return organizations.get(grant.organization_id or 0, "")


def _show_hats(frame: Frame, person: Person | None) -> None:
    worn = web.hat()
    if person is None or not isinstance(worn, Grant):
        if person is not None:
            frame.hats = [Hat("", str(ROLE_LABELS[Role.APPLICANT]), active=True)]
        return
    hats = hats_of(worn.user)
    names = place_names(hats)
    places = {names[grant.code] for grant in hats}
    frame.park_name = frame.park_name or names[worn.code]
    frame.hats = [
        Hat(
            grant.code,
            _hat_label(grant, names[grant.code] if len(places) > 1 else ""),
            active=grant is worn,
        )
        for grant in hats
    ]


def _hat_label(grant: Grant, place: str) -> str:
    role = str(ROLE_LABELS[grant.role])
    return f"{role} · {place}" if place else role


def set_cookie(response: BaseResponse, token: str, *, secure: bool) -> None:
    """Hand the browser its token: never readable by scripts, gone with the browser."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=secure, path="/")


def clear_cookie(response: BaseResponse) -> None:
    """Take the token back."""
    response.delete_cookie(COOKIE, path="/")
