"""Who is at the door: Flask-Login on top of our own session rows."""

from flask import Flask, Response, g, request
from flask_login import LoginManager

from incubator.accounts.models import SignInSession, User
from incubator.accounts.queries import find_open_session

COOKIE = "sid"


def install(app: Flask) -> None:
    """Let Flask-Login find the person by the session row of the browser's token."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(_load_person)
    manager.user_loader(lambda _key: None)


def _load_person(_request: object) -> User | None:
    row = find_open_session(request.cookies.get(COOKIE, ""))
    if row is None:
        return None
    g.sign_in_session = row
    return row.user


def current_session() -> SignInSession | None:
    """The session row of this request."""
    row: SignInSession | None = g.get("sign_in_session")
    return row


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Hand the browser its token: never readable by scripts, gone with the browser."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=secure, path="/")


def clear_cookie(response: Response) -> None:
    """Take the token back."""
    response.delete_cookie(COOKIE, path="/")
