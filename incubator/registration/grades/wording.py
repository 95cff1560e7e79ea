"""How is a grade told to people, in their language?"""

from incubator.kernel.text import gettext, label
from incubator.kernel.workflow import Badge
from incubator.registration.grades.indicators import Group, IndicatorSet
from incubator.registration.grades.models import GradeAssessment


def proposed_label(rules: IndicatorSet, assessment: GradeAssessment) -> str:
    """The proposed or approved grade."""
    grade = rules.grade(assessment.proposed_grade)
    return label(grade.label) if grade is not None else str(gettext("No grade"))


def group_badge(*, is_complete: bool, is_begun: bool) -> Badge:
    """How far one group is, for the organization and for an expert."""
    if is_complete:
        return Badge(gettext("Complete"), "good", "circle-check")
    if is_begun:
        return Badge(gettext("Begun"), "progress", "progress")
    return Badge(gettext("Not begun"), "neutral", "circle")


def group_points(group: Group, *, total: int, scored: int) -> str:
    """The points given in one group so far, and for how many of its items."""
    words = gettext(
        "%(total)s of %(points)s points, %(scored)s of %(items)s items",
        total=total,
        points=group.points,
        scored=scored,
        items=len(group.items),
    )
    return str(words)
