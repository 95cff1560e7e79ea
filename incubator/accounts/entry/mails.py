"""Which mails go out at the door: links for a forgotten password and for a new account.

The request only stores a job with the name that was typed; whether an account of that name exists is
looked up in the job, so that the answer and its time are the same for both.
"""

from flask import current_app

from incubator.accounts import actions
from incubator.accounts.models import LinkPurpose
from incubator.accounts.queries import find_user
from incubator.kernel import jobs, mail
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work
from incubator.kernel.text import force_locale, gettext


def link_url(token: str) -> str:
    """The address of a one-time link: of this installation's own address, never the request's."""
    return f"{current_app.config['SETTINGS'].url}/links/{token}"


@jobs.handler("accounts.recovery_mail")
def send_recovery(login: str) -> None:
    """Mail a link for a new password, if there is such an account with a mail address."""
    with work(by=SYSTEM):
        user = find_user(login)
        if user is None or not user.email or not user.is_active_account:
            return
        token = actions.issue_link(LinkPurpose.RECOVERY, user, by=SYSTEM)
        with force_locale(user.locale):
            body = gettext(
                "Hello %(name)s,\n\nset a new password within 30 minutes at:\n%(url)s\n\n"
                "If you did not ask for this, you need do nothing.",
                name=user.display_name,
                url=link_url(token),
            )
            mail.queue(user.email, gettext("Your new password"), body)


@jobs.handler("accounts.sign_up_mail")
def send_sign_up(login: str, locale: str) -> None:
    """Mail a link to make the account, or say that there is one already."""
    with work(by=SYSTEM), force_locale(locale):
        if find_user(login) is not None:
            body = gettext(
                "You already have an account with this address. Sign in, or ask for a new password: %(url)s",
                url=f"{current_app.config['SETTINGS'].url}/sign-in",
            )
        else:
            token = actions.issue_link(LinkPurpose.SIGN_UP, by=SYSTEM, sign_in_name=login)
            body = gettext("Make your account within 24 hours at:\n%(url)s", url=link_url(token))
        mail.queue(login, gettext("Your account"), body)
