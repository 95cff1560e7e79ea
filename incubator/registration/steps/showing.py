"""What does every page of a step show around its own form?"""

from typing import Any

from incubator.registration.cases import wording
from incubator.registration.cases.models import CaseStep
from incubator.registration.checklists.rules import WHO_LABELS
from incubator.registration.steps.queries import Sheet


def shown(step: CaseStep, sheet: Sheet) -> dict[str, Any]:
    """The step with its case, rule, state, period and who acts."""
    return {
        "step": step,
        "case": step.case,
        "sheet": sheet,
        "rule": sheet.station.rule,
        "badge": sheet.station.badge,
        "deadline": wording.deadline_of(sheet.station),
        "who": WHO_LABELS[sheet.station.rule.who],
        "sources": wording.sources_of(sheet.roadmap, sheet.station),
        "registers": wording.registers_of(sheet.roadmap, sheet.station),
        "is_sample": wording.is_sample,
    }
