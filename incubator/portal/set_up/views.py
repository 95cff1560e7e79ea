"""The page that an empty installation opens with."""

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from incubator.accounts import actions as accounts
from incubator.accounts.rules import check_password, is_long, is_name, normal_name
from incubator.kernel import access, setup_token, waiting, web
from incubator.kernel.access import PUBLIC, SYSTEM, Person, Role
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.settings import Settings
from incubator.kernel.text import lazy
from incubator.kernel.waiting import Waiting
from incubator.portal.queries import is_empty, only_park
from incubator.portal.room import room
from incubator.portal.set_up import actions
from incubator.portal.set_up.forms import SetUpForm
from incubator.portal.set_up.queries import lacks_of
from incubator.territory.actions import ParkFacts

# In the order in which a park is set up: what is lacking, its line, the button, the page.
FIRST_STEPS = (
    ("zones", lazy("Set up the park: zones and desks"), lazy("Add zones"), "space.zone_new"),
    ("rooms", lazy("Set up the park: meeting rooms"), lazy("Add a room"), "space.room_new"),
    ("operator", lazy("Set up the park: operators"), lazy("Give a role"), "accounts.grant_new"),
    ("experts", lazy("Set up the park: expert pool"), lazy("Add experts"), "experts.expert_new"),
    ("calls", lazy("Set up the park: first call"), lazy("Prepare a call"), "intake.call_new"),
)


@waiting.offers
def first_steps(person: Person) -> list[Waiting]:
    """What a park without it cannot work with, for the hat that may add it: one query."""
    worn = web.hat()
    if worn is None or worn.park_id is None or worn.role not in {Role.OPERATOR, Role.MANAGER}:
        return []
    lacks = lacks_of(worn.park_id)
    return [
        Waiting(title, button, endpoint, {})
        for name, title, button, endpoint in FIRST_STEPS
        if name in lacks and access.may(person, web.permission_of(current_app, endpoint))
    ]


@room.form("/set-up", PUBLIC)
def set_up() -> ResponseReturnValue:
    """Set up an empty installation with the token printed at its start; gone once anybody is there."""
    if not is_empty():
        raise Absent
    settings: Settings = current_app.config["SETTINGS"]
    form = SetUpForm()
    if request.method == "GET":
        form.token.data = request.args.get("token", "")
    if not setup_token.fits(settings, form.token.data or ""):
        return _without_token(is_wrong=bool(form.token.data))
    if form.posted():
        answer = _carry_out(form, settings)
        if answer is not None:
            return answer
    return web.page("portal/set_up.html", form=form)


def _without_token(*, is_wrong: bool) -> Response:
    """Where the token stands, not what it is."""
    response = web.page("portal/set_up_token.html", is_wrong=is_wrong)
    response.status_code = 403 if is_wrong else 200
    return response


@room.get("/set-up/done", PUBLIC)
def set_up_done() -> ResponseReturnValue:
    """What was made and what comes next; an empty installation has nothing to show here."""
    if is_empty():
        raise Absent
    return web.page("portal/set_up_done.html", park=only_park())


def _carry_out(form: SetUpForm, settings: Settings) -> BaseResponse | None:
    """Check and hash outside the unit of work, store all of it or nothing, then burn the token."""
    try:
        facts = actions.SetUp(
            administrator=_new_user(form, "administrator", Role.ADMINISTRATOR),
            manager=_new_user(form, "manager", Role.MANAGER),
            regions=(
                (form.province_code.data or "", form.province_name.data or ""),
                (form.prefecture_code.data or "", form.prefecture_name.data or ""),
                (form.county_code.data or "", form.county_name.data or ""),
            ),
            park=ParkFacts(
                name=form.park_name.data or "",
                slug=form.slug.data or "",
                operator=form.operator.data or "",
            ),
        )
        with work(by=SYSTEM):
            actions.set_up(facts)
    except Refusal as refusal:
        if isinstance(refusal, Absent):
            raise
        form.refuse(refusal.field, refusal.message)
        return None
    setup_token.burn(settings)
    return redirect(url_for("portal.set_up_done"), 303)


def _new_user(form: SetUpForm, who: str, role: Role) -> accounts.NewUser:
    name = normal_name(form[f"{who}_sign_in"].data or "")
    if not is_name(name):
        raise Refusal(
            lazy("Please enter a mobile number or an e-mail address."), field=f"{who}_sign_in"
        )
    password = form[f"{who}_password"].data or ""
    display_name = form[f"{who}_name"].data or ""
    try:
        check_password(password, roles=frozenset({role}), names=(name, display_name))
    except Refusal as refusal:
        raise Refusal(refusal.message, field=f"{who}_password") from refusal
    return accounts.NewUser(
        sign_in_name=name,
        display_name=display_name,
        password_hash=accounts.hash_password(password),
        has_long_password=is_long(password),
    )
