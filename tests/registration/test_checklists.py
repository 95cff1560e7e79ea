"""Is a checklist sound before anybody works it off, and are its figures measured as the law says?"""

import copy
import json
from pathlib import Path

import pytest

from incubator.kernel.errors import Refusal
from incubator.registration.checklists.measuring import check_facts, measure, measure_step
from incubator.registration.checklists.rules import Event, Route, Who, parse_checklist

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
        (10, 30, True, "30/30"),
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
