"""The pages for a new account and for a forgotten password."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from incubator.accounts import actions
from incubator.accounts.entry.doorway import let_in, open_for, slow_down
from incubator.accounts.entry.forms import NameForm, SignUpForm
from incubator.accounts.entry.notice import current_notice
from incubator.accounts.models import User
from incubator.accounts.queries import find_user
from incubator.accounts.room import room
from incubator.accounts.rules import check_password, is_long
from incubator.kernel import jobs, mail, text, throttle, web
from incubator.kernel.access import PUBLIC
from incubator.kernel.db import work
from incubator.kernel.errors import Refusal, TooManyTries
from incubator.kernel.text import lazy
from incubator.territory.queries import list_parks

TAKEN = lazy(
    "This number or address already has an account. Please sign in, or ask for a new password."
)
ONLY_MAIL = lazy("Please use an e-mail address: we send you a link.")
FREE_PER_ADDRESS = 20


@room.form("/sign-up", PUBLIC)
def sign_up() -> ResponseReturnValue:
    """Make an account: at once, or by a mailed link where mail is set up."""
    target = web.safe_next(request.args.get("next"))
    if web.person() is not None and request.method == "GET":
        return redirect(target or url_for("portal.home"), 303)
    if mail.is_configured():
        return _sign_up_by_mail(target)
    form = SignUpForm()
    wait = 0
    if form.posted():
        try:
            facts = prepare(form, form.sign_in_name.data or "")
            with work():
                token = open_for(make_account(facts))
        except TooManyTries as problem:
            wait = int(problem.facts["wait_seconds"])
            form.refuse(None, problem.message)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.message)
        else:
            return let_in(token, target or url_for("portal.home"))
    response = web.page(
        "accounts/sign_up.html", form=form, next=target, notice=current_notice(), fixed_name=""
    )
    return slow_down(response, wait)


def prepare(form: SignUpForm, name: str) -> actions.NewUser:
    """Check and hash, before the unit of work; a taken name counts as a try."""
    key = f"sign-up-from:{request.remote_addr or ''}"
    throttle.check(key)
    password = form.password.data or ""
    names = (name, form.display_name.data or "")
    check_password(password, roles=frozenset(), names=names)
    if find_user(name) is not None:
        with work():
            throttle.fail(key, free=FREE_PER_ADDRESS)
        raise Refusal(TAKEN, field="sign_in_name")
    hashed = actions.hash_password(password)
    return actions.NewUser(
        name, form.display_name.data or "", hashed, has_long_password=is_long(password)
    )


def make_account(facts: actions.NewUser) -> User:
    """Store the account and the consent to the notice in force; call inside a unit of work."""
    user = actions.create_user(facts)
    user.locale = text.locale()
    actions.give_consent(user, actions.PRIVACY, current_notice().edition)
    return user


def _sign_up_by_mail(target: str | None) -> BaseResponse:
    """The answer is the same for taken and free addresses; the mail tells the owner."""
    form = NameForm()
    if form.posted() and "@" not in (form.sign_in_name.data or ""):
        form.refuse("sign_in_name", ONLY_MAIL)
    elif form.posted():
        return _answer_by_mail(form, "accounts.sign_up_mail", locale=text.locale())
    return web.page("accounts/sign_up_mail.html", form=form, next=target)


@room.form("/recovery", PUBLIC)
def recovery() -> ResponseReturnValue:
    """A forgotten password: by mail where mail is set up, else the park helps."""
    form = NameForm()
    by_mail = mail.is_configured()
    if by_mail and form.posted():
        return _answer_by_mail(form, "accounts.recovery_mail")
    return web.page("accounts/recovery.html", form=form, by_mail=by_mail, parks=list_parks())


def _answer_by_mail(form: NameForm, job: str, **facts: str) -> BaseResponse:
    key = f"mail-from:{request.remote_addr or ''}"
    name = form.sign_in_name.data or ""
    try:
        throttle.check(key)
        throttle.check(f"mail-to:{name}"[:160])
    except TooManyTries as problem:
        form.refuse(None, problem.message)
        response = web.page("accounts/recovery.html", form=form, by_mail=True, parks=[])
        return slow_down(response, int(problem.facts["wait_seconds"]))
    with work():
        throttle.fail(key, free=FREE_PER_ADDRESS)
        throttle.fail(f"mail-to:{name}"[:160], free=3)
        jobs.enqueue(job, login=name, **facts)
    return web.page("accounts/mail_sent.html", name=name)
