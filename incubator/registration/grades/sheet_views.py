"""The pages of the expert: my grade sheets, the declaration, and one group after the other, on a phone."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.sheets.pages import Declaring, declaration, waiting_line
from incubator.experts.sheets.workflow import SHEET, SheetStatus
from incubator.kernel import access, navigation, waiting, web
from incubator.kernel.access import Person
from incubator.kernel.errors import Absent
from incubator.kernel.forms import Form
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.text import gettext, label, lazy
from incubator.kernel.waiting import Waiting
from incubator.registration.grades import panel_actions, queries
from incubator.registration.grades.forms import points_form
from incubator.registration.grades.indicators import Group, IndicatorSet
from incubator.registration.grades.models import GradeFile, GradeSeat
from incubator.registration.grades.rules import GRADE_SCORE, Judgement, lacking_reasons
from incubator.registration.grades.wording import group_badge, group_points
from incubator.registration.grades.workflow import GradeStatus
from incubator.registration.room import room

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("My grade sheets"),
        "registration.grade_sheet_list",
        GRADE_SCORE,
        "star",
        order=21,
        section=Section.REGISTRATION,
    )
)


@room.get("/grade-sheets", GRADE_SCORE)
def grade_sheet_list() -> ResponseReturnValue:
    """The expert's grade sheets: those to do first."""
    return web.page(
        "registration/grade_sheet_list.html",
        seats=queries.seats_of_expert(web.signed_in().id or 0),
        SHEET=SHEET,
    )


def _open(code: str, *, lock: bool = False) -> GradeSeat:
    """The place within the expert's reach, after the declaration."""
    seat = web.load(GradeSeat, code, lock=lock)
    if seat.sheet.status is SheetStatus.UNDECLARED:
        raise Absent
    return seat


def _is_editable(seat: GradeSeat) -> bool:
    return seat.sheet.is_open and seat.assessment.status is GradeStatus.SCORING


@room.form("/grade-sheets/<code:code>", GRADE_SCORE)
def grade_sheet_detail(code: str) -> ResponseReturnValue:
    """Declare first; then the groups with their points, and handing in."""
    seat = web.load(GradeSeat, code)
    if seat.sheet.status is SheetStatus.UNDECLARED:
        return _declaration(seat)
    form = Form()
    if form.posted():
        with web.acting(form) as act:
            seat = _open(code, lock=True)
            panel_actions.submit(seat, by=web.signed_in())
            act.done(url_for("registration.grade_sheet_list"), gettext("Submitted. Thank you."))
        if act.response:
            return act.response
    own = queries.self_score(seat.assessment, conditions=False)
    judgement = queries.judgement_of(seat.sheet)
    return web.page(
        "registration/grade_sheet_detail.html",
        form=form,
        seat=seat,
        sheet=seat.sheet,
        own=own,
        rules=own.rules,
        judgement=judgement,
        tasks=_tasks(seat, own.rules, judgement, own.points),
        so_far=sum(judgement.points.values()),
        editable=_is_editable(seat),
        SHEET=SHEET,
    )


def _tasks(
    seat: GradeSeat, rules: IndicatorSet, judgement: Judgement, own: dict[str, int]
) -> list[dict[str, Any]]:
    found = []
    for group in rules.groups:
        done = [row.slug for row in group.items if row.slug in judgement.points]
        lack = lacking_reasons(group, judgement, own, everything=True)
        total = sum(judgement.points[slug] for slug in done)
        found.append(
            {
                "label": label(group.title),
                "url": url_for("registration.grade_sheet_edit", code=seat.code, group=group.slug),
                "hint": group_points(group, total=total, scored=len(done)),
                "done": not lack,
                "state": group_badge(is_complete=not lack, is_begun=bool(done)),
            }
        )
    return found


def _declaration(seat: GradeSeat) -> ResponseReturnValue:
    code = seat.code
    declaring = Declaring(
        load=lambda: web.load(GradeSeat, code, lock=True),
        declare=panel_actions.declare,
        decline=panel_actions.decline,
        sheet_url=url_for("registration.grade_sheet_detail", code=code),
        list_url=url_for("registration.grade_sheet_list"),
    )
    return declaration("registration/grade_sheet_declaration.html", seat.sheet, declaring)


@room.form("/grade-sheets/<code:code>/groups/<group>", GRADE_SCORE)
def grade_sheet_edit(code: str, group: str) -> ResponseReturnValue:
    """One group: self-score and evidence beside the expert's points, with the reason for each deduction."""
    seat = _open(code)
    own = queries.self_score(seat.assessment, conditions=False)
    rule = own.rules.group(group)
    if rule is None:
        raise Absent
    form = points_form(rule, judging=True)()
    if request.method == "GET":
        form.fill(seat.sheet.scores, seat.sheet.comments, seat.sheet.version)
    if form.posted():
        with web.acting(form) as act:
            seat = _open(code, lock=True)
            web.check_version(seat.sheet, form)
            given = panel_actions.GroupScore(form.points(), form.texts())
            panel_actions.score(seat, rule, given, by=web.signed_in())
            act.done(_after_saving(seat, own.rules, rule), gettext("Saved."))
        if act.response:
            return act.response
    evidence: dict[str, list[GradeFile]] = {}
    for row in queries.files_of(seat.assessment, (item.slug for item in rule.items)):
        evidence.setdefault(row.item, []).append(row)
    names = {item.slug for item in rule.items}
    scores = seat.sheet.scores
    so_far = sum(given for slug, given in scores.items() if slug in names)
    return web.page(
        "registration/grade_sheet_edit.html",
        form=form,
        seat=seat,
        sheet=seat.sheet,
        group=rule,
        own=own,
        rules=own.rules,
        evidence=evidence,
        rest=sum(scores.values()) - so_far,
        so_far=so_far,
        editable=_is_editable(seat),
        SHEET=SHEET,
    )


def _after_saving(seat: GradeSeat, rules: IndicatorSet, group: Group) -> str:
    names = [row.slug for row in rules.groups]
    following = names[names.index(group.slug) + 1 :]
    if request.form.get("act", "next") == "next" and following:
        return url_for("registration.grade_sheet_edit", code=seat.code, group=following[0])
    return url_for("registration.grade_sheet_detail", code=seat.code)


@room.get("/grade-sheets/<code:code>/files/<code:file_code>", GRADE_SCORE)
def grade_sheet_file(code: str, file_code: str) -> ResponseReturnValue:
    """A file of evidence, for the panel and only after the declaration."""
    seat = _open(code)
    row = web.load(GradeFile, file_code, access.PUBLIC)
    if row.assessment_id != seat.assessment_id:
        raise Absent
    return web.send_stored(row.file)


@waiting.offers
def grade_sheets_waiting(person: Person) -> list[Waiting]:
    """What an expert must declare or score; what a conflict has cut off waits for nobody."""
    if access.reach(person, GRADE_SCORE).person is None:
        return []
    return [
        waiting_line(
            sheet,
            "registration.grade_sheet_detail",
            code,
            title=gettext("Grade assessment: %(title)s", title=sheet.title),
        )
        for code, sheet in queries.sheets_to_do(person.id or 0)
    ]
