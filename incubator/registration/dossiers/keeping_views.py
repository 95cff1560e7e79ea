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
        "back_url": _page_of(dossier),
    }


def _page_of(dossier: Dossier) -> str:
    return url_for("registration.dossier_detail", code=dossier.code)


@room.form("/dossiers/<code:code>/hand-over", DOSSIER_KEEP)
def dossier_hand_over(code: str) -> ResponseReturnValue:
    """The business unit hands over: what is missing stands here and is explained."""
    dossier, form = web.load(Dossier, code), HandOverForm()
    web.stamp(form, dossier)
    answer = web.save(
        form,
        Dossier,
        code,
        lambda found: actions.hand_over(
            found, on=form.day.data or clock.today(), note=form.note.data or "", by=web.signed_in()
        ),
        back=_page_of,
        done=gettext("Handed over. Now the archive arranges it."),
    )
    if answer:
        return answer
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
    web.stamp(form, dossier)
    form.level.choices = choices(
        (row.slug, label(row.label)) for row in queries.rules_of(dossier).levels
    )
    if request.method == "GET":
        form.level.data = dossier.level
        form.volume.data, form.box.data = dossier.volume, dossier.box
        form.shelf.data = dossier.shelf
    answer = web.save(
        form,
        Dossier,
        code,
        lambda found: actions.arrange(
            found, _place(form), on=form.day.data or clock.today(), by=web.signed_in()
        ),
        back=_page_of,
        done=gettext("The dossier stands in its place."),
    )
    if answer:
        return answer
    return web.page("registration/dossier_arrange.html", form=form, **_shown(dossier))


def _place(form: ArrangeForm) -> actions.Place:
    return actions.Place(
        form.volume.data or "", form.box.data or "", form.shelf.data or "", form.level.data or ""
    )


@room.form("/dossiers/<code:code>/transfer", DOSSIER_KEEP)
def dossier_transfer(code: str) -> ResponseReturnValue:
    """The county archives have taken the dossier over."""
    dossier, form = web.load(Dossier, code), TransferForm()
    web.stamp(form, dossier)
    answer = web.save(
        form,
        Dossier,
        code,
        lambda found: actions.transfer(
            found,
            on=form.day.data or clock.today(),
            receipt=form.receipt.data or "",
            by=web.signed_in(),
        ),
        back=_page_of,
        done=gettext("The transfer is noted."),
    )
    if answer:
        return answer
    return web.page("registration/dossier_transfer.html", form=form, **_shown(dossier))


@room.form("/dossier-items/<code:code>/original", DOSSIER_KEEP)
def dossier_original_edit(code: str) -> ResponseReturnValue:
    """The paper original of an item has come: when, and where it lies."""
    item, form = web.load(ArchiveItem, code), OriginalForm()
    if request.method == "GET":
        form.received_on.data = item.original_on or clock.today()
        form.box.data, form.shelf.data = item.original_box, item.original_shelf
    answer = web.save(
        form,
        ArchiveItem,
        code,
        lambda found: actions.receive_original(found, _original(form), by=web.signed_in()),
        back=lambda found: f"{_page_of(found.dossier)}#missing",
        done=gettext("The paper original is noted."),
    )
    if answer:
        return answer
    return web.page(
        "registration/dossier_original_edit.html", form=form, item=item, **_shown(item.dossier)
    )


def _original(form: OriginalForm) -> actions.Original:
    return actions.Original(
        form.received_on.data or clock.today(), form.box.data or "", form.shelf.data or ""
    )
