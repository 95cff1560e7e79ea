"""How long does a step usually take in this park, told from its own history?"""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from sqlalchemy import select

from incubator.kernel.db import db
from incubator.kernel.text import gettext, ngettext
from incubator.registration.cases.models import Case, CaseStep
from incubator.registration.cases.workflow import StepStatus

EXAMPLES = 2_000  # the newest steps are enough to say what is usual
FEWEST_CASES = 3  # fewer examples than this say nothing


@dataclass(frozen=True)
class Usual:
    """How long a step took here: the median in calendar days, and over how many cases."""

    days: int
    cases: int


def usual_days(case: Case) -> dict[str, Usual]:
    """By step, how long it usually takes in the case's park: one query over its newest steps.

    Only the same procedure and form count, and only steps with enough examples are named.
    """
    query = (
        select(CaseStep.slug, CaseStep.opened_on, CaseStep.done_on)
        .join(Case, CaseStep.case_id == Case.id)
        .where(Case.park_id == case.park_id, Case.procedure == case.procedure)
        .where(Case.legal_form == case.legal_form, CaseStep.status == StepStatus.DONE)
        .where(CaseStep.opened_on.is_not(None), CaseStep.done_on.is_not(None))
        .order_by(CaseStep.id.desc())
        .limit(EXAMPLES)
    )
    taken: dict[str, list[int]] = defaultdict(list)
    for slug, opened_on, done_on in db.session.execute(query):
        if opened_on is not None and done_on is not None:
            taken[slug].append(max(0, (done_on - opened_on).days))
    return {
        slug: Usual(round(median(days)), len(days))
        for slug, days in taken.items()
        if len(days) >= FEWEST_CASES
    }


def usual_text(usual: Usual) -> str:
    """How long a step usually takes here, in one line."""
    days = ngettext("%(num)s day", "%(num)s days", usual.days)
    return str(gettext("usually %(days)s here (%(cases)s cases)", days=days, cases=usual.cases))
