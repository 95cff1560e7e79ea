"""The forms of the archive: hand over, arrange, transfer, and note that a paper original has come."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, web
from incubator.kernel.forms import choices
from incubator.kernel.text import gettext, label
from incubator.registration.dossiers import actions, queries, wording
from incubator.registration.dossiers.forms import (
    ArrangeForm,
    HandOverForm,
    OriginalForm,
    TransferForm,
)
from incubator.registration.dossiers.models import ArchiveItem, Dossier
from incubator.registration.dossiers.workflow import DOSSIER_KEEP
from incubator.registration.room import room


def _shown(dossier: Dossier) -> dict[str, Any]:
    return {
        "dossier": dossier,
        "number": wording.item_number(dossier),
        "back_url": url_for("registration.dossier_detail", code=dossier.code),
    }


@room.form("/dossiers/<code:code>/hand-over", DOSSIER_KEEP)
def dossier_hand_over(code: str) -> ResponseReturnValue:
    """The business unit hands over: what is missing stands here and is explained."""
    dossier, form = web.load(Dossier, code), HandOverForm()
    if request.method == "GET":
        form.day.data = clock.today()
        form.version.data = str(dossier.version)
    if form.posted():
        with web.acting(form) as act:
            dossier = web.load(Dossier, code, lock=True)
            web.check_version(dossier, form)
            day, note = form.day.data or clock.today(), form.note.data or ""
            actions.hand_over(dossier, on=day, note=note, by=web.signed_in())
            url = url_for("registration.dossier_detail", code=code)
            act.done(url, gettext("Handed over. Now the archive arranges it."))
        if act.response:
            return act.response
        dossier = web.load(Dossier, code)
    items = queries.list_items(dossier)
    return web.page(
        "registration/dossier_hand_over.html",
        form=form,
        wanting=[row for row in items if row.is_wanting],
        kinds=wording.KIND_LABELS,
        **_shown(dossier),
    )


@room.form("/dossiers/<code:code>/arrange", DOSSIER_KEEP)
def dossier_arrange(code: str) -> ResponseReturnValue:
    """The archive gives the dossier its volume, box and shelf."""
    dossier, form = web.load(Dossier, code), ArrangeForm()
    form.level.choices = choices(
        (row.slug, label(row.label)) for row in queries.rules_of(dossier).levels
    )
    if request.method == "GET":
        form.day.data, form.level.data = clock.today(), dossier.level
        form.volume.data, form.box.data = dossier.volume, dossier.box
        form.shelf.data = dossier.shelf
        form.version.data = str(dossier.version)
    if form.posted():
        with web.acting(form) as act:
            dossier = web.load(Dossier, code, lock=True)
            web.check_version(dossier, form)
            place = actions.Place(
                form.volume.data or "",
                form.box.data or "",
                form.shelf.data or "",
                form.level.data or "",
            )
            day = form.day.data or clock.today()
            actions.arrange(dossier, place, on=day, by=web.signed_in())
            url = url_for("registration.dossier_detail", code=code)
            act.done(url, gettext("The dossier stands in its place."))
        if act.response:
            return act.response
        dossier = web.load(Dossier, code)
    return web.page("registration/dossier_arrange.html", form=form, **_shown(dossier))


@room.form("/dossiers/<code:code>/transfer", DOSSIER_KEEP)
def dossier_transfer(code: str) -> ResponseReturnValue:
    """The county archives have taken the dossier over."""
    dossier, form = web.load(Dossier, code), TransferForm()
    if request.method == "GET":
        form.day.data = clock.today()
        form.version.data = str(dossier.version)
    if form.posted():
        with web.acting(form) as act:
            dossier = web.load(Dossier, code, lock=True)
            web.check_version(dossier, form)
            day, receipt = form.day.data or clock.today(), form.receipt.data or ""
            actions.transfer(dossier, on=day, receipt=receipt, by=web.signed_in())
            url = url_for("registration.dossier_detail", code=code)
            act.done(url, gettext("The transfer is noted."))
        if act.response:
            return act.response
        dossier = web.load(Dossier, code)
    return web.page("registration/dossier_transfer.html", form=form, **_shown(dossier))


@room.form("/dossier-items/<code:code>/original", DOSSIER_KEEP)
def dossier_original_edit(code: str) -> ResponseReturnValue:
    """The paper original of an item has come: when, and where it lies."""
    item, form = web.load(ArchiveItem, code), OriginalForm()
    if request.method == "GET":
        form.received_on.data = item.original_on or clock.today()
        form.box.data, form.shelf.data = item.original_box, item.original_shelf
    if form.posted():
        with web.acting(form) as act:
            item = web.load(ArchiveItem, code, lock=True)
            original = actions.Original(
                form.received_on.data or clock.today(), form.box.data or "", form.shelf.data or ""
            )
            actions.receive_original(item, original, by=web.signed_in())
            url = url_for("registration.dossier_detail", code=item.dossier.code)
            act.done(f"{url}#missing", gettext("The paper original is noted."))
        if act.response:
            return act.response
        item = web.load(ArchiveItem, code)
    return web.page(
        "registration/dossier_original_edit.html", form=form, item=item, **_shown(item.dossier)
    )
