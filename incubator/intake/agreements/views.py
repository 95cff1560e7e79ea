"""The pages of moving in: who is on the way, the agreement, its paper, its signing, the admission."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.pool.models import Expert
from incubator.intake.agreements import actions, queries
from incubator.intake.agreements.forms import AdmissionForm, AgreementForm, SigningForm
from incubator.intake.agreements.models import Admission, Agreement
from incubator.intake.agreements.workflow import (
    AGREEMENT_FLOW,
    AGREEMENT_LIST,
    AGREEMENT_READ,
)
from incubator.intake.applications.models import Application
from incubator.intake.applications.queries import answer
from incubator.intake.applications.workflow import ADMIT, APPLICATION_FLOW, NOTICE_EDIT
from incubator.intake.calls.queries import limit_days
from incubator.intake.decisions.notices import entry_of
from incubator.intake.decisions.queries import current_decision
from incubator.intake.room import room
from incubator.kernel import (
    access,
    clock,
    files,
    navigation,
    paging,
    pdf,
    waiting,
    web,
    workdays,
)
from incubator.kernel.access import Person
from incubator.kernel.errors import Absent, Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import force_locale, gettext, lazy
from incubator.kernel.waiting import Waiting
from incubator.organizations.models import LEGAL_FORM_LABELS, MODE_LABELS, LegalForm
from incubator.organizations.queries import current_cohort
from incubator.space.places.queries import free_desk_count

TAB_LABELS = {
    "notice": lazy("On notice"),
    "agreement": lazy("Agreement"),
    "admitted": lazy("Moved in"),
}
AIMS = (LegalForm.SOCIAL_GROUP, LegalForm.PRIVATE_NON_ENTERPRISE, LegalForm.FOUNDATION)

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Agreements"),
        "intake.agreement_list",
        AGREEMENT_LIST,
        "contract",
        order=24,
        section=Section.ADMISSION,
    )
)


@room.get("/agreements", AGREEMENT_LIST)
def agreement_list() -> ResponseReturnValue:
    """Who is on the way in: on notice, with an agreement, moved in."""
    person = web.signed_in()
    tab = request.args.get("tab", "notice")
    query = queries.select_on_the_way(person, AGREEMENT_LIST, tab)
    page = paging.newest_first(query, Application.id, after=request.args.get("after", type=int))
    return web.page(
        "intake/agreement_list.html",
        rows=queries.with_agreements(list(page.rows)),
        next_key=page.next_key,
        tab=tab,
        labels=TAB_LABELS,
        may_edit=access.may(person, NOTICE_EDIT),
        AGREEMENT_FLOW=AGREEMENT_FLOW,
        APPLICATION_FLOW=APPLICATION_FLOW,
    )


@room.form("/applications/<code:code>/agreement", NOTICE_EDIT)
def agreement_edit(code: str) -> ResponseReturnValue:
    """Prepare the agreement after the notice: term, representative, goals."""
    application = web.load(Application, code)
    agreement = queries.agreement_of(application)
    form = AgreementForm()
    if form.posted():
        with web.acting(form) as act:
            application = web.load(Application, code, lock=True)
            known = queries.agreement_of(application)
            if known is not None:
                web.check_version(known, form)
            made = actions.prepare(application, _facts(form), by=web.signed_in())
            act.done(
                url_for("intake.agreement_detail", code=made.code),
                gettext("The agreement is prepared. It can be printed now."),
            )
        if act.response:
            return act.response
    elif not form.is_submitted():
        _fill(form, application, agreement)
    return web.page(
        "intake/agreement_edit.html",
        form=form,
        application=application,
        agreement=agreement,
        entry=entry_of(application),
        barrier=_barrier(application),
        months=queries.first_months(application.park),
        decision=current_decision(application),
        free_desks=free_desk_count(application.park),
        MODE_LABELS=MODE_LABELS,
        APPLICATION_FLOW=APPLICATION_FLOW,
    )


def _barrier(application: Application) -> object:
    """Why no agreement can be prepared now, or None."""
    try:
        actions.standing_entry(application)
    except Refusal as refusal:
        return refusal.message
    return None


def _facts(form: AgreementForm) -> actions.AgreementFacts:
    return actions.AgreementFacts(
        starts_on=form.starts_on.data or clock.today(),
        goals=form.goals.data or "",
        representative=form.representative.data or "",
        signing_place=form.signing_place.data or "",
    )


def _fill(form: AgreementForm, application: Application, agreement: Agreement | None) -> None:
    if agreement is not None:
        form.process(obj=agreement)
        web.stamp(form, agreement)
        return
    form.representative.data = application.organization.representative or str(
        answer(application, "people", "leader_name") or ""
    )
    form.goals.data = str(answer(application, "service_plan", "goals") or "")[:600]
    form.signing_place.data = application.park.name


@room.get("/applications/<code:code>/agreement/current", AGREEMENT_READ)
def agreement_current(code: str) -> ResponseReturnValue:
    """The way from an application to its agreement."""
    agreement = queries.agreement_of(web.load(Application, code))
    if agreement is None:
        raise Absent
    return redirect(url_for("intake.agreement_detail", code=agreement.code), 303)


@room.get("/agreements/<code:code>", AGREEMENT_READ)
def agreement_detail(code: str) -> ResponseReturnValue:
    """One agreement: its facts, its paper, how far the signing is, the next step."""
    agreement = web.load(Agreement, code)
    days = limit_days(agreement.application.call, "move_in")
    signed_on = agreement.signed_on
    return web.page(
        "intake/agreement_detail.html",
        agreement=agreement,
        application=agreement.application,
        admission=queries.admission_of(agreement),
        move_in_by=workdays.after(signed_on, days).date if signed_on else None,
        may_edit=access.allows(web.person(), NOTICE_EDIT, agreement),
        may_admit=access.allows(web.person(), ADMIT, agreement),
        AGREEMENT_FLOW=AGREEMENT_FLOW,
        MODE_LABELS=MODE_LABELS,
    )


@room.get("/agreements/<code:code>/paper", AGREEMENT_READ)
def agreement_pdf(code: str) -> ResponseReturnValue:
    """The agreement as a PDF, to be printed and signed."""
    agreement = web.load(Agreement, code)
    paper = queries.paper_of(agreement)
    with force_locale("zh_Hans"):
        html = render_template(
            "intake/agreement_pdf.html", paper=paper, application=agreement.application
        )
    made = pdf.render(html, title=paper.title)
    name = f"{paper.title}-{agreement.application.organization.name}.pdf"
    return web.send(made, name, "application/pdf", inline=True)


@room.form("/agreements/<code:code>/signing", NOTICE_EDIT)
def agreement_sign(code: str) -> ResponseReturnValue:
    """Record both signing dates; a scan may be added."""
    agreement = web.load(Agreement, code)
    form = SigningForm()
    if form.posted():
        scan = _scan(form)
        if not form.has_errors:
            with web.acting(form) as act:
                agreement = web.load(Agreement, code, lock=True)
                web.check_version(agreement, form)
                signing = actions.Signing(
                    form.organization_on.data or clock.today(),
                    form.park_on.data or clock.today(),
                    scan,
                )
                actions.sign(agreement, signing, by=web.signed_in())
                act.done(
                    url_for("intake.agreement_detail", code=code),
                    gettext("Signed on paper. The park manager can admit now."),
                )
            if act.response:
                return act.response
    elif not form.is_submitted():
        web.stamp(form, agreement)
    return web.page(
        "intake/agreement_sign.html",
        form=form,
        agreement=agreement,
        entry=entry_of(agreement.application),
    )


def _scan(form: SigningForm) -> Inspected | None:
    upload = request.files.get("scan")
    is_sent = upload is not None and upload.filename
    return form.inspected("scan", files.DOCUMENT) if is_sent else None


@room.get("/agreements/<code:code>/scan", AGREEMENT_READ)
def agreement_file(code: str) -> ResponseReturnValue:
    """The scan of the signed paper."""
    agreement = web.load(Agreement, code)
    if agreement.scan is None:
        raise Absent
    return web.send_stored(agreement.scan)


@room.moves("/agreements/<code:code>/moves/<move>", AGREEMENT_FLOW)
def agreement_move(code: str, move: str) -> ResponseReturnValue:
    """Take wrong signing dates back."""
    return web.move(
        Agreement,
        code,
        move,
        table=AGREEMENT_FLOW,
        actions={
            "unsign": actions.unsign,
            "sign": _not_here,
            "admit": _not_here,
            "void": _not_here,
        },
        back=lambda row: url_for("intake.agreement_detail", code=row.code),
    )


def _not_here(_agreement: Agreement, *, by: Person, reason: str) -> None:  # noqa: ARG001 the shape of a move
    raise Refusal(lazy("Please use the page of the agreement for this."))


# ------------------------------------------------------------------ admission


@room.form("/agreements/<code:code>/admission", ADMIT)
def admission_new(code: str) -> ResponseReturnValue:
    """Admit in one act: who accompanies, and what an unregistered team aims at."""
    agreement = web.load(Agreement, code)
    application = agreement.application
    offered = queries.experts_to_assign(application)
    form = AdmissionForm()
    form.offer(
        [(row.code, f"{row.name} · {row.unit}" if row.unit else row.name) for row in offered],
        [(item.value, LEGAL_FORM_LABELS[item]) for item in AIMS],
    )
    if form.posted():
        with web.acting(form) as act:
            agreement = web.load(Agreement, code, lock=True)
            actions.admit(agreement, _choice(form, offered), by=web.signed_in())
            act.done(url_for("intake.admission_detail", code=code))
        if act.response:
            return act.response
    elif not form.is_submitted():
        form.legal_form.data = LegalForm.SOCIAL_GROUP.value
    return web.page(
        "intake/admission_new.html",
        form=form,
        agreement=agreement,
        application=application,
        admission=queries.admission_of(agreement),
        cohort=current_cohort(application.park),
        free_desks=free_desk_count(application.park),
        needs_case=not application.organization.is_registered,
        AGREEMENT_FLOW=AGREEMENT_FLOW,
        MODE_LABELS=MODE_LABELS,
    )


def _choice(form: AdmissionForm, offered: list[Expert]) -> actions.AdmissionChoice:
    expert = next(row for row in offered if row.code == form.expert.data)
    aim = form.legal_form.data
    return actions.AdmissionChoice(expert, LegalForm(aim) if aim else None)


@room.get("/agreements/<code:code>/admitted", AGREEMENT_READ)
def admission_detail(code: str) -> ResponseReturnValue:
    """What the admission created, and what to do next."""
    agreement = web.load(Agreement, code)
    admission: Admission | None = queries.admission_of(agreement)
    if admission is None:
        raise Absent
    return web.page(
        "intake/admission_detail.html",
        agreement=agreement,
        admission=admission,
        application=agreement.application,
        MODE_LABELS=MODE_LABELS,
    )


@waiting.offers
def agreements_waiting(person: Person) -> list[Waiting]:
    """Agreements to prepare, and admissions to make: one query."""
    if not (access.may(person, NOTICE_EDIT) or access.may(person, ADMIT)):
        return []
    return [
        Waiting(
            lazy("Agreement to prepare"),
            lazy("Prepare"),
            "intake.agreement_edit",
            {"code": application.code},
            subject=application.organization.name,
            since=application.status_since,
        )
        if signed is None
        else Waiting(
            lazy("Admission to be made"),
            lazy("Admit"),
            "intake.admission_new",
            {"code": signed.code},
            subject=application.organization.name,
            since=signed.status_since,
        )
        for application, signed in queries.work_waiting(person)
    ]
