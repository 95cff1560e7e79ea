"""The pages for giving and ending roles."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from incubator.accounts import actions, gate
from incubator.accounts.models import Grant, LinkPurpose, User
from incubator.accounts.queries import find_user
from incubator.accounts.room import room
from incubator.accounts.rules import GRANT_EDIT, INSTALLATION_ROLES, PARK_ROLES, needs_place
from incubator.accounts.staff import queries
from incubator.accounts.staff.forms import GrantForm
from incubator.accounts.staff.links import LinkCard, link_card
from incubator.kernel import access, navigation, paging, web
from incubator.kernel.access import ROLE_LABELS, Anchor, Reach, Role
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, lazy
from incubator.territory.models import Park
from incubator.territory.queries import list_parks, list_regions

navigation.offer(
    Entry(
        Platform.ADMINISTRATION,
        lazy("Staff"),
        "accounts.grant_list",
        GRANT_EDIT,
        "users-group",
        order=10,
    )
)


def span() -> Reach:
    """Where this person manages roles."""
    return access.reach(web.signed_in(), GRANT_EDIT)


@room.get("/staff", GRANT_EDIT)
def grant_list() -> ResponseReturnValue:
    """Who has which role where."""
    after = request.args.get("after", type=int)
    query = queries.select_staff(span())
    page = paging.newest_first(query, Grant.id, after=after)
    return web.page(
        "accounts/grant_list.html",
        page=page,
        places=gate.place_names(list(page.rows)),
        role_labels=ROLE_LABELS,
        total=paging.shown_count(paging.count_up_to(query)),
    )


@room.form("/staff/new", GRANT_EDIT)
def grant_new() -> ResponseReturnValue:
    """Give a role; a person without an account gets a link to set a password."""
    form = GrantForm()
    form.offer(_roles(), _places())
    card: LinkCard | None = None
    if form.posted():
        with web.acting(form) as act:
            user, token = _give(form)
            act.done(
                url_for("accounts.grant_list"),
                gettext("%(name)s now has this role.", name=user.display_name),
            )
            card = link_card(token, LinkPurpose.SET_UP) if token else None
            name = user.display_name
        if act.response and card is not None:
            return web.page("accounts/link_shown.html", card=card, name=name)
        if act.response:
            return act.response
    return web.page("accounts/grant_new.html", form=form)


def _give(form: GrantForm) -> tuple[User, str]:
    """Find or make the person, then give the role; a token is returned for a new person."""
    role, name = Role(form.role.data), form.sign_in_name.data or ""
    place = _place(role, form.place.data or "")
    user, token = find_user(name), ""
    if user is None:
        if not form.display_name.data:
            raise Refusal(
                lazy("This person has no account yet: please give the name."), field="display_name"
            )
        user = actions.create_user(actions.NewUser(name, form.display_name.data, ""))
        token = actions.issue_link(LinkPurpose.SET_UP, user, by=web.signed_in())
    actions.give_role(user, role, place, by=web.signed_in())
    return user, token


def _roles() -> list[Role]:
    offered = PARK_ROLES | INSTALLATION_ROLES if span().everything else PARK_ROLES
    return [role for role in Role if role in offered]


def _places() -> list[tuple[str, str]]:
    reach = span()
    parks = [park for park in list_parks() if reach.everything or park.id in reach.parks]
    places = [(f"park:{park.code}", park.name) for park in parks]
    if reach.everything:
        places += [(f"region:{row.division_code}", row.name) for row in list_regions()]
        places.append(("all", gettext("The whole installation")))
    return places


def _place(role: Role, chosen: str) -> actions.Place:
    """The chosen place, of the kind that the role needs."""
    kind, _, key = chosen.partition(":")
    anchor = needs_place(role)
    if anchor is Anchor.PARK and kind == "park":
        park = db.session.scalars(select(Park).where(Park.code == key)).one()
        return actions.Place(park_id=park.id)
    if anchor is Anchor.REGION and kind == "region":
        return actions.Place(region_id=list_regions([key])[0].id)
    if anchor is Anchor.INSTALLATION:
        return actions.Place()
    wanted = {
        Anchor.PARK: lazy("This role belongs to a park. Please choose one."),
        Anchor.REGION: lazy("This role belongs to a region. Please choose one."),
    }
    raise Refusal(wanted.get(anchor, lazy("This role does not fit here.")), field="place")


@room.post("/staff/<code:code>/end", GRANT_EDIT)
def grant_move(code: str) -> ResponseReturnValue:
    """End a role; it bites at once."""
    with web.acting() as act:
        row = queries.get_staff_role(span(), code)
        if row is None:
            raise Absent
        actions.take_role(row, by=web.signed_in())
        act.done(url_for("accounts.grant_list"), gettext("The role has ended."))
    return act.answer
