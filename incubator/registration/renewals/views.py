"""The page on which a renewal begins: what is taken over, and one button."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.text import gettext, lazy
from incubator.organizations.models import Organization
from incubator.registration.cases.queries import running_case
from incubator.registration.cases.rules import CASE_OPEN
from incubator.registration.checklists.procedures import PROCEDURE_LABELS, Procedure
from incubator.registration.renewals import actions, queries
from incubator.registration.renewals.forms import RenewalForm
from incubator.registration.room import room
from incubator.territory.models import Park
from incubator.territory.queries import parks_for


@room.form("/organizations/<code:code>/renewals/<procedure>", CASE_OPEN)
def renewal_new(code: str, procedure: str) -> ResponseReturnValue:
    """Begin a renewal: the case opens with the last answers, and nobody is reminded of the old end."""
    organization = web.load(Organization, code)
    wanted = _procedure(procedure)
    going = running_case(organization, wanted)
    if going is not None:
        return redirect(url_for("registration.case_detail", code=going.code), 303)
    form = RenewalForm()
    if form.posted():
        with web.acting(form) as act:
            organization = web.load(Organization, code, lock=True)
            case = actions.start_renewal(
                organization, wanted, park=_park_of(organization), by=web.signed_in()
            )
            url = url_for("registration.case_detail", code=case.code)
            act.done(url, gettext("The renewal has begun. The last answers are taken over."))
        if act.response:
            return act.response
    before = queries.last_case(organization, wanted)
    return web.page(
        "registration/renewal_new.html",
        form=form,
        organization=organization,
        procedure_label=PROCEDURE_LABELS[wanted],
        before=before,
        carried=queries.carried_from(before),
    )


def _procedure(name: str) -> Procedure:
    try:
        return Procedure(name)
    except ValueError:
        raise Absent from None


def _park_of(organization: Organization) -> Park:
    """The park of this person in which the organization lives."""
    stay = organization.current_residency
    parks = parks_for(web.signed_in(), CASE_OPEN)
    found = next((park for park in parks if stay is not None and park.id == stay.park_id), None)
    if found is None:
        raise Refusal(lazy("This organization does not live in a park of yours any more."))
    return found
