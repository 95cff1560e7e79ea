"""The pages of the rules in force: all sets by noun, one set readable, and one as a file."""

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import navigation, rulesets, web
from incubator.kernel.access import may
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform
from incubator.kernel.rulesets import RuleSet, RuleState
from incubator.kernel.text import lazy
from incubator.portal.room import room
from incubator.portal.rule_sets import outline, wording
from incubator.portal.rule_sets.downloads import send_rules
from incubator.portal.rule_sets.queries import pinned_to
from incubator.territory.models import Region
from incubator.territory.rule_changes import queries
from incubator.territory.rule_changes.rules import RULE_CHANGE_READ, RULES_READ
from incubator.territory.rule_changes.workflow import RULE_CHANGE, RULES_PROPOSE

TABS = ("now", "later", "all")
TAB_LABELS = {
    "now": lazy("Now in force"),
    "later": lazy("Later and announced"),
    "all": lazy("All editions"),
}

navigation.offer(
    Entry(
        Platform.ADMINISTRATION,
        lazy("Rules and parameters"),
        "portal.rule_set_list",
        RULES_READ,
        "adjustments",
        order=40,
    )
)


@dataclass
class RuleGroup:
    """The sets of one noun."""

    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)


@room.get("/rule-sets", RULES_READ)
def rule_set_list() -> ResponseReturnValue:
    """规则参数: every set by noun, where and for whom it holds, from when to when, and on what basis."""
    tab = request.args.get("tab", "now")
    if tab not in TABS:
        raise Absent
    everything = queries.list_rule_sets()
    regions = queries.region_names()
    chosen = [rules for rules in everything if _is_in(tab, rules)]
    groups: dict[str, RuleGroup] = {}
    for rules in chosen:
        title = wording.group_of(rules.kind)
        groups.setdefault(title, RuleGroup(title)).rows.append(_row(rules, regions))
    tabs = [
        {
            "label": TAB_LABELS[name],
            "url": url_for("portal.rule_set_list", tab=name),
            "active": name == tab,
            "count": sum(_is_in(name, rules) for rules in everything),
        }
        for name in TABS
    ]
    return web.page(
        "portal/rule_set_list.html",
        groups=list(groups.values()),
        tabs=tabs,
        samples=sum(rules.is_sample for rules in chosen),
        count=len(chosen),
        may_propose=may(web.person(), RULES_PROPOSE),
        may_see_changes=may(web.person(), RULE_CHANGE_READ),
    )


def _is_in(tab: str, rules: RuleSet) -> bool:
    tone = wording.badge_of(rules).tone
    if tab == "later":
        return rules.state is RuleState.ANNOUNCED or tone == "progress"
    return tab == "all" or tone == "good"


def _row(rules: RuleSet, regions: dict[str, Region]) -> dict[str, Any]:
    """One line of a list of sets."""
    return {
        "rules": rules,
        "where": wording.region_words(rules.region_code, regions),
        "for_form": wording.form_words(rules.legal_form),
        "dates": wording.dates_words(rules.effective_from, rules.effective_to),
        "badge": wording.badge_of(rules),
        "mark": wording.MARK_LABELS.get(rules.source.get("mark", ""), ""),
    }


@room.get("/rule-sets/<code:code>", RULES_READ)
def rule_set_detail(code: str) -> ResponseReturnValue:
    """One edition in words: what it says, on what basis, what stands on it, and its other editions."""
    rules = rulesets.by_code(code)
    person = web.signed_in()
    regions = queries.region_names()
    changes = []
    if may(person, RULE_CHANGE_READ):
        changes = queries.open_changes_of(rules, person, RULE_CHANGE_READ)
    return web.page(
        "portal/rule_set_detail.html",
        **_row(rules, regions),
        outline=outline.outline_of(rules.body),
        pinned=pinned_to(rules, person),
        editions=[_row(row, regions) for row in queries.editions_of(rules) if row.id != rules.id],
        changes=changes,
        table=RULE_CHANGE,
        announced=rules.state is RuleState.ANNOUNCED,
        may_propose=may(person, RULES_PROPOSE),
    )


@room.get("/rule-sets/<code:code>/export", RULES_READ)
def rule_set_export(code: str) -> ResponseReturnValue:
    """One edition as a file."""
    return send_rules(rulesets.to_json(rulesets.by_code(code)))
