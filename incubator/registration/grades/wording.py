"""How is a grade told to people, in their language?"""

from incubator.kernel.text import gettext, label
from incubator.registration.grades.indicators import IndicatorSet
from incubator.registration.grades.models import GradeAssessment


def proposed_label(rules: IndicatorSet, assessment: GradeAssessment) -> str:
    """The proposed or approved grade."""
    grade = rules.grade(assessment.proposed_grade)
    return label(grade.label) if grade is not None else str(gettext("No grade"))
