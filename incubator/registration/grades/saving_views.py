"""The self-score saved while it is typed: the answer to the script, and the stored version beside it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import text, web
from incubator.kernel.db import work
from incubator.kernel.errors import Absent, Conflict, Refusal
from incubator.registration.grades import actions, queries
from incubator.registration.grades.forms import PointsForm, points_form
from incubator.registration.grades.models import GradeGroup
from incubator.registration.grades.workflow import GRADE_FILL
from incubator.registration.room import room


def save_group(row: GradeGroup, form: PointsForm) -> None:
    """Keep what stands in the form, unless somebody saved a newer version since it was opened."""
    given = actions.OwnScore(form.points(), form.texts())
    actions.score_group(row, given, expected=form.expected_version(), by=web.signed_in())


@room.post("/grade-groups/<code:code>/save", GRADE_FILL)
def grade_group_save(code: str) -> ResponseReturnValue:
    """Save in the background; the answer tells when, what is not yet right, or what clashed."""
    row = web.load(GradeGroup, code)
    group = queries.set_of(row.assessment).group(row.slug)
    if group is None:
        raise Absent
    form = points_form(group, judging=False)()
    if not form.posted():
        errors = {
            name: [str(each) for each in found] for name, found in form.errors.items() if name
        }
        return {"ok": False, "errors": errors}, 422
    try:
        with work(by=web.person()):
            row = web.load(GradeGroup, code, lock=True)
            save_group(row, form)
            version, saved_at = row.version, row.updated_at
    except Conflict as clash:
        compare = url_for("registration.grade_group_compare", code=code)
        return {"ok": False, "message": str(clash.message), "compare_url": compare}, 409
    except Refusal as refusal:
        return {"ok": False, "message": str(refusal.message)}, refusal.status
    return {"ok": True, "saved_at": text.show_time(saved_at), "version": version}


@room.get("/grade-groups/<code:code>/compare", GRADE_FILL)
def grade_group_compare(code: str) -> ResponseReturnValue:
    """What is stored of a group, to be compared with one's own typing in the other tab."""
    row = web.load(GradeGroup, code)
    group = queries.set_of(row.assessment).group(row.slug)
    if group is None:
        raise Absent
    return web.page("registration/grade_group_compare.html", row=row, group=group)
