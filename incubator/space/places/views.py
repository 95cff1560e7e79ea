"""The pages of zones, desks and rooms: what stands in the park, and who gets a desk."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from incubator.kernel import access, web
from incubator.kernel.access import Permission
from incubator.kernel.db import db
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.text import gettext, label, lazy
from incubator.organizations.models import Organization
from incubator.space.places import actions, queries
from incubator.space.places.forms import DeskContractForm, DeskForm, RoomForm, ZoneForm
from incubator.space.places.models import Desk, DeskContract, MeetingRoom, Zone, shown_minute
from incubator.space.places.rules import PLACE_EDIT, PLACE_READ, running_residency
from incubator.space.places.workflow import DESK_CONTRACT, DESK_CONTRACT_EDIT
from incubator.space.room import one_of, room
from incubator.territory.models import Park
from incubator.territory.queries import parks_within

TABS = (
    ("space.space_day", lazy("Today")),
    ("space.desk_list", lazy("Desks")),
    ("space.zone_list", lazy("Zones")),
    ("space.room_list", lazy("Rooms")),
)


def chosen_park(needed: Permission = PLACE_READ) -> tuple[Park, list[Park]]:
    """The park of this page: the one asked for, else the first within reach; and all of them."""
    parks = parks_within(access.reach(web.person(), needed))
    found = one_of(parks)
    if found is None:
        raise Absent
    return found, parks


def place_tabs(park: Park) -> list[dict[str, Any]]:
    """The tabs of the pages about the place."""
    return [
        {
            "label": words,
            "url": url_for(endpoint, park=park.slug),
            "active": request.endpoint == endpoint,
        }
        for endpoint, words in TABS
    ]


@room.get("/zones", PLACE_READ)
def zone_list() -> Response:
    """The zones of the park with what stands in them."""
    park, parks = chosen_park()
    return web.page(
        "space/zone_list.html",
        park=park,
        may_edit=access.allows(web.person(), PLACE_EDIT, park),
        parks=parks,
        tabs=place_tabs(park),
        zones=queries.list_zone_lines(park.id),
    )


@room.form("/zones/new", PLACE_EDIT)
def zone_new() -> Response:
    """Add a zone."""
    park, _parks = chosen_park(PLACE_EDIT)
    form = ZoneForm()
    if request.method == "GET":
        form.position.data = len(queries.list_zones(park.id)) + 1
    if form.posted():
        with web.acting(form) as act:
            actions.add_zone(park, _zone_facts(form), by=web.signed_in())
            act.done(url_for("space.zone_list", park=park.slug), gettext("The zone is added."))
        if act.response:
            return act.response
    return web.page("space/zone_new.html", form=form, park=park)


@room.form("/zones/<code:code>/edit", PLACE_EDIT)
def zone_edit(code: str) -> Response:
    """Rename or reorder a zone."""
    zone = web.load(Zone, code)
    form = ZoneForm()
    if request.method == "GET":
        _fill_zone(form, zone)
    answer = web.save(
        form,
        Zone,
        code,
        lambda row: actions.change_zone(row, _zone_facts(form), by=web.signed_in()),
        back=lambda row: url_for("space.zone_list", park=row.park.slug),
    )
    return answer or web.page("space/zone_edit.html", form=form, zone=zone)


def _fill_zone(form: ZoneForm, zone: Zone) -> None:
    form.name_zh.data, form.name_en.data = zone.name.get("zh"), zone.name.get("en")
    form.purpose_zh.data, form.purpose_en.data = zone.purpose.get("zh"), zone.purpose.get("en")
    form.position.data, form.version.data = zone.position, str(zone.version)


def _zone_facts(form: ZoneForm) -> actions.ZoneFacts:
    return actions.ZoneFacts(
        name={"zh": form.name_zh.data or "", "en": form.name_en.data or ""},
        purpose={"zh": form.purpose_zh.data or "", "en": form.purpose_en.data or ""},
        position=form.position.data or 1,
    )


@room.get("/desks", PLACE_READ)
def desk_list() -> Response:
    """Every desk and who holds it until when."""
    park, parks = chosen_park()
    return web.page(
        "space/desk_list.html",
        park=park,
        may_edit=access.allows(web.person(), PLACE_EDIT, park),
        parks=parks,
        tabs=place_tabs(park),
        lines=queries.list_desk_lines(park.id),
        has_zones=bool(queries.list_zones(park.id)),
    )


@room.form("/desks/new", PLACE_EDIT)
def desk_new() -> Response:
    """Add a desk."""
    park, _parks = chosen_park(PLACE_EDIT)
    form = _desk_form(park.id)
    if form.posted():
        with web.acting(form) as act:
            actions.add_desk(_desk_facts(form, park.id), by=web.signed_in())
            act.done(url_for("space.desk_list", park=park.slug), gettext("The desk is added."))
        if act.response:
            return act.response
    return web.page("space/desk_new.html", form=form, park=park)


@room.get("/desks/<code:code>", PLACE_READ)
def desk_detail(code: str) -> Response:
    """One desk: who holds it now, and who did before."""
    desk = web.load(Desk, code)
    contracts = queries.contracts_of_desk(desk)
    return web.page(
        "space/desk_detail.html",
        desk=desk,
        may_edit=access.allows(web.person(), PLACE_EDIT, desk),
        may_give=access.allows(web.person(), DESK_CONTRACT_EDIT, desk),
        contracts=contracts,
        held=next((line for line in contracts if line[0].ended_on is None), None),
        table=DESK_CONTRACT,
    )


@room.form("/desks/<code:code>/edit", PLACE_EDIT)
def desk_edit(code: str) -> Response:
    """Renumber, move or close a desk."""
    desk = web.load(Desk, code)
    form = _desk_form(desk.zone.park_id)
    if request.method == "GET":
        form.zone.data, form.label.data = desk.zone.code, desk.label
        form.note.data, form.is_open.data = desk.note, desk.is_open
        web.stamp(form, desk)
    answer = web.save(
        form,
        Desk,
        code,
        lambda row: actions.change_desk(
            row, _desk_facts(form, row.zone.park_id), by=web.signed_in()
        ),
        back=lambda row: url_for("space.desk_detail", code=row.code),
    )
    return answer or web.page("space/desk_edit.html", form=form, desk=desk)


def _desk_form(park_id: int) -> DeskForm:
    form = DeskForm()
    form.zone.choices = _zone_choices(park_id)
    return form


def _zone_choices(park_id: int) -> list[tuple[str, str]]:
    return [(zone.code, label(zone.name)) for zone in queries.list_zones(park_id)]


def _zone_of(code: str | None, park_id: int) -> Zone | None:
    return next((zone for zone in queries.list_zones(park_id) if zone.code == code), None)


def _desk_facts(form: DeskForm, park_id: int) -> actions.DeskFacts:
    zone = _zone_of(form.zone.data, park_id)
    if zone is None:
        raise Refusal(lazy("Please choose a zone."), field="zone")
    return actions.DeskFacts(
        zone, form.label.data or "", form.note.data or "", bool(form.is_open.data)
    )


@room.form("/desks/<code:code>/contracts/new", DESK_CONTRACT_EDIT)
def desk_contract_new(code: str) -> Response:
    """Give a desk to a resident."""
    desk = web.load(Desk, code)
    form = DeskContractForm()
    residents = queries.residents_to_choose(desk.zone.park_id)
    form.organization.choices = [(row.code, row.name) for row in residents]
    answer = web.save(
        form,
        Desk,
        code,
        lambda row: actions.give_desk(row, _desk_terms(form, row), by=web.signed_in()),
        back=lambda row: url_for("space.desk_detail", code=row.code),
        done=gettext("The desk is given."),
    )
    return answer or web.page(
        "space/desk_contract_new.html", form=form, desk=desk, residents=residents
    )


def _desk_terms(form: DeskContractForm, desk: Desk) -> actions.DeskTerms:
    found = db.session.query(Organization).filter_by(code=form.organization.data).one_or_none()
    residency = running_residency(found, desk.zone.park_id) if found is not None else None
    if found is None or residency is None:
        raise Refusal(lazy("This organization does not live in the park."), field="organization")
    assert form.starts_on.data is not None
    assert form.ends_on.data is not None
    return actions.DeskTerms(found, residency, form.starts_on.data, form.ends_on.data)


@room.moves("/desk-contracts/<code:code>/moves/<move>", DESK_CONTRACT)
def desk_contract_move(code: str, move: str) -> Response:
    """Take a desk back."""
    return web.move(
        DeskContract,
        code,
        move,
        table=DESK_CONTRACT,
        actions={"end": actions.end_desk_contract},
        back=lambda contract: url_for("space.desk_detail", code=contract.desk.code),
    )


@room.get("/meeting-rooms", PLACE_READ)
def room_list() -> Response:
    """The rooms of the park with seats, hours and equipment."""
    park, parks = chosen_park()
    return web.page(
        "space/room_list.html",
        park=park,
        may_edit=access.allows(web.person(), PLACE_EDIT, park),
        parks=parks,
        tabs=place_tabs(park),
        rooms=queries.list_rooms(park.id),
    )


@room.form("/meeting-rooms/new", PLACE_EDIT)
def room_new() -> Response:
    """Add a meeting room."""
    park, _parks = chosen_park(PLACE_EDIT)
    form = _room_form(park.id)
    if form.posted():
        with web.acting(form) as act:
            actions.add_room(park, _room_facts(form, park.id), by=web.signed_in())
            act.done(url_for("space.room_list", park=park.slug), gettext("The room is added."))
        if act.response:
            return act.response
    return web.page("space/room_new.html", form=form, park=park)


@room.form("/meeting-rooms/<code:code>/edit", PLACE_EDIT)
def room_edit(code: str) -> Response:
    """Change a room's seats, hours and equipment, or close it."""
    found = web.load(MeetingRoom, code)
    form = _room_form(found.park_id)
    if request.method == "GET":
        _fill_room(form, found)
    answer = web.save(
        form,
        MeetingRoom,
        code,
        lambda row: actions.change_room(row, _room_facts(form, row.park_id), by=web.signed_in()),
        back=lambda row: url_for("space.room_list", park=row.park.slug),
    )
    return answer or web.page("space/room_edit.html", form=form, subject=found)


def _room_form(park_id: int) -> RoomForm:
    form = RoomForm()
    form.zone.choices = [("", gettext("None")), *_zone_choices(park_id)]
    times = [(shown_minute(minute), shown_minute(minute)) for minute in range(0, 1441, 30)]
    form.opens.choices, form.closes.choices = times[:-1], times[1:]
    return form


def _fill_room(form: RoomForm, found: MeetingRoom) -> None:
    form.name.data, form.capacity.data = found.name, found.capacity
    form.zone.data = found.zone.code if found.zone is not None else ""
    form.opens.data, form.closes.data = found.opens, found.closes
    form.equipment.data, form.note.data = "\n".join(found.equipment), found.note
    form.is_open.data, form.version.data = found.is_open, str(found.version)


def _minute(text: str | None) -> int:
    hours, _, minutes = (text or "0:0").partition(":")
    return int(hours) * 60 + int(minutes)


def _room_facts(form: RoomForm, park_id: int) -> actions.RoomFacts:
    items = [line.strip() for line in (form.equipment.data or "").splitlines()]
    return actions.RoomFacts(
        name=form.name.data or "",
        capacity=form.capacity.data or 0,
        zone=_zone_of(form.zone.data, park_id),
        equipment=[item for item in items if item],
        opens_minute=_minute(form.opens.data),
        closes_minute=_minute(form.closes.data),
        note=form.note.data or "",
        is_open=bool(form.is_open.data),
    )
