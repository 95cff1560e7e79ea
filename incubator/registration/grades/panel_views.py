"""The pages of the park: the panel, replacements, the result item by item, the proposal."""

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.experts.panels.forms import PanelForm, ReasonForm, ReplacementForm
from incubator.experts.panels.rules import free_to_judge
from incubator.experts.pool.queries import expert_of, experts_by_codes
from incubator.experts.sheets.rules import decimals
from incubator.experts.sheets.workflow import SHEET, SheetStatus
from incubator.kernel import waiting, web
from incubator.kernel.access import Person, allows, may
from incubator.kernel.text import gettext, lazy
from incubator.kernel.waiting import Waiting
from incubator.registration.cases import wording
from incubator.registration.grades import panel_actions, queries
from incubator.registration.grades.forms import ProposalForm
from incubator.registration.grades.models import GradeAssessment, GradeSeat
from incubator.registration.grades.rules import GRADE_RESULT
from incubator.registration.grades.wording import proposed_label
from incubator.registration.grades.workflow import (
    GRADE_APPROVE,
    GRADE_FLOW,
    GRADE_PANEL,
    GradeStatus,
)
from incubator.registration.room import room


@room.form("/grades/<code:code>/panel", GRADE_PANEL)
def grade_panel_edit(code: str) -> ResponseReturnValue:
    """Choose the experts: the least busy without a barrier are ticked."""
    assessment = web.load(GradeAssessment, code)
    rules = queries.set_of(assessment)
    found = queries.candidates_for(assessment)
    form = PanelForm()
    form.offer(found)
    if not form.is_submitted():
        free = free_to_judge(found)[: rules.panel.min_experts]
        form.experts.data = [row.expert.code for row in free]
    answer = web.save(
        form,
        GradeAssessment,
        code,
        lambda row: panel_actions.form_panel(
            row,
            experts_by_codes(form.experts.data or [], row.case.park_id),
            by=web.signed_in(),
        ),
        back=_page_of,
        done=gettext("The experts are asked to declare."),
    )
    return answer or web.page(
        "registration/grade_panel_edit.html",
        form=form,
        assessment=assessment,
        case=assessment.case,
        candidates=found,
        rules=rules,
        is_sample=wording.is_sample,
    )


def _page_of(assessment: GradeAssessment) -> str:
    return url_for("registration.grade_detail", code=assessment.code)


@room.form("/grade-seats/<code:code>/replacement", GRADE_PANEL)
def grade_seat_replace(code: str) -> ResponseReturnValue:
    """Put another expert in the place of one who stepped back or does not answer."""
    seat = web.load(GradeSeat, code)
    form = ReplacementForm()
    form.offer(queries.candidates_for(seat.assessment))
    if not form.is_submitted():
        form.suggest_reason(seat.sheet)
    answer = web.save(
        form,
        GradeSeat,
        code,
        lambda row: panel_actions.replace(
            row,
            expert_of(form.expert.data or "", row.assessment.case.park_id),
            by=web.signed_in(),
            reason=form.reason.data or "",
        ),
        back=lambda row: _page_of(row.assessment),
        done=gettext("Replaced. The new expert is asked to declare."),
    )
    return answer or web.page(
        "registration/grade_seat_replace.html", form=form, seat=seat, SHEET=SHEET
    )


@room.form("/grade-seats/<code:code>/return", GRADE_PANEL)
def grade_seat_return(code: str) -> ResponseReturnValue:
    """Give a submitted sheet back to its expert."""
    seat = web.load(GradeSeat, code)
    form = ReasonForm()
    answer = web.save(
        form,
        GradeSeat,
        code,
        lambda row: panel_actions.give_back(row, by=web.signed_in(), reason=form.reason.data or ""),
        back=lambda row: _page_of(row.assessment),
        done=gettext("Given back to the expert."),
    )
    return answer or web.page(
        "registration/grade_seat_return.html", form=form, seat=seat, SHEET=SHEET
    )


@room.form("/grades/<code:code>/result", GRADE_RESULT)
def grade_result(code: str) -> ResponseReturnValue:
    """The points item by item with the reasons; the operator proposes the grade from here."""
    assessment = web.load(GradeAssessment, code)
    own = queries.self_score(assessment, conditions=False)
    result = queries.result_of(assessment, own.rules)
    form = ProposalForm()
    form.offer(own.rules.grades)
    if form.posted():
        with web.acting(form) as act:
            assessment = web.load(GradeAssessment, code, GRADE_PANEL, lock=True)
            panel_actions.propose(
                assessment, form.grade.data or "", by=web.signed_in(), note=form.note.data or ""
            )
            url = url_for("registration.grade_detail", code=code)
            act.done(url, gettext("Proposed. A second person decides."))
        if act.response:
            return act.response
    elif not form.is_submitted():
        reached = own.rules.grade_for(assessment.result_hundredths or 0)
        form.grade.data = reached.slug if reached is not None else ""
    person = web.signed_in()
    return web.page(
        "registration/grade_result.html",
        form=form,
        assessment=assessment,
        case=assessment.case,
        own=own,
        rules=own.rules,
        result=result,
        decimals=decimals,
        badge=GRADE_FLOW.badge(assessment),
        flow=GRADE_FLOW,
        grade_words=proposed_label(own.rules, assessment),
        may_propose=assessment.status is GradeStatus.SCORED
        and allows(person, GRADE_PANEL, assessment),
        SUBMITTED=SheetStatus.SUBMITTED,
        SHEET=SHEET,
        is_sample=wording.is_sample,
    )


@waiting.offers
def assessments_waiting(person: Person) -> list[Waiting]:
    """What waits for the park: a panel to form, a grade to propose, a proposal to decide."""
    if not may(person, GRADE_PANEL):
        return []
    rows = queries.waiting_for_park(person, GRADE_PANEL)
    words = {
        GradeStatus.SUBMITTED: (
            lazy("Form the panel of a grade assessment"),
            lazy("Choose experts"),
        ),
        GradeStatus.SCORED: (lazy("Propose a grade"), lazy("Look and propose")),
        GradeStatus.PROPOSED: (
            lazy("A grade waits for the second person"),
            lazy("Look and decide"),
        ),
    }
    return [
        Waiting(
            title=words[row.status][0],
            button=words[row.status][1],
            endpoint="registration.grade_panel_edit"
            if row.status is GradeStatus.SUBMITTED
            else "registration.grade_result"
            if row.status is GradeStatus.SCORED
            else "registration.grade_detail",
            arguments={"code": row.code},
            subject=row.name,
            since=row.since,
        )
        for row in rows
        if row.status is not GradeStatus.PROPOSED
        or (may(person, GRADE_APPROVE) and row.proposed_by_id != person.id)
    ]
