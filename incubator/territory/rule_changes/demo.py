"""The demo's change of rules: the county wants eight founders, and it waits for a second person."""

from sqlalchemy import select

from incubator.kernel import clock
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.territory.models import Park
from incubator.territory.rule_changes import actions
from incubator.territory.rule_changes.models import RuleChange

FOUNDERS = ("thresholds", "founders")
BASIS = {
    "zh": "青禾县社会团体成立登记办事指南：发起人八名以上（演示）",
    "en": "Qinghe guide to registering social groups: eight founders or more (demo)",
}


def propose_founders(park: Park, by: Person) -> RuleChange | None:
    """Propose the local number of founders from next month on; call inside a unit of work.

    None where no checklist for social groups is shipped.
    """
    base = _checklist()
    if base is None:
        return None
    today = clock.today()
    first = today.replace(year=today.year + today.month // 12, month=today.month % 12 + 1, day=1)
    heading = actions.Heading(
        edition=first.isoformat()[:7],
        effective_from=first,
        effective_to=None,
        region_code=park.region.division_code,
        legal_form=base.legal_form,
        title=base.title,
        source={**BASIS, "mark": "M"},
        note="县民政局办事指南要求发起人八名以上，高于通行的五名；按本县口径办理，避免退件。",
    )
    change = actions.draft(base, heading, by=by)
    values: dict[tuple[str, ...], str | int] = {
        (*FOUNDERS, "value"): 8,
        (*FOUNDERS, "basis", "mark"): "M",
        (*FOUNDERS, "basis", "zh"): BASIS["zh"],
        (*FOUNDERS, "basis", "en"): BASIS["en"],
    }
    actions.change_values(change, values, by=by)
    actions.propose(change, by=by)
    return change


def _checklist() -> RuleSet | None:
    query = select(RuleSet).where(
        RuleSet.kind == "registration.checklist",
        RuleSet.legal_form == "social_group",
        RuleSet.region_code == "",
        RuleSet.state == RuleState.EFFECTIVE,
    )
    found = db.session.scalars(query.order_by(RuleSet.id))
    return next((row for row in found if "founders" in row.body.get("thresholds", {})), None)
