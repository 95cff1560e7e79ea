"""How is somebody let in: a fresh session, a fresh visit, and on to the wanted page; or told to wait."""

from flask import current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from incubator.accounts import actions, gate
from incubator.accounts.models import User
from incubator.kernel import web


def slow_down(response: BaseResponse, wait: int) -> BaseResponse:
    """Tell browsers and programs how long to wait, if they must."""
    if wait:
        response.status_code = 429
        response.headers["Retry-After"] = str(wait)
    return response


def open_for(user: User) -> str:
    """Open a session for a person who has just proved to be it by a link or a new account."""
    return actions.open_session(
        user, user_agent=request.user_agent.string, address=request.remote_addr or ""
    )


def let_in(token: str, target: str) -> BaseResponse:
    """Answer a success: a new session, a new visit, and on to where the person wanted to go."""
    web.forget_visit()
    response = redirect(target, 303)
    gate.set_cookie(response, token, secure=current_app.config["SETTINGS"].secure)
    return response
