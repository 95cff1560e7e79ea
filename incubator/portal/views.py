"""The pages of this room."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import text, web
from incubator.kernel.access import PUBLIC, SIGNED_IN
from incubator.kernel.web import Room

room = Room("portal", __name__)


@room.get("/", PUBLIC)
def front() -> ResponseReturnValue:
    """The park's public front page."""
    return web.page("portal/front.html")


@room.get("/home", SIGNED_IN)
def home() -> ResponseReturnValue:
    """我的工作: what waits for this person."""
    return web.page("portal/home.html")


@room.post("/language", PUBLIC)
def language_move() -> ResponseReturnValue:
    """Change the language of this browser."""
    locale = request.form.get("locale", "")
    target = web.safe_next(request.form.get("next")) or url_for("portal.front")
    response = redirect(target, 303)
    if locale in text.LOCALES:
        year = 365 * 24 * 3600
        response.set_cookie("locale", locale, max_age=year, samesite="Lax", httponly=True)
    return response
