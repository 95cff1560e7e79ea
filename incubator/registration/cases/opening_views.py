"""The page of a new case: first for whom, then which of the procedures that fit and are in force."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import web
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.forms import choices
from incubator.kernel.text import gettext, lazy
from incubator.organizations.models import LEGAL_FORM_LABELS, Organization
from incubator.registration.cases import actions, queries
from incubator.registration.cases.forms import CaseForm
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import CASE_OPEN
from incubator.registration.checklists.procedures import PROCEDURE_LABELS, Procedure
from incubator.registration.checklists.queries import Offer, offers_for
from incubator.registration.room import room
from incubator.territory.models import Park
from incubator.territory.queries import parks_for


@room.form("/registrations/new", CASE_OPEN)
def case_new() -> ResponseReturnValue:
    """Open a case for an organization of the park: for whom, and what is to be done."""
    parks = parks_for(web.signed_in(), CASE_OPEN)
    residents = queries.residents_of([park.id for park in parks])
    chosen = next((row for row in residents if row.code == request.args.get("organization")), None)
    if chosen is None:
        if request.method == "POST":
            raise Absent
        return web.page("registration/case_new.html", form=None, residents=residents, chosen=None)
    park = _park_of(chosen, parks)
    offers = _open_offers(chosen, park)
    form = CaseForm()
    form.offer.choices = choices((row.slug, _offer_label(row)) for row in offers)
    if request.method == "GET" and len(offers) == 1:
        form.offer.data = offers[0].slug
    if form.posted():
        with web.acting(form) as act:
            case = _open(chosen, park, _picked(form, offers))
            url = url_for("registration.case_detail", code=case.code)
            act.done(url, gettext("The case is open. Its first step can begin."))
        if act.response:
            return act.response
    return web.page(
        "registration/case_new.html",
        form=form,
        residents=residents,
        chosen=chosen,
        form_label=LEGAL_FORM_LABELS[chosen.legal_form],
    )


def _park_of(chosen: Organization, parks: list[Park]) -> Park:
    stay = chosen.current_residency
    assert stay is not None  # `residents_of` names only who lives in one of these parks
    return next(park for park in parks if park.id == stay.park_id)


def _open_offers(chosen: Organization, park: Park) -> list[Offer]:
    """What fits, is in force here, and is not already under way."""
    going = queries.procedures_under_way(chosen)
    return [row for row in offers_for(chosen, park) if row.procedure not in going]


def _offer_label(offer: Offer) -> str:
    """The procedure; an establishment also says which form it is to become."""
    if offer.procedure is not Procedure.ESTABLISHMENT:
        return str(PROCEDURE_LABELS[offer.procedure])
    return str(
        gettext(
            "%(procedure)s (%(form)s)",
            procedure=PROCEDURE_LABELS[offer.procedure],
            form=LEGAL_FORM_LABELS[offer.legal_form],
        )
    )


def _picked(form: CaseForm, offers: list[Offer]) -> Offer:
    found = next((row for row in offers if row.slug == form.offer.data), None)
    if found is None:
        raise Refusal(
            lazy("Please choose one of the list; it may have been opened a moment ago."),
            field="offer",
        )
    return found


def _open(chosen: Organization, park: Park, offer: Offer) -> Case:
    case = actions.open_case(
        chosen,
        park=park,
        legal_form=offer.legal_form,
        procedure=offer.procedure,
        by=web.signed_in(),
    )
    if case is None:
        raise Refusal(lazy("No checklist for this is in force here yet."), field="offer")
    return case
