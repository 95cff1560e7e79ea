"""Which rule set is found: the nearest place's, in force on the day, and pinned by its id?"""

from datetime import date

import pytest

from incubator.kernel import rulesets
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.kernel.errors import Absent
from incubator.kernel.rulesets import RuleSet, RuleState, Wanted
from incubator.kernel.settings import ROOT

UPWARDS = ["999999", "999900", "990000"]


def store(edition, **more):
    facts = {
        "kind": "test.kind",
        "key": "default",
        "region_code": "",
        "legal_form": "",
        "effective_from": date(2025, 1, 1),
        "effective_to": None,
        "title": {"zh": "规则"},
        "source": {"zh": "本产品默认值", "mark": "D"},
        "body": {"limit": 1},
        "state": RuleState.EFFECTIVE,
        **more,
    }
    with work(by=SYSTEM) as session:
        row = RuleSet(edition=edition, **facts)
        session.add(row)
    return row


def found(**more):
    row = rulesets.find(Wanted("test.kind", regions=UPWARDS, **more))
    return row.edition if row else None


def test_nearest_region_wins(context):
    store("nation")
    assert found() == "nation"
    store("province", region_code="990000")
    assert found() == "province"
    store("county", region_code="999999")
    store("elsewhere", region_code="110000")
    assert found() == "county"


def test_day_decides(context):
    store("old", effective_to=date(2026, 6, 30))
    store("new", effective_from=date(2026, 7, 1))
    assert found(on=date(2024, 12, 31)) is None
    assert found(on=date(2025, 1, 1)) == "old"
    assert found(on=date(2026, 6, 30)) == "old"
    assert found(on=date(2026, 7, 1)) == "new"


def test_later_edition_wins_where_both_hold(context):
    store("first")
    store("second", effective_from=date(2026, 1, 1))
    assert found() == "second"


@pytest.mark.parametrize("state", [RuleState.DRAFT, RuleState.ANNOUNCED, RuleState.WITHDRAWN])
def test_only_what_is_in_force_counts(context, state):
    store("not yet", state=state)
    assert found() is None


def test_legal_form_is_exact(context):
    store("group", legal_form="social_group")
    assert found() is None
    assert found(legal_form="social_group") == "group"


def test_missing_rules_are_told(context):
    with pytest.raises(Absent) as refusal:
        rulesets.get("test.kind")
    assert str(refusal.value.message)
    assert refusal.value.facts == {"kind": "test.kind"}


def test_our_own_figures_are_marked(context):
    assert store("a").is_sample
    assert not store("b", key="law", source={"zh": "条例", "mark": "V"}).is_sample


def test_loading_shipped_sets_again_adds_nothing(context):
    before = db.session.query(RuleSet).count()
    assert before > 10
    with work(by=SYSTEM):
        assert rulesets.load_shipped(ROOT / "incubator") == 0
    assert db.session.query(RuleSet).count() == before
