"""The pages of this room: parks, house rules, regions; working days stand beside."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import access, navigation, web
from incubator.kernel.access import PUBLIC
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.text import gettext, lazy, ngettext
from incubator.territory import actions, queries
from incubator.territory.calendar import notice_views
from incubator.territory.calendar import views as calendar_views
from incubator.territory.forms import HouseRuleForm, ParkForm, TownshipForm
from incubator.territory.models import HouseRule, Park
from incubator.territory.room import room
from incubator.territory.rules import (
    HOUSE_RULE_EDIT,
    PARK_EDIT,
    PARK_READ,
    REGION_LIST,
    TOWNSHIP_EDIT,
)
from incubator.territory.townships import views as township_views
from incubator.territory.townships.queries import changes_below

__all__ = ["calendar_views", "notice_views", "room", "township_views"]

navigation.offer(
    Entry(
        Platform.ADMINISTRATION,
        lazy("The park"),
        "territory.park_list",
        PARK_READ,
        "building-community",
        order=5,
    )
)


@room.get("/my-parks", PARK_READ)
def park_list() -> ResponseReturnValue:
    """The parks that this person works for, each with what can be looked after."""
    person = web.signed_in()
    parks = queries.parks_within(access.reach(person, PARK_READ))
    editable = {park.id for park in parks if access.allows(person, PARK_EDIT, park)}
    return web.page("territory/park_list.html", parks=parks, editable=editable)


@room.form("/my-parks/<code:code>/edit", PARK_EDIT)
def park_edit(code: str) -> ResponseReturnValue:
    """Change what the park says of itself on its public page."""
    park = web.load(Park, code)
    form = ParkForm(obj=park)
    web.stamp(form, park)
    answer = web.save(
        form,
        Park,
        code,
        lambda row: actions.update_park(row, _park_facts(row, form), by=web.signed_in()),
        back=lambda _row: url_for("territory.park_list"),
        done=gettext("The park's page is changed."),
    )
    return answer or web.page("territory/park_edit.html", form=form, park=park)


def _park_facts(park: Park, form: ParkForm) -> actions.ParkFacts:
    return actions.ParkFacts(
        name=form.name.data or "",
        slug=park.slug,
        name_en=form.name_en.data or "",
        owner=form.owner.data or "",
        operator=form.operator.data or "",
        address=form.address.data or "",
        phone=form.phone.data or "",
        opened_on=form.opened_on.data,
        introduction=form.introduction.data or "",
    )


@room.form("/my-parks/<code:code>/townships", TOWNSHIP_EDIT)
def township_edit(code: str) -> ResponseReturnValue:
    """Name the townships below the park's county: filed groups are numbered and mapped by them."""
    park = web.load(Park, code)
    form = TownshipForm()
    if form.posted():
        with web.acting(form) as act:
            park = web.load(Park, code, lock=True)
            count = actions.add_townships(park, form.lines.data or "", by=web.signed_in())
            said = ngettext("%(num)s township was added.", "%(num)s townships were added.", count)
            act.done(url_for("territory.township_edit", code=code), said)
        if act.response:
            return act.response
        park = web.load(Park, code)
    return web.page(
        "territory/township_edit.html",
        form=form,
        park=park,
        known=queries.list_below(park.region),
        changes=changes_below(park.region),
    )


@room.get("/parks/<slug>/house-rules", PUBLIC)
def house_rule_list(slug: str) -> ResponseReturnValue:
    """The park's house rules, open to everybody; staff find the way to change them."""
    park = queries.get_park(slug)
    return web.page(
        "territory/house_rule_list.html",
        park=park,
        rules=queries.list_house_rules(park),
        may_edit=access.allows(web.person(), HOUSE_RULE_EDIT, park),
    )


@room.form("/parks/<slug>/house-rules/new", HOUSE_RULE_EDIT)
def house_rule_new(slug: str) -> ResponseReturnValue:
    """Write a further house rule."""
    park = queries.get_park(slug)
    access.check(web.person(), HOUSE_RULE_EDIT, park)
    form = HouseRuleForm()
    if form.posted():
        with web.acting(form) as act:
            park = queries.get_park(slug)
            access.check(web.person(), HOUSE_RULE_EDIT, park)
            actions.add_house_rule(
                park,
                number=form.number.data or 0,
                title=form.words("title"),
                text=form.words("text"),
            )
            act.done(
                url_for("territory.house_rule_list", slug=slug), gettext("The house rule is saved.")
            )
        if act.response:
            return act.response
    elif request.method == "GET":
        form.number.data = queries.next_rule_number(park)
    return web.page("territory/house_rule_edit.html", form=form, park=park, rule=None)


@room.form("/house-rules/<code:code>/edit", HOUSE_RULE_EDIT)
def house_rule_edit(code: str) -> ResponseReturnValue:
    """Change a house rule."""
    rule = web.load(HouseRule, code)
    form = HouseRuleForm(data=_rule_data(rule))
    web.stamp(form, rule)
    answer = web.save(
        form,
        HouseRule,
        code,
        lambda row: actions.change_house_rule(
            row,
            number=form.number.data or 0,
            title=form.words("title"),
            text=form.words("text"),
        ),
        back=_rules_url,
        done=gettext("The house rule is saved."),
    )
    return answer or web.page(
        "territory/house_rule_edit.html", form=form, park=rule.park, rule=rule
    )


def _rules_url(rule: HouseRule) -> str:
    return url_for("territory.house_rule_list", slug=rule.park.slug)


def _rule_data(rule: HouseRule) -> dict[str, object]:
    return {
        "number": rule.number,
        "title_zh": rule.title.get("zh", ""),
        "title_en": rule.title.get("en", ""),
        "text_zh": rule.text.get("zh", ""),
        "text_en": rule.text.get("en", ""),
    }


@room.post("/house-rules/<code:code>/remove", HOUSE_RULE_EDIT)
def house_rule_move(code: str) -> ResponseReturnValue:
    """Take a house rule away."""
    return web.remove(
        HouseRule,
        code,
        lambda row: actions.remove_house_rule(row, by=web.signed_in()),
        back=_rules_url,
        done=gettext("The house rule is removed."),
    )


@room.get("/regions", REGION_LIST)
def region_list() -> ResponseReturnValue:
    """The divisions that this installation knows, as a tree."""
    regions = queries.list_regions()
    return web.page("territory/region_list.html", regions=regions)
