"""Is a checklist sound before anybody works it off, and are its figures measured as the law says?"""

import copy
import json
from pathlib import Path

import pytest

from incubator.kernel.errors import Refusal
from incubator.registration.checklists.measuring import check_facts, measure, measure_step
from incubator.registration.checklists.rules import Event, Route, Who, parse_checklist
from incubator.registration.registers.models import Level
from incubator.registration.registers.rules import funds_level

FILE = Path(__file__).parents[2] / "incubator/registration/rules/social_group_2016.json"
BODY = json.loads(FILE.read_text("utf-8"))["body"]
CHECKLIST = parse_checklist(BODY)


def changed(place, value):
    """The shipped body with one thing changed: ("steps", 3, "after")."""
    body = copy.deepcopy(BODY)
    inner = body
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return body


def test_the_shipped_checklist_is_read_whole():
    assert len(CHECKLIST.steps) == 20
    assert [step.slug for step in CHECKLIST.steps if Route.DIRECT not in step.routes] == ["consent"]
    assert CHECKLIST.step_for(Event.DECIDED).who is Who.REGISTRAR
    assert CHECKLIST.step("founders").material("identity_shown").paper_only
    assert not CHECKLIST.step("decision").hand_over


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("steps", 1, "after"), ["nowhere"], "steps.founders.after: nowhere is no step"),
        (("steps", 0, "after"), ["party"], "a circle"),
        (("steps", 1, "slug"), "demand", "steps: demand stands there twice"),
        (("steps", 0, "checks"), ["nothing"], "steps.demand.checks: nothing is no check"),
        (("steps", 0, "who"), "mayor", "steps.demand.who: mayor is unknown"),
        (("steps", 0, "route"), "scenic", "steps.demand.route: scenic is unknown"),
        (("steps", 12, "limit", "unit"), "moons", "steps.decision.limit"),
        (("checks", 1, "threshold"), "nothing", "checks.founders.threshold: nothing is not given"),
        (("checks", 1, "threshold"), None, "checks.founders.threshold"),
        (("thresholds", "founders", "value"), 0, "thresholds.founders.value"),
        (("steps",), [], "steps: there is none"),
    ],
)
def test_an_unsound_checklist_is_refused_with_its_place(place, value, words):
    with pytest.raises(ValueError, match=words.replace(".", r"\.")):
        parse_checklist(changed(place, value))


@pytest.mark.parametrize(
    ("people", "units", "met", "text"),
    [
        (46, 0, False, "46/50"),
        (49, 0, False, "49/50"),
        (50, 0, True, "50/50"),
        (0, 29, False, "29/30"),
        (0, 30, True, "30/30"),
        (40, 9, False, "49/50"),
        (40, 10, True, "50/50"),
        # Thirty units and ten persons are a mixed membership of forty: fifty are needed.
        (10, 30, False, "40/50"),
        (20, 30, True, "50/50"),
        (50, 1, True, "51/50"),
        (0, 0, False, "0/50"),
    ],
)
def test_members_are_counted_as_article_ten_says(people, units, met, text):
    facts = {"members_individual": people, "members_unit": units}
    found = measure_step(CHECKLIST.step("members"), CHECKLIST, facts)[0]
    assert (found.met, found.text) == (met, text)


@pytest.mark.parametrize(("fen", "met"), [(2_999_999, False), (3_000_000, True), (0, False)])
def test_thirty_thousand_yuan_are_needed(fen, met):
    found = measure_step(CHECKLIST.step("capital"), CHECKLIST, {"funds_fen": fen})[0]
    assert found.met is met
    assert found.text.endswith("/30,000.00")


@pytest.mark.parametrize(
    ("entitled", "attended", "in_favour", "present", "passed"),
    [
        (50, 33, 17, False, True),
        (50, 34, 17, True, False),
        (50, 34, 18, True, True),
        (51, 34, 18, True, True),
        (0, 0, 0, False, False),
    ],
)
def test_two_thirds_must_come_and_more_than_half_of_them_agree(
    entitled, attended, in_favour, present, passed
):
    facts = {"entitled": entitled, "attended": attended, "in_favour": in_favour}
    found = measure_step(CHECKLIST.step("meeting"), CHECKLIST, facts)
    assert [row.met for row in found[:2]] == [present, passed]


def test_five_founders_are_enough():
    check = CHECKLIST.step("founders").checks[0]
    assert not measure(check, CHECKLIST, {"founders": 4}).met
    assert measure(check, CHECKLIST, {"founders": 5}).met


def test_every_confirmation_counts():
    check = CHECKLIST.step("founders").checks[2]
    assert measure(check, CHECKLIST, {"no_deprivation": 1}).text == "1/2"
    assert measure(check, CHECKLIST, {"no_deprivation": 1, "full_capacity": 1}).met


@pytest.mark.parametrize(
    ("slug", "facts", "field"),
    [
        ("members", {"members_individual": -1}, "fact_members_individual"),
        ("members", {"members_individual": 10_000_000}, "fact_members_individual"),
        ("meeting", {"attended": 51, "entitled": 50}, "fact_attended"),
    ],
)
def test_impossible_figures_are_refused_beside_their_field(slug, facts, field):
    with pytest.raises(Refusal) as refused:
        check_facts(CHECKLIST.step(slug), facts)
    assert refused.value.field == field


def body_of(name):
    return json.loads((FILE.parent / f"{name}.json").read_text("utf-8"))["body"]


def shipped(name):
    return parse_checklist(body_of(name))


@pytest.mark.parametrize("name", ["foundation_2004", "private_non_enterprise_1998"])
@pytest.mark.parametrize(("size", "met"), [(4, False), (5, True), (25, True), (26, False)])
def test_a_council_has_five_to_twenty_five_members(name, size, met):
    checklist = shipped(name)
    check = next(row for row in checklist.step("council").checks if row.slug == "council_size")
    found = measure(check, checklist, {"council_members": size})
    assert (found.met, found.text) == (met, f"{size}/5–25")


@pytest.mark.parametrize(
    ("level", "is_public", "yuan"),
    [
        (None, False, 2_000_000),
        (Level.LOCAL, False, 2_000_000),
        (Level.NATIONAL, False, 2_000_000),
        (Level.LOCAL, True, 4_000_000),
        (Level.NATIONAL, True, 8_000_000),
    ],
)
def test_a_foundation_needs_the_money_of_its_kind(level, is_public, yuan):
    """Two, four and eight million by article 8(2), as the profile says public or not."""
    checklist = shipped("foundation_2004")
    kind = funds_level(level, is_public=is_public, is_foundation=True)
    for fen, met in ((yuan * 100 - 1, False), (yuan * 100, True)):
        found = measure_step(checklist.step("capital"), checklist, {"funds_fen": fen}, kind)[0]
        assert (found.met, found.limit) == (met, yuan * 100)


@pytest.mark.parametrize("form", ["social_group", "private_non_enterprise", "foundation"])
def test_the_fifteen_days_run_from_the_end_of_the_settlement(form):
    """STR 21, MFQ 17, JJH 18: taxes that are cleared later than the report would move them."""
    checklist = shipped(f"{form}_deregistration")
    assert checklist.step("submit").after == ("settlement",)
    assert "tax_clear" in checklist.step("settlement").after


def test_a_ceiling_that_is_not_given_is_refused():
    body = body_of("foundation_2004")
    check = next(row for row in body["checks"] if row["slug"] == "council_size")
    check["ceiling"] = "nobody"
    with pytest.raises(ValueError, match="council_size"):
        parse_checklist(body)
