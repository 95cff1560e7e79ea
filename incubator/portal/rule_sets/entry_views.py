"""The page on which entries of a draft's list are added, copied, moved and taken out."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import Form
from incubator.kernel.text import gettext
from incubator.portal.room import room
from incubator.portal.rule_sets import listing, wording
from incubator.territory.rule_changes import actions
from incubator.territory.rule_changes.models import RuleChange
from incubator.territory.rule_changes.rules import check_own
from incubator.territory.rule_changes.workflow import RULES_PROPOSE, RuleChangeStatus

STEPS = {"up": -1, "down": 1}


class EntriesForm(Form):
    """One act on a list: the button says which, and with which entry."""


@room.form("/rule-changes/<code:code>/entries/<place>", RULES_PROPOSE)
def rule_change_entry_list(code: str, place: str) -> ResponseReturnValue:
    """The entries of one list; each button is one act, checked and refused with its place."""
    change = web.load(RuleChange, code)
    path = listing.path_of(change.content["body"], place)
    form = EntriesForm()
    shown = listing.entries_of(change.content["body"], path, _page())
    if request.method == "GET":
        form.version.data = str(change.version)
    if form.posted():
        with web.acting(form) as act:
            change = web.load(RuleChange, code, lock=True)
            web.check_version(change, form)
            told, name = _act(change, place)
            name = name or _beside(shown, request.form.get("act", ""))
            act.done(listing.url_of_entry(code, change.content["body"], path, name), told)
        if act.response:
            return act.response
    body = change.content["body"]
    shown = listing.entries_of(body, path, shown.page)
    return web.page(
        "portal/rule_change_entry_list.html",
        form=form,
        change=change,
        place=place,
        title=listing.title_of(body, path),
        above=listing.above(body, path),
        shown=shown,
        pages={
            "prev_url": _url(code, place, shown.page - 1) if shown.page > 1 else None,
            "next_url": _url(code, place, shown.page + 1) if shown.page < shown.pages else None,
        },
        editable=_is_editable(change),
    )


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _url(code: str, place: str, page: int) -> str:
    return url_for("portal.rule_change_entry_list", code=code, place=place, page=page)


def _beside(shown: listing.Shown, act: str) -> str:
    """The neighbour of an entry that is taken out: one stays where one was reading."""
    verb, _, gone = act.partition(":")
    names = [entry.name for entry in shown.entries]
    if verb != "remove" or gone not in names or shown.pages == 1:
        return ""
    place = names.index(gone)
    return (names[place + 1 :] or names[:place] or [""])[0]


def _is_editable(change: RuleChange) -> bool:
    try:
        check_own(change, web.signed_in())
    except Refusal:
        return False
    return change.status is RuleChangeStatus.DRAFTED


def _act(change: RuleChange, place: str) -> tuple[str, str]:
    """Do what the button says: `add`, `copy:name`, `up:name`, `down:name`, `remove:name`.

    Returns what to tell, and which entry to look at.
    """
    verb, _, name = request.form.get("act", "add").partition(":")
    path, by = tuple(place.split(".")), web.signed_in()
    try:
        if verb == "add":
            made = actions.add_entry(change, path, by=by)
            return str(gettext("A new entry stands at the end. Please write its words.")), made
        if verb == "copy":
            made = actions.copy_entry(change, path, name, by=by)
            told = gettext("Copied as “%(name)s”. Please change what differs.", name=made)
            return str(told), made
        if verb in STEPS:
            actions.move_entry(change, path, name, STEPS[verb], by=by)
            return str(gettext("Moved.")), name
        if verb == "remove":
            actions.remove_entry(change, path, name, by=by)
            return str(gettext("Taken out of the draft.")), ""
    except Refusal as refusal:
        raise _placed(change.content, refusal) from refusal
    raise Absent


def _placed(content: dict[str, Any], refusal: Refusal) -> Refusal:
    """The refusal with the place in words: the page has no field beside which it could stand."""
    fault = refusal.facts.get("fault")
    if fault is None or not fault.place:
        return refusal
    place = wording.shown_place(content, fault.place)
    words = gettext("%(place)s: %(what)s", place=place, what=fault.words)
    return Refusal(f"{words} ({fault.place})")
