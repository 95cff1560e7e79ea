"""The pages of the expert: my reviews, the declaration, and the page where evidence and scores meet."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.forms import ScoreForm, score_form
from incubator.experts.queries import rubric_of
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.pages import Declaring, declaration, waiting_line
from incubator.experts.sheets.workflow import SHEET, SheetStatus
from incubator.intake.applications.models import ApplicationFile
from incubator.intake.applications.queries import views_of
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.reviews import actions, queries
from incubator.intake.reviews.models import Review
from incubator.intake.reviews.workflow import REVIEW_SCORE
from incubator.intake.room import room
from incubator.kernel import access, navigation, waiting, web
from incubator.kernel.access import Person
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, lazy
from incubator.kernel.waiting import Waiting

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("My reviews"),
        "intake.review_list",
        REVIEW_SCORE,
        "clipboard-check",
        order=20,
        section=Section.ADMISSION,
        bottom=True,
    )
)


@room.get("/reviews", REVIEW_SCORE)
def review_list() -> ResponseReturnValue:
    """The expert's reviews: to do, and done."""
    user_id = web.signed_in().id or 0
    done = request.args.get("tab") == "done"
    to_do_count, done_count = queries.count_of_expert(user_id)
    page = queries.page_of_expert(user_id, done=done, after=request.args.get("after", type=int))
    return web.page(
        "intake/review_list.html",
        page=page,
        done=done,
        to_do_count=to_do_count,
        done_count=done_count,
        SHEET=SHEET,
    )


@waiting.offers
def sheets_waiting(person: Person) -> list[Waiting]:
    """What an expert must declare or score; what a conflict has cut off waits for nobody."""
    if access.reach(person, REVIEW_SCORE).person is None:
        return []
    return [
        waiting_line(sheet, "intake.review_edit", sheet.code, title=sheet.title)
        for sheet in queries.sheets_to_do(person.id or 0)
    ]


def _load(code: str, *, lock: bool = False) -> Review:
    """The review of a sheet within the expert's reach: none in conflict, none taken away."""
    sheet = web.load(ScoreSheet, code, REVIEW_SCORE, lock=lock)
    review = queries.review_of(sheet)
    access.check(web.person(), REVIEW_SCORE, review)
    return review


@room.form("/reviews/<code:code>", REVIEW_SCORE)
def review_edit(code: str) -> ResponseReturnValue:
    """Declare first; only then the application is shown, with the rubric beside it."""
    review = _load(code)
    if review.sheet.status is SheetStatus.UNDECLARED:
        return _declaration(review)
    return _scoring(review)


def _declaration(review: Review) -> ResponseReturnValue:
    code = review.sheet.code
    declaring = Declaring(
        load=lambda: _load(code, lock=True),
        declare=actions.declare,
        decline=actions.decline,
        sheet_url=url_for("intake.review_edit", code=code),
        list_url=url_for("intake.review_list"),
    )
    return declaration("intake/review_declaration.html", review.sheet, declaring)


def _scoring(review: Review) -> ResponseReturnValue:
    sheet = review.sheet
    rubric = rubric_of(sheet)
    form = score_form(rubric)()
    editable = sheet.is_open and review.application.status is ApplicationStatus.IN_REVIEW
    if form.posted():
        answer = _save(review, form)
        if answer is not None:
            return answer
    elif not form.is_submitted():
        form.fill(sheet)
    application = review.application
    progress = queries.progress_of(review)
    return web.page(
        "intake/review_edit.html",
        form=form,
        sheet=sheet,
        rubric=rubric,
        application=application,
        sections=views_of(application),
        progress=progress,
        next_code=progress.next_code,
        editable=editable,
        SHEET=SHEET,
    )


def _save(review: Review, form: ScoreForm) -> ResponseReturnValue | None:
    code = review.sheet.code
    wanted = request.form.get("act", "save")
    with web.acting(form) as act:
        review = _load(code, lock=True)
        web.check_version(review.sheet, form)
        content = actions.SheetContent(
            form.scores(),
            form.comments(),
            form["overall"].data or "",
            form.chosen_recommendation(),
        )
        if wanted == "submit":
            actions.submit(review, content, by=web.signed_in())
        else:
            actions.save(review, content, by=web.signed_in())
        act.done(_where_next(review, wanted), _words(wanted))
    return act.response


def _where_next(review: Review, wanted: str) -> str:
    following = queries.progress_of(review).next_code if wanted != "save" else None
    if following is not None:
        return url_for("intake.review_edit", code=following)
    if wanted == "submit":
        return url_for("intake.review_list", tab="done")
    return url_for("intake.review_edit", code=review.sheet.code)


def _words(wanted: str) -> str:
    return str(gettext("Submitted. Thank you.") if wanted == "submit" else gettext("Saved."))


@room.get("/reviews/<code:code>/files/<code:file_code>", REVIEW_SCORE)
def review_file(code: str, file_code: str) -> ResponseReturnValue:
    """A file of the application, for its experts and only after the declaration."""
    review = _load(code)
    if review.sheet.status is SheetStatus.UNDECLARED:
        raise Absent
    row = web.load(ApplicationFile, file_code, access.PUBLIC)
    if row.application_id != review.application_id or row.removed_at is not None:
        raise Absent
    return web.send_stored(row.file)
