"""The pages at the door: in, out, and the hat."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from incubator.accounts import actions, gate, kept
from incubator.accounts.entry.doorway import let_in, slow_down
from incubator.accounts.entry.forms import SignInForm
from incubator.accounts.queries import find_grant_of, find_user
from incubator.accounts.room import room
from incubator.accounts.rules import normal_name
from incubator.kernel import web
from incubator.kernel.access import PUBLIC, SIGNED_IN
from incubator.kernel.db import work
from incubator.kernel.errors import TooManyTries
from incubator.kernel.text import gettext, lazy

WRONG = lazy("The name or the password is wrong.")


@room.form("/sign-in", PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in with a mobile number or an e-mail address."""
    target = web.safe_next(request.args.get("next"))
    if web.person() is not None and request.method == "GET":
        return redirect(target or url_for("portal.home"), 303)
    form = SignInForm()
    wait = 0
    if form.posted():
        try:
            token = _try(form)
        except TooManyTries as problem:
            wait = int(problem.facts["wait_seconds"])
            form.refuse(None, problem.message)
        else:
            if token:
                return let_in(token, target or url_for("portal.home"))
            form.refuse(None, WRONG)
    response = web.page("accounts/sign_in.html", form=form, next=target, has_kept=kept.has_kept())
    return slow_down(response, wait)


def _try(form: SignInForm) -> str | None:
    """Verify before the unit of work; an unknown name costs the same time as a wrong password."""
    name = normal_name(form.sign_in_name.data or "")
    address = request.remote_addr or ""
    actions.check_tries(name, address)
    user = find_user(name)
    stored = user.password_hash if user is not None else ""
    is_right = actions.is_password(stored or actions.DUMMY_HASH, form.password.data or "")
    with work(by=user):
        return actions.sign_in(
            name,
            is_right=is_right and bool(stored),
            address=address,
            user_agent=request.user_agent.string,
        )


@room.post("/sign-out", SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Sign out: the session ends on the server, not only in the browser."""
    with web.acting() as act:
        row = gate.current_session()
        if row is not None:
            actions.end_session(row)
        act.done(url_for("accounts.sign_in"))
    web.forget_visit()
    response = act.response or redirect(url_for("accounts.sign_in"), 303)
    gate.clear_cookie(response)
    return response


@room.post("/hat", SIGNED_IN)
def hat_move() -> ResponseReturnValue:
    """Change the hat: home, navigation and defaults change, rights never do."""
    with web.acting() as act:
        row = gate.current_session()
        chosen = find_grant_of(web.signed_in(), request.form.get("hat", ""))
        if row is not None and chosen is not None:
            row.hat = chosen.code
        act.done(url_for("portal.home"), gettext("You now work in this role.") if chosen else None)
    return act.answer
