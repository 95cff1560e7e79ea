"""The pages of the organization and the park: the assessment, its conditions, groups and evidence."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.experts.sheets.rules import decimals
from incubator.experts.sheets.workflow import SHEET
from incubator.kernel import files, pdf, pinned, web
from incubator.kernel.access import allows
from incubator.kernel.errors import Absent
from incubator.kernel.text import force_locale, gettext, label, lazy
from incubator.kernel.workflow import Badge
from incubator.organizations.models import LEGAL_FORM_LABELS
from incubator.registration.cases import wording
from incubator.registration.cases.models import Case
from incubator.registration.cases.rules import CASE_READ, WORKED_ON
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.grades import actions, panel_actions, queries
from incubator.registration.grades.forms import condition_form, points_form
from incubator.registration.grades.indicators import Group
from incubator.registration.grades.models import GradeAssessment, GradeFile, GradeGroup
from incubator.registration.grades.queries import SelfScore
from incubator.registration.grades.rules import GRADE_RESULT
from incubator.registration.grades.saving_views import save_group
from incubator.registration.grades.wording import group_badge, group_points, proposed_label
from incubator.registration.grades.workflow import GRADE_FILL, GRADE_FLOW, GRADE_PANEL, GradeStatus
from incubator.registration.room import room
from incubator.registration.steps.forms import FileForm

pinned.register(
    pinned.Source(lazy("Grade assessments under way"), queries.count_pinned, queries.list_pinned)
)


def _detail_url(assessment: GradeAssessment) -> str:
    return url_for("registration.grade_detail", code=assessment.code)


@room.post("/registrations/<code:code>/grade", GRADE_FILL)
def grade_begin(code: str) -> ResponseReturnValue:
    """Begin the self-score of a case that has none yet."""
    with web.acting() as act:
        case = web.load(Case, code, lock=True)
        made = actions.begin(case, by=web.signed_in())
        act.done(_detail_url(made), gettext("The self-score can begin."))
    return act.answer


@room.get("/grades/<code:code>", CASE_READ)
def grade_detail(code: str) -> ResponseReturnValue:
    """Where the assessment stands, what is next, and the groups with their points."""
    assessment = web.load(GradeAssessment, code)
    own = queries.self_score(assessment)
    person = web.signed_in()
    may_see = allows(person, GRADE_RESULT, assessment)
    shown = may_see or assessment.status is GradeStatus.APPROVED
    result = queries.result_of(assessment, own.rules) if shown else None
    # Where the authority has decided, or the case was given up, nothing is scored any more.
    goes_on = assessment.case.status in WORKED_ON
    return web.page(
        "registration/grade_detail.html",
        goes_on=goes_on,
        assessment=assessment,
        case=assessment.case,
        own=own,
        rules=own.rules,
        indicators=assessment.indicators,
        result=result,
        tasks=_tasks(own),
        badge=GRADE_FLOW.badge(assessment, outside=not may_see),
        flow=GRADE_FLOW,
        SHEET=SHEET,
        decimals=decimals,
        next_url=_next_url(own),
        grade_words=proposed_label(own.rules, assessment),
        mine=wording.is_owner(person),
        may_fill=goes_on and allows(person, GRADE_FILL, assessment),
        may_panel=goes_on and allows(person, GRADE_PANEL, assessment),
        may_see=may_see,
        is_sample=wording.is_sample,
    )


def _tasks(own: SelfScore) -> list[dict[str, Any]]:
    """The conditions, then the groups, as a task list."""
    found: list[dict[str, Any]] = [
        {
            "label": gettext("Who may apply"),
            "url": url_for("registration.grade_condition_edit", code=own.assessment.code),
            "hint": None,
            "state": _condition_badge(own),
        }
    ]
    for group in own.rules.groups:
        row = own.groups.get(group.slug)
        filled = own.filled[group.slug]
        hint = group_points(group, total=filled.total, scored=filled.scored)
        if filled.unproven:
            hint += gettext("; %(n)s without evidence", n=len(filled.unproven))
        url = url_for("registration.grade_group_edit", code=row.code) if row is not None else None
        badge = group_badge(is_complete=filled.is_complete, is_begun=bool(filled.scored))
        found.append({"label": label(group.title), "url": url, "hint": hint, "state": badge})
    return found


def _condition_badge(own: SelfScore) -> Badge:
    met = [row.is_met for row in own.conditions]
    if False in met:
        return Badge(gettext("Not met"), "bad", "alert-circle")
    if None in met:
        return Badge(gettext("To be stated"), "waiting", "hourglass")
    return Badge(gettext("In order"), "good", "circle-check")


def _next_url(own: SelfScore) -> str | None:
    """Where the self-score goes on: the conditions, then the first group that is not whole."""
    if any(row.is_met is not True for row in own.conditions):
        return url_for("registration.grade_condition_edit", code=own.assessment.code)
    for group in own.rules.groups:
        if not own.filled[group.slug].is_complete and group.slug in own.groups:
            return url_for("registration.grade_group_edit", code=own.groups[group.slug].code)
    return None


@room.form("/grades/<code:code>/conditions", GRADE_FILL)
def grade_condition_edit(code: str) -> ResponseReturnValue:
    """What bars an application: told by the file where it can, else stated."""
    assessment = web.load(GradeAssessment, code)
    rules = queries.set_of(assessment)
    conditions = queries.conditions_for(assessment, rules)
    form = condition_form(conditions, assessment.statements)()
    web.stamp(form, assessment)
    answer = web.save(
        form,
        GradeAssessment,
        code,
        lambda row: actions.state_conditions(row, form.said(), by=web.signed_in()),
        back=lambda row: _next_url(queries.self_score(row)) or _detail_url(row),
    )
    return answer or web.page(
        "registration/grade_condition_edit.html",
        form=form,
        assessment=assessment,
        case=assessment.case,
        conditions=conditions,
        editable=assessment.status is GradeStatus.SELF_SCORING,
        is_sample=wording.is_sample,
    )


@room.form("/grade-groups/<code:code>", GRADE_FILL)
def grade_group_edit(code: str) -> ResponseReturnValue:
    """One group: points and evidence item by item, with the running total beside."""
    row = web.load(GradeGroup, code)
    own = queries.self_score(row.assessment, conditions=False)
    group = _group_of(own, row)
    form = points_form(group, judging=False)()
    if request.method == "GET":
        form.fill(row.points, row.notes, row.version)
    if form.posted():
        with web.acting(form) as act:
            row = web.load(GradeGroup, code, lock=True)
            save_group(row, form)
            _drop_file(row, group)
            act.done(_after_saving(row, group), gettext("Saved."))
        if act.response:
            return act.response
        row = web.load(GradeGroup, code)
        if form.conflict is not None:
            # Saving again overrules knowingly: both versions stand on the page now.
            form.version.data = str(row.version)
    evidence: dict[str, list[GradeFile]] = {}
    for each in queries.files_of(row.assessment, (item.slug for item in group.items)):
        evidence.setdefault(each.item, []).append(each)
    return web.page(
        "registration/grade_group_edit.html",
        form=form,
        row=row,
        group=group,
        own=own,
        rules=own.rules,
        case=row.assessment.case,
        evidence=evidence,
        rest=own.total - own.filled[group.slug].total,
        editable=row.assessment.status is GradeStatus.SELF_SCORING,
        is_sample=wording.is_sample,
    )


def _drop_file(row: GradeGroup, group: Group) -> None:
    """A file may be taken away in the same act; what was typed is saved with it."""
    wanted = request.form.get("act", "")
    if not wanted.startswith("drop:"):
        return
    names = [item.slug for item in group.items]
    found = next(
        (each for each in queries.files_of(row.assessment, names) if each.code == wanted[5:]), None
    )
    if found is None:
        raise Absent
    actions.remove_file(found, by=web.signed_in())


def _group_of(own: SelfScore, row: GradeGroup) -> Group:
    group = own.rules.group(row.slug)
    if group is None:
        raise Absent
    return group


def _after_saving(row: GradeGroup, group: Group) -> str:
    """Stay, go to an item's upload, or go on to the next group, as the button says."""
    wanted = request.form.get("act", "next")
    if wanted.startswith("file:") and any(item.slug == wanted[5:] for item in group.items):
        return url_for("registration.grade_file_new", code=row.assessment.code, item=wanted[5:])
    if wanted != "next":
        return url_for("registration.grade_group_edit", code=row.code)
    names = [each.slug for each in queries.set_of(row.assessment).groups]
    rows = queries.groups_of(row.assessment)
    following = names[names.index(row.slug) + 1 :]
    if following and following[0] in rows:
        return url_for("registration.grade_group_edit", code=rows[following[0]].code)
    return _detail_url(row.assessment)


@room.form("/grades/<code:code>/files/<item>", GRADE_FILL)
def grade_file_new(code: str, item: str) -> ResponseReturnValue:
    """Upload one file as evidence for one item."""
    assessment = web.load(GradeAssessment, code)
    indicator = queries.set_of(assessment).items.get(item)
    if indicator is None:
        raise Absent
    form = FileForm()
    inspected = form.inspected("file", files.DOCUMENT) if form.posted() else None
    if inspected is not None:
        with web.acting(form) as act:
            assessment = web.load(GradeAssessment, code)
            actions.add_file(assessment, item, inspected, by=web.signed_in())
            told = gettext("The file for “%(name)s” is kept.", name=label(indicator.title))
            act.done(_item_url(assessment, item), told)
        if act.response:
            return act.response
    return web.page(
        "registration/grade_file_new.html",
        form=form,
        assessment=assessment,
        indicator=indicator,
        back_url=_item_url(assessment, item),
        accept=files.DOCUMENT.accept,
        megabytes=files.DOCUMENT.megabytes,
    )


def _item_url(assessment: GradeAssessment, item: str) -> str:
    """The place of an item on the page of its group."""
    rules = queries.set_of(assessment)
    rows = queries.groups_of(assessment)
    for group in rules.groups:
        if group.slug in rows and any(each.slug == item for each in group.items):
            url = url_for("registration.grade_group_edit", code=rows[group.slug].code)
            return f"{url}#item-{item}"
    return _detail_url(assessment)


@room.get("/grade-files/<code:code>", CASE_READ)
def grade_file(code: str) -> ResponseReturnValue:
    """A file of evidence, as it was handed in."""
    return web.send_stored(web.load(GradeFile, code).file)


@room.moves("/grades/<code:code>/moves/<move>", GRADE_FLOW)
def grade_move(code: str, move: str) -> ResponseReturnValue:
    """Hand in, take back, send back, close, dissolve, approve, open again."""
    return web.move(
        GradeAssessment,
        code,
        move,
        table=GRADE_FLOW,
        actions={
            "submit": actions.submit,
            "return": actions.give_back,
            **panel_actions.VERBS,
            **dict.fromkeys(("form_panel", "resume", "propose"), web.not_by_hand),
        },
        back=_detail_url,
    )


@room.get("/grades/<code:code>/sheet.pdf", CASE_READ)
def grade_pdf(code: str) -> ResponseReturnValue:
    """The scoring sheet as a paper: item, points, self-score, expert score, reason; in Chinese."""
    assessment = web.load(GradeAssessment, code)
    own = queries.self_score(assessment, conditions=False)
    may_see = allows(web.signed_in(), GRADE_RESULT, assessment)
    shown = may_see or assessment.status is GradeStatus.APPROVED
    case = assessment.case
    with force_locale("zh_Hans"):
        html = render_template(
            "registration/grade_pdf.html",
            assessment=assessment,
            case=case,
            own=own,
            rules=own.rules,
            result=queries.result_of(assessment, own.rules) if shown else None,
            badge=GRADE_FLOW.badge(assessment, outside=not may_see),
            form_label=LEGAL_FORM_LABELS[case.legal_form],
            grade_words=panel_actions.grade_words(assessment),
            decimals=decimals,
        )
    title = f"{case.organization.name}等级评估评分表"
    data = pdf.render(html, title=title)
    return web.send(data, f"{title}-{case.number}.pdf", "application/pdf", inline=True)


@room.context_processor
def _offer_grade() -> dict[str, Any]:
    """The pages of a case and its steps lead to the assessment, without knowing this part of the room."""
    return {"grade_of_case": grade_of_case}


def grade_of_case(case: Case) -> GradeAssessment | None:
    """The assessment of a case of the grade procedure."""
    if case.procedure is not Procedure.GRADE_ASSESSMENT:
        return None
    return queries.assessment_of(case)
