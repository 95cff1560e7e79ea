"""The pages of one's own account."""

import json

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from incubator.accounts import actions, gate
from incubator.accounts.entry.doorway import let_in, open_for
from incubator.accounts.models import Grant, User
from incubator.accounts.own import queries
from incubator.accounts.own.forms import ChangePasswordForm, ProfileForm
from incubator.accounts.own.me import me
from incubator.accounts.room import room
from incubator.accounts.rules import OWN_ACCOUNT, check_password, is_long, least_length
from incubator.kernel import navigation, once, throttle, web
from incubator.kernel.access import OWNERS, ROLE_LABELS, Role, roles_of
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import Form
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, lazy

navigation.offer(
    Entry(
        Platform.HOME,
        lazy("My account"),
        "accounts.own_detail",
        OWN_ACCOUNT,
        "user",
        order=90,
        bottom=True,
    )
)


@room.get("/account", OWN_ACCOUNT)
def own_detail() -> ResponseReturnValue:
    """What the product knows of me, and what I can do about it."""
    user = me()
    names = gate.place_names(list(user.active_grants))
    return web.page(
        "accounts/own_detail.html",
        user=user,
        grants=user.active_grants,
        places=names,
        owners=OWNERS,
        role_labels=ROLE_LABELS,
        session_count=len(queries.list_open_sessions(user.id)),
    )


@room.form("/account/profile", OWN_ACCOUNT)
def profile_edit() -> ResponseReturnValue:
    """Change name, ways to be reached, and language."""
    form = ProfileForm(obj=me())
    if form.posted():
        with web.acting(form) as act:
            user = me()
            web.check_version(user, form)
            facts = actions.ProfileFacts(
                display_name=form.display_name.data or "",
                phone=form.phone.data or "",
                email=form.email.data or "",
                locale=form.locale.data,
            )
            actions.update_profile(user, facts)
            act.done(url_for("accounts.own_detail"), gettext("Your data are saved."))
        if act.response:
            act.response.set_cookie(
                "locale", form.locale.data, max_age=31536000, samesite="Lax", httponly=True
            )
            return act.response
    elif request.method == "GET":
        web.stamp(form, me())
    return web.page("accounts/profile_edit.html", form=form)


@room.form("/account/password", OWN_ACCOUNT)
def password_edit() -> ResponseReturnValue:
    """Change the password; every other browser is signed out, this one gets a new session."""
    user = me()
    form = ChangePasswordForm()
    if form.posted():
        try:
            token = _change_password(user, form)
        except Refusal as refusal:
            form.refuse(refusal.field, refusal.message)
        else:
            return let_in(token, url_for("accounts.own_detail"))
    return web.page(
        "accounts/password_edit.html",
        form=form,
        least=least_length(roles_of(user)),
        must_change=gate.must_change_password(user),
    )


def _change_password(user: User, form: ChangePasswordForm) -> str:
    key = f"change-password:{user.id}"
    throttle.check(key)
    old, new = form.old_password.data or "", form.password.data or ""
    if not actions.is_password(user.password_hash, old):
        with work(by=user):
            throttle.fail(key)
        raise Refusal(lazy("This is not your present password."), field="old_password")
    if old == new:
        raise Refusal(lazy("Please choose a new password, not the old one."), field="password")
    names = (user.sign_in_name, user.display_name)
    check_password(new, roles=roles_of(user), names=names)
    hashed = actions.hash_password(new)
    with work(by=user):
        posting = once.claim(form.once.data or "", user.id)
        if posting is not None:
            posting.location = url_for("accounts.own_detail")
        throttle.clear(key)
        actions.set_password(user, hashed, is_long=is_long(new))
        return open_for(user)


@room.form("/account/sessions", OWN_ACCOUNT)
def session_list() -> ResponseReturnValue:
    """Where I am signed in; posting signs all other browsers out."""
    form = Form()
    current = gate.current_session()
    if form.posted():
        with web.acting(form) as act:
            actions.end_sessions(me(), except_hash=current.token_hash if current else "")
            act.done(
                url_for("accounts.session_list"), gettext("All other browsers are signed out.")
            )
        if act.response:
            return act.response
    rows = queries.list_open_sessions(me().id)
    return web.page("accounts/session_list.html", form=form, sessions=rows, current=current)


@room.post("/account/sessions/<code:code>/end", OWN_ACCOUNT)
def session_move(code: str) -> ResponseReturnValue:
    """Sign one browser out."""
    with web.acting() as act:
        actions.end_session(queries.get_own_session(web.signed_in().id or 0, code))
        act.done(url_for("accounts.session_list"), gettext("This browser is signed out."))
    return act.answer


@room.post("/account/roles/<code:code>/end", OWN_ACCOUNT)
def membership_move(code: str) -> ResponseReturnValue:
    """Leave an organization, unless I am its last leader."""
    with web.acting() as act:
        row = web.load(Grant, code)
        if row.user_id != web.signed_in().id or row.role not in {Role.LEADER, Role.MEMBER}:
            raise Absent
        actions.end_membership(row, by=web.signed_in())
        act.done(url_for("accounts.own_detail"), gettext("You have left the organization."))
    return act.answer


@room.get("/account/export", OWN_ACCOUNT)
def own_export() -> ResponseReturnValue:
    """Everything about me, as a file to take away."""
    content = json.dumps(queries.everything_about(me()), ensure_ascii=False, indent=1, default=str)
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response
