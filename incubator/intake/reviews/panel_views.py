"""The pages of the park around a review: the matrix of a call, the panel, replacements, reminders."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.panels.forms import PanelForm, ReasonForm, ReplacementForm
from incubator.experts.panels.rules import free_to_judge
from incubator.experts.pool.queries import expert_of, experts_by_codes, pool_rules
from incubator.experts.queries import rubric_of
from incubator.experts.sheets.workflow import SHEET, SheetStatus
from incubator.intake.applications.models import Application
from incubator.intake.applications.queries import counts_by_status
from incubator.intake.applications.workflow import (
    APPLICATION_FLOW,
    REVIEW_ASSIGN,
    ApplicationStatus,
)
from incubator.intake.calls.models import Call
from incubator.intake.reviews import actions, queries
from incubator.intake.reviews.models import Review
from incubator.intake.reviews.workflow import REVIEW_PANEL
from incubator.intake.room import room
from incubator.kernel import access, web
from incubator.kernel.text import gettext, lazy, ngettext

TAB_LABELS = {
    "assign": lazy("To be assigned"),
    "review": lazy("Under review"),
    "reviewed": lazy("Reviewed"),
    "decided": lazy("Decided"),
}


@room.get("/calls/<code:code>/reviews", REVIEW_PANEL)
def review_panel(code: str) -> ResponseReturnValue:
    """Who judges what, and how far they are: applications by experts."""
    call = web.load(Call, code)
    counts = counts_by_status(call)
    sizes = {
        tab: sum(counts.get(state.value, 0) for state in states)
        for tab, states in queries.PANEL_TABS.items()
    }
    filled = next((tab for tab, size in sizes.items() if size), "assign")
    tab = request.args.get("tab", filled)
    return web.page(
        "intake/review_panel.html",
        call=call,
        tab=tab if tab in queries.PANEL_TABS else filled,
        sizes=sizes,
        labels=TAB_LABELS,
        panel=queries.panel_of(call, tab, after=request.args.get("after", type=int)),
        may_assign=access.allows(web.person(), REVIEW_ASSIGN, call),
        APPLICATION_FLOW=APPLICATION_FLOW,
    )


@room.form("/applications/<code:code>/panel", REVIEW_ASSIGN)
def review_assign(code: str) -> ResponseReturnValue:
    """Choose the experts of one application: the best three are ticked, conflicts are shown."""
    application = web.load(Application, code)
    found = queries.candidates_for(application)
    rules = queries.panel_rules(application.call)
    form = PanelForm()
    form.offer(found)
    if not form.is_submitted():
        form.experts.data = [row.expert.code for row in free_to_judge(found)[: rules.min_experts]]
    answer = web.save(
        form,
        Application,
        code,
        lambda row: actions.assign(
            row,
            experts_by_codes(form.experts.data or [], row.park_id),
            by=web.signed_in(),
        ),
        back=_next_panel,
        done=gettext("The experts are asked to declare."),
    )
    return answer or web.page(
        "intake/review_assign.html",
        form=form,
        application=application,
        candidates=found,
        rules=rules,
        fields=pool_rules(application.park).fields,
        APPLICATION_FLOW=APPLICATION_FLOW,
    )


def _next_panel(application: Application) -> str:
    following = queries.next_to_assign(application.call)
    if following is not None:
        return url_for("intake.review_assign", code=following.code)
    return url_for("intake.review_panel", code=application.call.code, tab="review")


@room.get("/review-sheets/<code:code>", REVIEW_PANEL)
def review_detail(code: str) -> ResponseReturnValue:
    """One expert's sheet for the park: state, scores and words once submitted."""
    review = web.load(Review, code)
    sheet = review.sheet
    return web.page(
        "intake/review_detail.html",
        review=review,
        sheet=sheet,
        rubric=rubric_of(sheet),
        show_scores=sheet.status is SheetStatus.SUBMITTED,
        may_replace=_may_change(review),
        may_give_back=sheet.status is SheetStatus.SUBMITTED and _may_give_back(review),
        SHEET=SHEET,
    )


def _may_change(review: Review) -> bool:
    under_review = review.application.status is ApplicationStatus.IN_REVIEW
    return under_review and access.allows(web.person(), REVIEW_ASSIGN, review)


def _may_give_back(review: Review) -> bool:
    open_states = {ApplicationStatus.IN_REVIEW, ApplicationStatus.REVIEWED}
    return review.application.status in open_states and access.allows(
        web.person(), REVIEW_ASSIGN, review
    )


@room.form("/review-sheets/<code:code>/replacement", REVIEW_ASSIGN)
def review_replace(code: str) -> ResponseReturnValue:
    """Put another expert in the place of one who stepped back or does not answer."""
    review = web.load(Review, code)
    form = ReplacementForm()
    form.offer(
        queries.candidates_for(review.application), pool_rules(review.application.park).fields
    )
    if not form.is_submitted():
        form.suggest_reason(review.sheet)
    answer = web.save(
        form,
        Review,
        code,
        lambda row: _replace(row, form),
        back=lambda row: url_for(
            "intake.review_panel", code=row.application.call.code, tab="review"
        ),
        done=gettext("Replaced. The new expert is asked to declare."),
    )
    return answer or web.page("intake/review_replace.html", form=form, review=review, SHEET=SHEET)


def _replace(review: Review, form: ReplacementForm) -> None:
    chosen = expert_of(form.expert.data or "", review.application.park_id)
    actions.replace(review, chosen, by=web.signed_in(), reason=form.reason.data or "")


@room.form("/review-sheets/<code:code>/return", REVIEW_ASSIGN)
def review_return(code: str) -> ResponseReturnValue:
    """Give a submitted sheet back to its expert."""
    review = web.load(Review, code)
    form = ReasonForm()
    answer = web.save(
        form,
        Review,
        code,
        lambda row: actions.give_back(row, by=web.signed_in(), reason=form.reason.data or ""),
        back=lambda row: url_for("intake.review_detail", code=row.code),
        done=gettext("Given back to the expert."),
    )
    return answer or web.page("intake/review_return.html", form=form, review=review)


@room.post("/calls/<code:code>/reviews/reminders", REVIEW_ASSIGN)
def review_remind(code: str) -> ResponseReturnValue:
    """Remind the experts whose sheets are open."""
    with web.acting() as act:
        call = web.load(Call, code)
        count = actions.remind(call, by=web.signed_in())
        act.done(
            url_for("intake.review_panel", code=code, tab="review"),
            ngettext(
                "%(num)s reminder sent. Each expert is reminded once a day.",
                "%(num)s reminders sent. Each expert is reminded once a day.",
                count,
            ),
        )
    return act.answer


@room.post("/calls/<code:code>/reviews/closing", REVIEW_ASSIGN)
def review_close(code: str) -> ResponseReturnValue:
    """Close the review of the call: the ranking follows."""
    with web.acting() as act:
        call = web.load(Call, code, lock=True)
        count = actions.close(call, by=web.signed_in())
        act.done(
            url_for("intake.decision_list", code=code),
            gettext("The review is closed: %(count)s applications are ranked.", count=count),
        )
    return act.answer


@room.form("/applications/<code:code>/panel/stop", REVIEW_ASSIGN)
def review_stop(code: str) -> ResponseReturnValue:
    """Dissolve a panel: all its sheets are cancelled."""
    application = web.load(Application, code)
    form = ReasonForm()
    answer = web.save(
        form,
        Application,
        code,
        lambda row: actions.stop(row, by=web.signed_in(), reason=form.reason.data or ""),
        back=lambda row: url_for("intake.review_panel", code=row.call.code, tab="assign"),
        done=gettext("The panel is dissolved. A new one can be formed."),
    )
    return answer or web.page("intake/review_stop.html", form=form, application=application)
