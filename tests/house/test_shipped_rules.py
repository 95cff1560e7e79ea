"""Every shipped rule set is complete: dated, sourced, in both languages, and sound inside."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

INCUBATOR = Path(__file__).parents[2] / "incubator"
FILES = sorted(INCUBATOR.glob("*/rules/*.json"))
FIELDS = {
    "kind",
    "key",
    "version",
    "region",
    "legal_form",
    "effective_from",
    "effective_to",
    "title",
    "source",
    "state",
    "body",
}
MARKS = {"V", "S", "SEED", "M", "D"}
CHINESE_ONLY = {"intake.agreement"}  # legal papers are in Chinese only
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = {"registered", "unregistered", "filed"}

every_file = pytest.mark.parametrize(
    "path", FILES, ids=[f"{path.parent.parent.name}-{path.stem}" for path in FILES]
)


@cache
def read(path: Path) -> dict[str, Any]:
    rules: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return rules


def body_of(name: str) -> dict[str, Any]:
    """The body of `room/file`."""
    room, stem = name.split("/")
    body: dict[str, Any] = read(INCUBATOR / room / "rules" / f"{stem}.json")["body"]
    return body


def walk(value: object, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every dictionary inside, with its place."""
    if isinstance(value, dict):
        yield where, value
        for key, inner in value.items():
            yield from walk(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from walk(inner, f"{where}[{number}]")


def labels(rules: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(where, found) for where, found in walk(rules) if "zh" in found or "en" in found]


def assert_unique(rows: list[dict[str, Any]], name: str = "slug") -> None:
    slugs = [row[name] for row in rows]
    assert len(slugs) == len(set(slugs)), slugs


@every_file
def test_a_rule_set_has_exactly_the_fields_of_the_format(path: Path) -> None:
    rules = read(path)

    assert set(rules) == FIELDS
    assert rules["state"] in {"effective", "announced"}
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", rules["kind"])
    assert rules["kind"].split(".")[0] in {path.parent.parent.name, "calendar"}


@every_file
def test_a_rule_set_is_dated(path: Path) -> None:
    rules = read(path)
    first = date.fromisoformat(rules["effective_from"])

    assert rules["effective_to"] is None or date.fromisoformat(rules["effective_to"]) > first


@every_file
def test_every_label_stands_in_both_languages(path: Path) -> None:
    rules = read(path)
    wanted = {"zh"} if rules["kind"] in CHINESE_ONLY else {"zh", "en"}

    for where, label in labels(rules):
        assert wanted <= set(label), where
        assert all(label[language].strip() for language in wanted & set(label)), where


@every_file
def test_the_english_is_english_and_the_chinese_chinese(path: Path) -> None:
    for where, label in labels(read(path)):
        english = Formatter().parse(label.get("en", ""))
        assert not CHINESE.search("".join(text for text, *_ in english).replace("“无”", "")), where
        chinese = "".join(text for text, *_ in Formatter().parse(label["zh"]))
        assert CHINESE.search(chinese) or "{" in label["zh"], where


@every_file
def test_every_source_and_basis_is_marked(path: Path) -> None:
    rules = read(path)
    assert rules["source"]["mark"] in MARKS

    marked = [(where, found) for where, found in labels(rules) if "mark" in found]
    assert all(found["mark"] in MARKS for _, found in marked)
    bases = [found for where, found in labels(rules) if where.rsplit(".", 1)[-1] == "basis"]
    assert all("mark" in found for found in bases)


@every_file
def test_only_what_has_a_verified_text_is_called_verified(path: Path) -> None:
    """A product default names itself as a sample, so that nobody takes it for law."""
    for where, found in labels(read(path)):
        if found.get("mark") == "D":
            assert "示例参数" in found["zh"], where
            assert "sample parameter" in found["en"], where


def test_no_two_files_are_the_same_version_of_one_set() -> None:
    names = ("kind", "key", "legal_form", "region", "version")
    versions = [tuple(read(path)[name] for name in names) for path in FILES]

    assert len(versions) == len(set(versions))


CHECKLIST = body_of("registration/social_group_2016")
STEPS = {step["slug"]: step for step in CHECKLIST["steps"]}


def test_the_checklist_can_be_worked_off_in_order() -> None:
    assert len(STEPS) == len(CHECKLIST["steps"]) == 20
    order = list(TopologicalSorter({s: step["after"] for s, step in STEPS.items()}).static_order())

    assert set(order) == set(STEPS)
    earlier: set[str] = set()
    for slug, step in STEPS.items():
        assert set(step["after"]) <= earlier, slug
        earlier.add(slug)


@pytest.mark.parametrize("route", ["dual", "direct"])
def test_on_each_route_every_duty_of_a_step_lies_before_the_decision(route: str) -> None:
    taken = {slug for slug, step in STEPS.items() if step["route"] in {"both", route}}
    before: set[str] = set()
    waiting = ["decision"]
    while waiting:
        for slug in STEPS[waiting.pop()]["after"]:
            if slug in taken and slug not in before:
                before.add(slug)
                waiting.append(slug)

    compulsory = {"demand", "founders", "name", "charter", "members", "capital", "domicile"}
    opinion = "consent" if route == "dual" else "opinions"
    assert before == compulsory | {opinion, "meeting", "submit"}


def test_steps_are_whole() -> None:
    people = {"organization", "mentor", "supervising_unit", "registrar"}
    people |= {"accountant", "bank", "tax", "police", "landlord"}
    for slug, step in STEPS.items():
        assert step["who"] in people, slug
        assert step["route"] in {"both", "dual", "direct"}, slug
        assert step["materials"], slug
        assert step["mistakes"], slug
        assert_unique(step["materials"])
        assert 2 <= step["help"]["zh"].count("。") <= 5, slug
        assert step["limit"] is None or step["limit"]["unit"] in {"calendar", "working"}


def test_checks_know_their_steps_inputs_and_thresholds() -> None:
    checks = {check["slug"]: check for check in CHECKLIST["checks"]}
    used = [name for step in STEPS.values() for name in step["checks"]]

    assert sorted(used) == sorted(checks)
    for slug, check in checks.items():
        threshold = check["threshold"]
        assert (threshold is not None) == (check["kind"] in {"minimum", "share"}), slug
        assert threshold is None or threshold in CHECKLIST["thresholds"], slug
        wanted = {"members": 2, "minimum": 1, "share": 2}.get(check["kind"])
        assert wanted is None or len(check["inputs"]) == wanted, slug
        assert_unique(check["inputs"])


def test_the_figures_are_those_of_the_regulations() -> None:
    figures = {slug: found["value"] for slug, found in CHECKLIST["thresholds"].items()}

    assert figures["members_individual"] == 50
    assert figures["members_unit"] == 30
    assert figures["members_mixed"] == 50
    assert figures["funds_local"] == 30_000 * 100
    assert figures["funds_national"] == 100_000 * 100
    assert STEPS["decision"]["limit"]["days"] == 60
    assert len(CHECKLIST["lists"]["charter_items"]) == 9
    assert len(CHECKLIST["lists"]["registered_items"]) == 8
    assert len(CHECKLIST["lists"]["refusal_grounds"]) == 5
    assert len(CHECKLIST["lists"]["outside_scope"]) == 3
    yearly = [duty["yearly"] for duty in CHECKLIST["duties"] if duty["yearly"]]
    assert [(day["month"], day["day"]) for day in yearly] == [(3, 31), (5, 31)]


def test_the_amendment_awaits_its_text() -> None:
    rules = read(INCUBATOR / "registration" / "rules" / "social_group_2026_amendment.json")

    assert rules["state"] == "announced"
    assert rules["body"]["steps"] == []


def test_there_are_seven_refusal_conditions() -> None:
    body = body_of("intake/refusal_conditions")

    assert len(body["conditions"]) == 7
    rows = body["conditions"] + body["pledges"]
    assert_unique(rows)
    for row in rows:
        assert row["applies_to"]
        assert set(row["applies_to"]) <= KINDS
    assert all("registered" in row["applies_to"] for row in body["conditions"])


def test_the_entry_rubric_is_a_hundred_points_with_levels_without_gaps() -> None:
    body = body_of("intake/rubric_entry")
    weights = {row["slug"]: row["weight"] for row in body["criteria"]}

    assert weights == {
        "need": 20,
        "team": 20,
        "plan": 20,
        "fit": 15,
        "feasibility": 15,
        "party": 10,
    }
    assert sum(weights.values()) == body["total"] == 100
    for row in body["criteria"]:
        levels = row["levels"]
        assert len(levels) == 4
        points = [n for level in levels for n in range(level["from"], level["to"] + 1)]
        assert sorted(points) == list(range(row["weight"] + 1))


def test_documents_say_for_each_kind_whether_they_are_needed() -> None:
    for row in body_of("intake/entry_documents")["documents"]:
        needs = {row[kind] for kind in KINDS}
        assert needs <= {"required", "optional", "if_applicable", "none"}
        assert ("if_applicable" in needs) == (row["when"] is not None), row["slug"]


ELIGIBILITY = body_of("intake/eligibility_questions")


def test_five_questions_lead_to_an_answer() -> None:
    questions = {q["slug"]: {c["slug"] for c in q["choices"]} for q in ELIGIBILITY["questions"]}

    assert list(questions) == ["registered", "where", "members", "place", "field"]
    for rule in ELIGIBILITY["decide"]:
        assert rule["outcome"] in ELIGIBILITY["outcomes"]
        assert all(set(choices) <= questions[q] for q, choices in rule["when"].items())
    assert ELIGIBILITY["decide"][-1]["when"] == {}
    reached = {rule["outcome"] for rule in ELIGIBILITY["decide"]}
    assert reached == set(ELIGIBILITY["outcomes"])
    for outcome in ELIGIBILITY["outcomes"].values():
        assert (outcome["kind"] in KINDS) == outcome["may_apply"]


def test_all_advice_is_given_somewhere() -> None:
    choices = [choice for q in ELIGIBILITY["questions"] for choice in q["choices"]]

    assert {name for choice in choices for name in choice["advice"]} == set(ELIGIBILITY["advice"])


@pytest.mark.parametrize("name", ["intake/agreement_clauses", "intake/letters"])
def test_papers_use_declared_placeholders_only(name: str) -> None:
    body = body_of(name)
    texts = [text for _, label in labels(body) for text in label.values() if isinstance(text, str)]
    used = {field for text in texts for _, field, *_ in Formatter().parse(text) if field}

    assert used <= set(body["placeholders"])


def test_the_agreement_has_its_clauses_numbered() -> None:
    clauses = body_of("intake/agreement_clauses")["clauses"]

    assert len(clauses) >= 14
    assert [clause["number"] for clause in clauses] == list(range(1, len(clauses) + 1))
    assert all(clause["paragraphs"] for clause in clauses)


def test_letters_are_the_four_of_the_call() -> None:
    assert set(body_of("intake/letters")["letters"]) == {"accept", "wait", "reject", "ask_back"}


def test_the_form_asks_answerable_questions() -> None:
    sections = body_of("intake/application_sections")["sections"]
    types = {"text", "long_text", "number", "date", "choice", "multi_choice"}
    types |= {"table_people", "files", "declaration"}

    slugs = [section["slug"] for section in sections]
    assert slugs == ["basics", "people", "service_plan", "needs", "files", "declarations"]
    questions = [question for section in sections for question in section["questions"]]
    assert_unique(questions)
    for question in questions:
        assert question["type"] in types, question["slug"]
        assert bool(question["choices"]) == (question["type"] in {"choice", "multi_choice"})
        assert_unique(question["choices"])
        assert question["applies_to"]
        assert set(question["applies_to"]) <= KINDS
        if question["type"] in {"text", "long_text", "number", "multi_choice"}:
            assert question["limit"], question["slug"]


def test_the_form_and_the_organizations_share_their_fields_of_work() -> None:
    basics = body_of("intake/application_sections")["sections"][0]["questions"]
    asked = next(question for question in basics if question["slug"] == "fields")
    known = body_of("organizations/fields_of_work")["fields"]

    assert [choice["slug"] for choice in asked["choices"]] == [row["slug"] for row in known]


def test_the_ladder_has_four_stages_and_ends_with_the_hub() -> None:
    stages = body_of("organizations/stage_ladder")["stages"]

    assert [s["slug"] for s in stages] == ["seedling", "startup", "developing", "hub"]
    assert [bool(s["promotion"]) for s in stages] == [True, True, True, False]
    for stage in stages:
        for criterion in stage["entry"] + stage["promotion"]:
            assert criterion["threshold"] is None or criterion["data"] is not None


def test_the_assessment_weighs_a_hundred() -> None:
    assert sum(row["weight"] for row in body_of("organizations/assessment")["groups"]) == 100


def test_twelve_house_rules_of_readable_length() -> None:
    rules = body_of("space/house_rules")["rules"]

    assert [rule["number"] for rule in rules] == list(range(1, 13))
    assert all(80 <= len(rule["text"]["zh"]) <= 200 for rule in rules)
    assert_unique(rules)


def test_four_zones() -> None:
    zones = [zone["name"]["zh"] for zone in body_of("space/zones")["zones"]]

    assert zones == ["联合办公区", "督导服务区", "会议会客厅", "宣传展示区"]


def test_bookings_fit_into_slots_and_opening_hours() -> None:
    body = body_of("space/booking")

    assert body["max_minutes"] % body["slot_minutes"] == 0
    assert body["hours"]["open"] < body["hours"]["close"]
    assert body["latest_days_ahead"] <= body["earliest_days_ahead"]
    assert [row["rank"] for row in body["priorities"]] == [1, 2, 3, 4, 5]


def test_session_topics_name_known_fields() -> None:
    fields = {row["slug"] for row in body_of("experts/pool")["fields"]}
    topics = body_of("experts/session_topics")["topics"]

    assert len(fields) >= 10
    assert_unique(topics)
    assert {topic["field"] for topic in topics} - {None} <= fields


def test_regions_form_one_tree_with_prefix_codes() -> None:
    regions = {row["code"]: row for row in body_of("territory/regions")["regions"]}
    towns = [row for row in regions.values() if row["level"] == "township"]

    assert len(towns) == 10
    assert all(row["code"].startswith("999999") and len(row["code"]) == 9 for row in towns)
    assert [row["code"] for row in regions.values() if row["parent"] is None] == ["000000"]
    levels = ["country", "province", "prefecture", "county", "township"]
    for row in regions.values():
        if row["parent"] is not None:
            above = levels.index(regions[row["parent"]]["level"])
            assert levels.index(row["level"]) == above + 1


def test_the_blocklist_is_long_lower_case_and_knows_the_trade() -> None:
    path = INCUBATOR / "accounts" / "rules" / "password_blocklist.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]

    assert "MIT" in lines[0]
    assert len(words) == len(set(words)) >= 10_000
    assert all(word == word.lower().strip() and len(word) >= 4 for word in words)
    wanted = {"password123", "shegong2026", "minzheng123456", "qinghe2026", "woaini1314"}
    assert wanted <= set(words)
