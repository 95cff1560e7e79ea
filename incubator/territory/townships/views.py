"""The page of one township: what happened to it, and what is to be recorded now."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.errors import Absent
from incubator.kernel.forms import choices
from incubator.kernel.text import gettext, label
from incubator.territory.models import Park, Region
from incubator.territory.queries import list_below
from incubator.territory.room import room
from incubator.territory.rules import TOWNSHIP_EDIT
from incubator.territory.townships import actions, queries
from incubator.territory.townships.forms import TownshipChangeForm
from incubator.territory.townships.models import RegionChangeKind
from incubator.territory.townships.rules import KIND_LABELS, ChangeFacts, kinds_for


@room.form("/my-parks/<code:code>/townships/<division>", TOWNSHIP_EDIT)
def township_change(code: str, division: str) -> ResponseReturnValue:
    """Record that a township was renamed, merged or dissolved; what was filed under it stays."""
    park = web.load(Park, code)
    region = _township(park, division)
    form = _form(park, region)
    if form.posted():
        with web.acting(form) as act:
            park = web.load(Park, code, lock=True)
            web.check_version(park, form)
            region = _township(park, division)
            actions.record_change(park, region, _facts(park, form), by=web.signed_in())
            act.done(url_for("territory.township_edit", code=code), gettext("Saved."))
        if act.response:
            return act.response
        park = web.load(Park, code)
        region = _township(park, division)
    return web.page(
        "territory/township_change.html",
        form=form,
        park=park,
        region=region,
        changes=queries.changes_below(park.region).get(region.id, []),
        offered={kind.value for kind in kinds_for(region)},
    )


def _township(park: Park, division: str) -> Region:
    """The township of that code below the park's county; anything else is absent."""
    found = queries.find_township_below(park.region, division[:12])
    if found is None:
        raise Absent
    return found


def _form(park: Park, region: Region) -> TownshipChangeForm:
    form = TownshipChangeForm()
    kinds = kinds_for(region)
    form.kind.choices = choices((kind.value, KIND_LABELS[kind]) for kind in kinds)
    others = [
        (row.division_code, label({"zh": row.name, "en": row.name_en}))
        for row in list_below(park.region)
        if row.id != region.id and row.valid_to is None
    ]
    form.into.choices = choices([("", gettext("Please choose")), *others])
    # The park's version is that of its list of townships: recording a change raises it.
    web.stamp(form, park)
    if request.method == "GET" and len(kinds) == 1:
        form.kind.data = kinds[0].value
    return form


def _facts(park: Park, form: TownshipChangeForm) -> ChangeFacts:
    assert form.on.data is not None
    into = form.into.data or ""
    return ChangeFacts(
        kind=RegionChangeKind(form.kind.data),
        on=form.on.data,
        note=form.note.data or "",
        name=form.name.data or "",
        name_en=form.name_en.data or "",
        into=queries.find_township_below(park.region, into) if into else None,
    )
