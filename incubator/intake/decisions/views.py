"""The pages of deciding: overview, ranking, one decision, letters, the release, results, corrections."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import (
    APPLICATION_FLOW,
    DECISION_RELEASE,
    ApplicationStatus,
)
from incubator.intake.calls.models import Call
from incubator.intake.decisions import actions, queries, standing
from incubator.intake.decisions import notices as notices_of
from incubator.intake.decisions.forms import CorrectionForm, DecisionForm, ReleaseForm
from incubator.intake.decisions.models import Correction
from incubator.intake.decisions.rules import CORRECTABLE, Letter
from incubator.intake.decisions.workflow import (
    CORRECTION_FLOW,
    DECISION_EDIT,
    DECISION_READ,
    OUTCOME_BADGES,
    RESULT_LABELS,
    RESULT_READ,
)
from incubator.intake.reviews.queries import reviews_of, totals_of
from incubator.intake.reviews.workflow import REVIEW_PANEL
from incubator.intake.room import room
from incubator.kernel import access, clock, navigation, pdf, waiting, web
from incubator.kernel.access import Person
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import force_locale, gettext, lazy
from incubator.kernel.waiting import Waiting

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Review and decisions"),
        "intake.decision_overview",
        DECISION_READ,
        "gavel",
        order=21,
        section=Section.ADMISSION,
    )
)


@room.get("/decisions", DECISION_READ)
def decision_overview() -> ResponseReturnValue:
    """Every call with how far its review, decisions, notice and agreements are."""
    return web.page("intake/decision_overview.html", states=standing.overview(web.signed_in()))


@room.get("/calls/<code:code>/decisions", DECISION_READ)
def decision_list(code: str) -> ResponseReturnValue:
    """The ranking of a call with places left; decisions are prepared from here."""
    call = web.load(Call, code)
    release = queries.release_of(call)
    return web.page(
        "intake/decision_list.html",
        call=call,
        ranking=queries.ranking(call, after=request.args.get("after", type=int)),
        places=queries.places(call),
        readiness=queries.readiness(call),
        release=release,
        notices=notices_of.notices_of_call(call) if release is not None else [],
        pass_mark=int(call.rubric.body["pass_mark"]),
        may_edit=access.allows(web.person(), DECISION_EDIT, call),
        may_release=access.allows(web.person(), DECISION_RELEASE, call),
        BADGES=OUTCOME_BADGES,
        APPLICATION_FLOW=APPLICATION_FLOW,
    )


@room.form("/applications/<code:code>/decision", DECISION_EDIT)
def decision_edit(code: str) -> ResponseReturnValue:
    """Evidence left, judgement right: prepare the decision of one application."""
    application = web.load(Application, code)
    form = DecisionForm()
    if form.posted():
        with web.acting(form) as act:
            application = web.load(Application, code, lock=True)
            known = queries.pending_of(application)
            if known is not None:
                web.check_version(known, form)
            judgement = actions.Judgement(form.chosen(), form.reasons.data or "")
            actions.set_pending(application, judgement, by=web.signed_in())
            act.done(_next_decision(application), gettext("Prepared. It counts once released."))
        if act.response:
            return act.response
    pending = queries.pending_of(application)
    if pending is not None and not form.is_submitted():
        form.outcome.data, form.reasons.data = pending.outcome.value, pending.reasons
        form.version.data = str(pending.version)
    readiness = queries.readiness(application.call)
    return web.page(
        "intake/decision_edit.html",
        form=form,
        application=application,
        pending=pending,
        totals=totals_of(application),
        rank=queries.rank_of(application),
        reviews=reviews_of(application),
        places=queries.places(application.call),
        readiness=readiness,
        rubric=application.call.rubric.body,
        following=queries.next_undecided(application),
        is_open=application.status is ApplicationStatus.REVIEWED,
        APPLICATION_FLOW=APPLICATION_FLOW,
    )


def _next_decision(application: Application) -> str:
    if request.form.get("act") == "next":
        following = queries.next_undecided(application)
        if following is not None:
            return url_for("intake.decision_edit", code=following.code)
    return url_for("intake.decision_list", code=application.call.code)


@room.get("/calls/<code:code>/decisions/letters", DECISION_READ)
def decision_letters(code: str) -> ResponseReturnValue:
    """The letters as they would go out if the decisions were released today."""
    call = web.load(Call, code)
    page = queries.ranking(call, after=request.args.get("after", type=int))
    return web.page(
        "intake/decision_letters.html",
        call=call,
        previews=queries.previews(call, page.rows),
        next_key=page.next_key,
        BADGES=OUTCOME_BADGES,
    )


@room.get("/applications/<code:code>/letter", RESULT_READ)
def decision_letter_pdf(code: str) -> ResponseReturnValue:
    """The letter as a PDF: the released one, or for the park a preview."""
    application = web.load(Application, code)
    decision = queries.current_decision(application)
    if decision is not None:
        return _letter(application, queries.letter_of(decision), corrected=decision.is_correction)
    pending = queries.pending_of(application)
    if pending is None or not access.allows(web.person(), REVIEW_PANEL, application):
        raise Absent
    return _letter(application, queries.preview_of(application, pending), preview=True)


def _letter(
    application: Application, letter: Letter, *, corrected: bool = False, preview: bool = False
) -> ResponseReturnValue:
    with force_locale("zh_Hans"):
        html = render_template(
            "intake/letter_pdf.html",
            letter=letter,
            application=application,
            corrected=corrected,
            preview=preview,
        )
    paper = pdf.render(html, title=letter.subject)
    name = f"{application.number or application.code}-{letter.subject}.pdf"
    return web.send(paper, name, "application/pdf", inline=True)


@room.form("/calls/<code:code>/decisions/release", DECISION_RELEASE)
def decision_release(code: str) -> ResponseReturnValue:
    """Look at everything once more and publish it together: by somebody who prepared none of it."""
    call = web.load(Call, code)
    form = ReleaseForm()
    if form.posted():
        with web.acting(form) as act:
            call = web.load(Call, code, lock=True)
            actions.release(call, by=web.signed_in())
            act.done(url_for("intake.decision_released", code=code))
        if act.response:
            return act.response
    return web.page(
        "intake/decision_release.html",
        form=form,
        call=call,
        rows=queries.prepared(call),
        places=queries.places(call),
        readiness=queries.readiness(call),
        window=queries.notice_window(call, clock.today()),
        is_preparer=web.signed_in().id in queries.preparers(call),
        release=queries.release_of(call),
        BADGES=OUTCOME_BADGES,
    )


@room.get("/calls/<code:code>/decisions/released", DECISION_READ)
def decision_released(code: str) -> ResponseReturnValue:
    """What the release did, and what happens next."""
    call = web.load(Call, code)
    release = queries.release_of(call)
    if release is None:
        raise Absent
    return web.page(
        "intake/decision_released.html",
        call=call,
        release=release,
        notices=notices_of.notices_of_call(call),
    )


@room.get("/applications/<code:code>/result", RESULT_READ)
def decision_detail(code: str) -> ResponseReturnValue:
    """The result for the applicant: the words, the letter, what happens next."""
    application = web.load(Application, code)
    decision = queries.current_decision(application)
    if decision is None:
        raise Absent
    return web.page(
        "intake/decision_detail.html",
        application=application,
        decision=decision,
        letter=queries.letter_of(decision),
        history=queries.decisions_of(application),
        notice=decision.notice,
        correction=queries.open_correction(application),
        may_correct=application.status in CORRECTABLE
        and access.allows(web.person(), DECISION_EDIT, application),
        is_staff=access.allows(web.person(), DECISION_READ, application),
        APPLICATION_FLOW=APPLICATION_FLOW,
        RESULT_LABELS=RESULT_LABELS,
    )


@room.form("/applications/<code:code>/correction", DECISION_EDIT)
def decision_correct(code: str) -> ResponseReturnValue:
    """Propose to correct a released decision."""
    application = web.load(Application, code)
    decision = queries.current_decision(application)
    if decision is None:
        raise Absent
    form = CorrectionForm()
    if form.posted():
        with web.acting(form) as act:
            application = web.load(Application, code, lock=True)
            made = actions.propose_correction(
                application,
                actions.Judgement(form.chosen(), form.reasons.data or ""),
                reason=form.reason.data or "",
                by=web.signed_in(),
            )
            act.done(
                url_for("intake.decision_correction_detail", code=made.code),
                gettext("Proposed. A second person decides."),
            )
        if act.response:
            return act.response
    return web.page(
        "intake/decision_correct.html",
        form=form,
        application=application,
        decision=decision,
        places=queries.places(application.call),
        RESULT_LABELS=RESULT_LABELS,
    )


@room.get("/corrections/<code:code>", DECISION_READ)
def decision_correction_detail(code: str) -> ResponseReturnValue:
    """One correction: what, why, by whom, and the second person's buttons."""
    correction = web.load(Correction, code)
    return web.page(
        "intake/decision_correction.html",
        correction=correction,
        places=queries.places(correction.application.call),
        CORRECTION_FLOW=CORRECTION_FLOW,
        RESULT_LABELS=RESULT_LABELS,
    )


@room.moves("/corrections/<code:code>/moves/<move>", CORRECTION_FLOW)
def decision_correction_move(code: str, move: str) -> ResponseReturnValue:
    """Approve, refuse or take back a correction."""
    return web.move(
        Correction,
        code,
        move,
        table=CORRECTION_FLOW,
        actions={
            "approve": actions.approve_correction,
            "refuse": actions.refuse_correction,
        },
        back=lambda row: url_for("intake.decision_correction_detail", code=row.code),
    )


@waiting.offers
def corrections_waiting(person: Person) -> list[Waiting]:
    """Corrections of decisions that wait for a second person."""
    if not access.may(person, DECISION_RELEASE):
        return []
    return [
        Waiting(
            lazy("A correction waits for a second person"),
            lazy("Look and decide"),
            "intake.decision_correction_detail",
            {"code": row.code},
            subject=row.application.organization.name,
            since=row.status_since,
        )
        for row in standing.open_corrections(person)
        if row.proposed_by_id != person.id
    ]
