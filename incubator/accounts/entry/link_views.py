"""The page that a one-time link opens: a new password, a new account, or an invitation."""

from flask import url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from incubator.accounts import actions, gate
from incubator.accounts.entry.doorway import let_in, open_for
from incubator.accounts.entry.forms import PasswordForm, SignUpForm
from incubator.accounts.entry.new_views import make_account, prepare
from incubator.accounts.entry.notice import current_notice
from incubator.accounts.models import LinkPurpose, OneTimeLink, User
from incubator.accounts.queries import find_by_id
from incubator.accounts.room import room
from incubator.accounts.rules import check_password, is_long, least_length
from incubator.kernel import web
from incubator.kernel.access import PUBLIC, ROLE_LABELS, Role, roles_of
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import Form


@room.form("/links/<token>", PUBLIC)
def link_open(token: str) -> ResponseReturnValue:
    """Open a one-time link; looking at it does not use it up."""
    link = actions.get_link(token)
    if link.purpose in {LinkPurpose.RECOVERY, LinkPurpose.SET_UP}:
        return _new_password(token, link)
    if link.purpose is LinkPurpose.INVITATION and web.person() is not None:
        return _join(token, link)
    return _new_account(token, link)


def _new_password(token: str, link: OneTimeLink) -> BaseResponse:
    user = find_by_id(link.user_id or 0)
    if user is None or not user.is_active_account:
        raise Absent
    form = PasswordForm()
    if form.posted():
        try:
            session = _set_password(token, user, form.password.data or "")
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.refuse(refusal.field, refusal.message)
        else:
            return let_in(session, url_for("portal.home"))
    least = least_length(roles_of(user))
    return web.page("accounts/link_password.html", form=form, user=user, least=least)


def _set_password(token: str, user: User, password: str) -> str:
    names = (user.sign_in_name, user.display_name)
    check_password(password, roles=roles_of(user), names=names)
    hashed = actions.hash_password(password)
    with work(by=user):
        actions.use_link(token)
        actions.set_password(user, hashed, is_long=is_long(password))
        return open_for(user)


def _new_account(token: str, link: OneTimeLink) -> BaseResponse:
    fixed = link.sign_in_name if link.purpose is LinkPurpose.SIGN_UP else ""
    form = SignUpForm(data={"sign_in_name": link.sign_in_name})
    if fixed:
        form.sign_in_name.data = fixed
    if form.posted():
        try:
            session = _make_and_join(token, link, form)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.refuse(refusal.field, refusal.message)
        else:
            return let_in(session, url_for("portal.home"))
    return web.page(
        "accounts/sign_up.html",
        form=form,
        next=url_for("accounts.link_open", token=token),
        notice=current_notice(),
        fixed_name=fixed,
        invitation=_invitation(link),
    )


def _make_and_join(token: str, link: OneTimeLink, form: SignUpForm) -> str:
    """Account and membership are made together; a link used meanwhile makes neither."""
    fixed = link.sign_in_name if link.purpose is LinkPurpose.SIGN_UP else ""
    purpose = link.purpose
    facts = prepare(form, fixed or form.sign_in_name.data or "")
    with work():
        user = make_account(facts)
        if purpose is LinkPurpose.INVITATION:
            actions.accept_invitation(token, user)
        else:
            actions.use_link(token)
        return open_for(user)


def _join(token: str, link: OneTimeLink) -> BaseResponse:
    form = Form()
    if form.posted():
        with web.acting(form) as act:
            user = find_by_id(web.signed_in().id or 0)
            if user is not None:
                actions.accept_invitation(token, user)
            act.done(url_for("portal.home"))
        if act.response:
            return act.response
    return web.page("accounts/link_join.html", form=form, invitation=_invitation(link))


def _invitation(link: OneTimeLink) -> dict[str, str] | None:
    if link.purpose is not LinkPurpose.INVITATION:
        return None
    names = gate.organization_names([link.organization_id or 0])
    return {
        "organization": names.get(link.organization_id or 0, ""),
        "role": str(ROLE_LABELS[Role(link.role)]),
    }
