"""The page of a renewal by hand: it begins with one button, and may be taken back."""

from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.accounts.models import User
from incubator.kernel import duedates, web
from incubator.kernel.db import db
from incubator.kernel.duedates import DueDate
from incubator.kernel.errors import Absent
from incubator.kernel.text import gettext
from incubator.portal.doors import door
from incubator.portal.renewals import actions, queries
from incubator.portal.renewals.forms import RenewalForm
from incubator.portal.renewals.rules import RENEWAL_START, is_by_hand
from incubator.portal.room import room


@room.form("/due-dates/renewal", RENEWAL_START)
def renewal_edit() -> ResponseReturnValue:
    """Note that the renewal of an end has begun; the end is named by its key and its day."""
    end, form = _end(), RenewalForm()
    if form.posted():
        with web.acting(form) as act:
            if form.withdraw.data:
                actions.withdraw(end, by=web.signed_in())
                told = gettext("Taken back. Everybody is reminded again.")
            else:
                actions.start(end, note=form.note.data or "", by=web.signed_in())
                told = gettext("Noted. Nobody is reminded of this end any more.")
            act.done(url_for("portal.due_date_list"), told)
        if act.response:
            return act.response
    mark = queries.find_mark(end.key, end.on)
    starter = db.session.get(User, mark.user_id) if mark is not None and mark.user_id else None
    return web.page(
        "portal/renewal_edit.html",
        form=form,
        end=end,
        mark=mark,
        starter=starter.display_name if starter is not None else "",
        url=door(end.endpoint, **end.arguments),
    )


def _end() -> DueDate:
    """The end of that key and day among those that this person may see."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        raise Absent from None
    key = request.args.get("key", "")
    found = duedates.collect(web.signed_in(), day, day)
    end = next((row for row in found if row.key == key and row.on == day), None)
    if end is None or not is_by_hand(end):
        raise Absent
    return end
