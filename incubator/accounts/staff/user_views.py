"""The pages of all accounts (administrator), and of sign-in links for people who cannot get in."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.accounts import actions, gate
from incubator.accounts.models import LinkPurpose, User
from incubator.accounts.room import room
from incubator.accounts.rules import USER_LINK, USER_LIST
from incubator.accounts.staff import queries
from incubator.accounts.staff.links import LinkCard, link_card
from incubator.kernel import navigation, paging, web
from incubator.kernel.access import ROLE_LABELS
from incubator.kernel.audit import mask
from incubator.kernel.errors import Absent
from incubator.kernel.forms import Form
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.notices import message, send
from incubator.kernel.text import gettext, lazy

navigation.offer(
    Entry(
        Platform.ADMINISTRATION,
        lazy("Accounts"),
        "accounts.user_list",
        USER_LIST,
        "users",
        order=20,
    )
)
navigation.offer(
    Entry(
        Platform.ADMINISTRATION,
        lazy("Help signing in"),
        "accounts.user_link",
        USER_LINK,
        "key",
        order=30,
    )
)


@room.get("/users", USER_LIST)
def user_list() -> ResponseReturnValue:
    """All accounts, by name, number or address."""
    q = request.args.get("q", "")[:120]
    query = queries.select_users(q)
    page = paging.newest_first(query, User.id, after=request.args.get("after", type=int))
    return web.page(
        "accounts/user_list.html",
        page=page,
        masked=mask,
        q=q,
        total=paging.shown_count(paging.count_up_to(query)),
    )


@room.get("/users/<code:code>", USER_LIST)
def user_detail(code: str) -> ResponseReturnValue:
    """One account: its roles and whether it may be used."""
    user = web.load(User, code)
    return web.page(
        "accounts/user_detail.html",
        user=user,
        masked=mask,
        places=gate.place_names(list(user.active_grants)),
        role_labels=ROLE_LABELS,
    )


@room.post("/users/<code:code>/moves/<move>", USER_LIST)
def user_move(code: str, move: str) -> ResponseReturnValue:
    """Shut an account or open it again."""
    verbs = {"disable": actions.disable_user, "enable": actions.enable_user}
    if move not in verbs:
        raise Absent
    with web.acting() as act:
        user = web.load(User, code, lock=True)
        verbs[move](user, by=web.signed_in())
        done = gettext("The account is shut.") if move == "disable" else gettext("Open again.")
        act.done(url_for("accounts.user_detail", code=code), done)
    return act.answer


@room.form("/sign-in-links", USER_LINK)
def user_link() -> ResponseReturnValue:
    """Find a person of one's park and show a one-time link for a new password."""
    form = Form()
    q = request.args.get("q", "")[:120]
    card: LinkCard | None = None
    if form.posted():
        with web.acting(form) as act:
            user = _person_to_help(q, request.form.get("user", ""))
            token = actions.issue_link(LinkPurpose.RECOVERY, user, by=web.signed_in())
            send(
                [user.id],
                message("%(name)s made a sign-in link for you."),
                url="/account",
                name=web.signed_in().display_name,
            )
            name = user.display_name
            act.done(url_for("accounts.user_link"))
            card = link_card(token, LinkPurpose.RECOVERY)
        if act.response and card is not None:
            return web.page("accounts/link_shown.html", card=card, name=name)
    found = queries.find_people_to_help(web.signed_in(), q)
    return web.page("accounts/user_link.html", form=form, q=q, found=found, masked=mask)


def _person_to_help(q: str, code: str) -> User:
    """The chosen person, looked for anew inside the unit of work."""
    for user in queries.find_people_to_help(web.signed_in(), q):
        if user.code == code:
            return user
    raise Absent
