"""The pages of a step's clock: stop it, let it go on, set its end by hand."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import clock, web
from incubator.kernel.text import gettext
from incubator.registration.cases.models import CaseStep
from incubator.registration.cases.queries import checklist_of
from incubator.registration.cases.workflow import STEP_CONFIRM
from incubator.registration.checklists.rules import Step
from incubator.registration.clocks import actions
from incubator.registration.clocks.forms import DueForm, GoOnForm, StopForm
from incubator.registration.clocks.queries import account_of, fixed_of
from incubator.registration.clocks.rules import check_has_clock, check_has_end
from incubator.registration.clocks.wording import told
from incubator.registration.room import room

Check = Callable[[CaseStep, Step], None]


def _shown(step: CaseStep, check: Check = check_has_clock) -> dict[str, Any]:
    """The step around a form; `check` refuses a step to which the form does not belong."""
    rule = checklist_of(step.case).step(step.slug)
    check(step, rule)
    account = account_of(step, rule)
    return {
        "step": step,
        "rule": rule,
        "told": told(account, step) if account is not None else None,
        "back_url": url_for("registration.step_detail", code=step.code),
    }


def _step_url(step: CaseStep) -> str:
    return url_for("registration.step_detail", code=step.code)


@room.form("/registration-steps/<code:code>/clock/stop", STEP_CONFIRM)
def clock_stop(code: str) -> ResponseReturnValue:
    """The office asks for corrections: its time stands still."""
    step, form = web.load(CaseStep, code), StopForm()
    answer = web.save(
        form,
        CaseStep,
        code,
        lambda row: actions.stop(
            row,
            on=form.day.data or clock.today(),
            reason=form.reason.data or "",
            by=web.signed_in(),
        ),
        back=_step_url,
        done=gettext("The clock stands still."),
    )
    return answer or web.page("registration/clock_stop.html", form=form, **_shown(step))


@room.form("/registration-steps/<code:code>/clock/go-on", STEP_CONFIRM)
def clock_go_on(code: str) -> ResponseReturnValue:
    """The corrections lie there: the time goes on."""
    step, form = web.load(CaseStep, code), GoOnForm()
    answer = web.save(
        form,
        CaseStep,
        code,
        lambda row: actions.go_on(row, on=form.day.data or clock.today(), by=web.signed_in()),
        back=_step_url,
        done=gettext("The clock runs again."),
    )
    return answer or web.page("registration/clock_go_on.html", form=form, **_shown(step))


@room.form("/registration-steps/<code:code>/due-day", STEP_CONFIRM)
def due_edit(code: str) -> ResponseReturnValue:
    """Set the last day by hand, or let it follow its period again."""
    step, form = web.load(CaseStep, code), DueForm()
    fixed = fixed_of(step)
    if request.method == "GET":
        form.day.data = step.due_on
        form.reason.data = fixed.reason if fixed is not None else ""
    answer = web.save(
        form,
        CaseStep,
        code,
        lambda row: _set_due(row, form),
        back=_step_url,
        done=gettext("The last day is set."),
    )
    return answer or web.page(
        "registration/due_edit.html",
        form=form,
        is_fixed=fixed is not None,
        **_shown(step, check_has_end),
    )


def _set_due(step: CaseStep, form: DueForm) -> None:
    if form.by_period.data or form.day.data is None:
        actions.release(step, by=web.signed_in())
    else:
        actions.fix(step, on=form.day.data, reason=form.reason.data or "", by=web.signed_in())
