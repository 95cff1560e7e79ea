"""The pages of this room."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.access import PUBLIC, SIGNED_IN
from incubator.kernel.web import Room

room = Room("accounts", __name__)


@room.form("/sign-in", PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in."""
    return web.page("accounts/sign_in.html")


@room.post("/sign-out", SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    return redirect(url_for("portal.front"), 303)


@room.post("/hat", SIGNED_IN)
def hat_move() -> ResponseReturnValue:
    """Change the hat."""
    return redirect(url_for("portal.home"), 303)
