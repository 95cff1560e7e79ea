"""The pages of the step at which the authority decides: certificate, decision, refusal."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, web
from incubator.kernel.errors import Absent
from incubator.kernel.forms import choices
from incubator.kernel.identifiers import normalize_uscc
from incubator.kernel.text import gettext, label
from incubator.organizations import codes
from incubator.organizations.forms import refuse_remarks
from incubator.registration.cases.actions import Certificate, Decision
from incubator.registration.cases.followers import expected_decision
from incubator.registration.cases.models import CaseStep
from incubator.registration.cases.rules import years_after
from incubator.registration.cases.workflow import STEP_CONFIRM
from incubator.registration.checklists.procedures import PROCEDURE_LABELS, Procedure
from incubator.registration.checklists.rules import Event, Outcome
from incubator.registration.room import room
from incubator.registration.steps import actions
from incubator.registration.steps.forms import CertificateForm, DecisionForm, RefusalForm
from incubator.registration.steps.queries import Sheet, sheet_of
from incubator.registration.steps.showing import shown


@room.form("/registration-steps/<code:code>/certificate", STEP_CONFIRM)
def certificate_new(code: str) -> ResponseReturnValue:
    """The authority has registered the organization: record the certificate."""
    step, sheet = _decision(code)
    if not _is_registration(step):
        raise Absent
    form = CertificateForm()
    if form.posted() and _is_compared(form, step):
        with web.acting(form) as act:
            step = web.load(CaseStep, code, lock=True)
            number = normalize_uscc(form.credit_code.data or "")
            day = form.registered_on.data or clock.today()
            certificate = Certificate(number, day, form.valid_until.data)
            actions.record_certificate(
                step, certificate, note=form.note.data or "", by=web.signed_in()
            )
            url = url_for("registration.case_detail", code=step.case.code)
            act.done(
                url, gettext("Registered. Congratulations! The filings that follow are open now.")
            )
        if act.response:
            return act.response
    return web.page("registration/certificate_new.html", form=form, **shown(step, sheet))


def _is_compared(form: CertificateForm, step: CaseStep) -> bool:
    """Whether the code fits the form and the place, or was compared with the paper; else say why."""
    if form.code_compared.data:
        return True
    code = normalize_uscc(form.credit_code.data or "")
    regions = step.case.park.region.codes_upwards
    return not refuse_remarks(form, codes.remarks(code, step.case.legal_form, regions))


def _case_url(step: CaseStep) -> str:
    return url_for("registration.case_detail", code=step.case.code)


@room.form("/registration-steps/<code:code>/decision", STEP_CONFIRM)
def decision_new(code: str) -> ResponseReturnValue:
    """The authority has decided on anything but an establishment: record the outcome."""
    step, sheet = _decision(code)
    if _is_registration(step):
        raise Absent
    outcome = sheet.roadmap.checklist.outcome
    form = DecisionForm()
    form.result.choices = choices(_results(outcome))
    expected = expected_decision(step.case)
    if request.method == "GET":
        form.result.data = expected.result if expected is not None else None
    years = expected.years if expected is not None else 0
    answer = web.save(
        form,
        CaseStep,
        code,
        lambda row: actions.record_decision(row, _typed(form, years), by=web.signed_in()),
        back=_case_url,
        done=gettext("The decision is recorded."),
    )
    return answer or web.page(
        "registration/decision_new.html",
        form=form,
        outcome=outcome,
        procedure_label=PROCEDURE_LABELS[step.case.procedure],
        **shown(step, sheet),
    )


def _results(outcome: Outcome | None) -> list[tuple[str, str]]:
    """What is stored is the Chinese word, as the paper of the authority has it."""
    if outcome is None:
        return [("准予", gettext("Granted"))]
    return [(row["zh"], label(row)) for row in outcome.results]


def _typed(form: DecisionForm, years: int) -> Decision:
    """What was typed; an approved grade holds as long as its indicator set says."""
    day = form.decided_on.data or clock.today()
    until = form.valid_until.data
    return Decision(
        day,
        form.result.data or "",
        form.number.data or "",
        years_after(day, years) if until is None and years else until,
        form.note.data or "",
    )


@room.form("/registration-steps/<code:code>/refusal", STEP_CONFIRM)
def refusal_new(code: str) -> ResponseReturnValue:
    """The authority has refused: record its reasons."""
    step, sheet = _decision(code)
    form = RefusalForm()
    answer = web.save(
        form,
        CaseStep,
        code,
        lambda row: actions.record_refusal(
            row,
            decided_on=form.decided_on.data or clock.today(),
            reason=form.reason.data or "",
            by=web.signed_in(),
        ),
        back=_case_url,
        done=gettext("The refusal is recorded. The case can be prepared again."),
    )
    return answer or web.page(
        "registration/refusal_new.html",
        form=form,
        is_registration=_is_registration(step),
        **shown(step, sheet),
    )


def _decision(code: str) -> tuple[CaseStep, Sheet]:
    """The step of the decision, and no other."""
    step = web.load(CaseStep, code)
    sheet = sheet_of(step)
    if sheet.station.rule.event is not Event.DECIDED:
        raise Absent
    return step, sheet


def _is_registration(step: CaseStep) -> bool:
    return step.case.procedure is Procedure.ESTABLISHMENT
