"""Does every article that a shipped checklist cites exist in the law that it names?"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from incubator.registration.checklists.rules import Who, parse_checklist

RULES = Path(__file__).parents[2] / "incubator" / "registration" / "rules"
FILES = sorted(RULES.glob("*.json"))
# How many articles each text has, counted in the texts themselves.
ARTICLES = {
    "社会团体登记管理条例": 37,
    "民办非企业单位登记管理暂行条例": 32,
    "基金会管理条例": 48,
    "慈善法": 125,
    "国务院关于国家行政机关和企业事业单位社会团体印章管理的规定": 27,
    "志愿服务条例": 44,
}
DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")}
CITED = re.compile(r"《([^》]+)》([^《]*)")
ARTICLE = re.compile(r"第([零一二三四五六七八九十百]+)条")
ENGLISH = re.compile(r"\d+")

CHECKLISTS = [
    path
    for path in FILES
    if json.loads(path.read_text("utf-8"))["kind"] == "registration.checklist"
]
every_file = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
every_checklist = pytest.mark.parametrize("path", CHECKLISTS, ids=[p.stem for p in CHECKLISTS])


def number_of(text: str) -> int:
    """一百一十一 → 111."""
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.lstrip("零").rpartition("十")
    total = 100 * DIGITS[hundreds] if hundreds else 0
    total += (10 * DIGITS[tens] if tens else 10) if ten else 0
    return total + (DIGITS[ones] if ones else 0)


def bases(value: Any) -> list[dict[str, str]]:
    """Every basis inside."""
    if isinstance(value, dict):
        own = [value["basis"]] if isinstance(value.get("basis"), dict) else []
        return own + [row for inner in value.values() for row in bases(inner)]
    return [row for inner in value for row in bases(inner)] if isinstance(value, list) else []


def cited(basis: dict[str, str]) -> list[tuple[str, int]]:
    """The articles of known laws that a basis names."""
    return [
        (law, number_of(article))
        for law, rest in CITED.findall(basis["zh"])
        if law in ARTICLES
        for article in ARTICLE.findall(rest)
    ]


def test_chinese_numbers_are_read() -> None:
    assert [number_of(text) for text in ("四", "十", "十四", "二十", "四十一", "一百一十一")] == [
        4,
        10,
        14,
        20,
        41,
        111,
    ]


@every_file
def test_every_cited_article_exists_and_stands_in_both_languages(path: Path) -> None:
    found = bases(json.loads(path.read_text("utf-8")))
    for basis in found:
        english = {int(number) for number in ENGLISH.findall(basis["en"])}
        for law, article in cited(basis):
            assert 1 <= article <= ARTICLES[law], basis["zh"]
            assert article in english, basis


@every_file
def test_what_rests_on_a_law_names_its_article(path: Path) -> None:
    """A basis that names one of the laws and is called verified says which article."""
    for basis in bases(json.loads(path.read_text("utf-8"))):
        names = [law for law, _ in CITED.findall(basis["zh"]) if law in ARTICLES]
        if names and basis["mark"] == "V":
            assert cited(basis), basis["zh"]


def test_the_articles_are_counted(figures: Any) -> None:
    rows = [
        entry
        for path in FILES
        for basis in bases(json.loads(path.read_text("utf-8")))
        for entry in cited(basis)
    ]
    assert {law for law, _ in rows} == set(ARTICLES)
    assert len(rows) > 300
    figures("citations of articles in shipped checklists, all existing", len(rows))


@every_checklist
def test_a_checklist_can_be_worked_off_in_reading_order(path: Path) -> None:
    rules = json.loads(path.read_text("utf-8"))
    if rules["state"] == "announced":
        assert rules["body"]["steps"] == []
        return
    checklist = parse_checklist(rules["body"])
    earlier: set[str] = set()
    for step in checklist.steps:
        assert set(step.after) <= earlier, step.slug
        earlier.add(step.slug)
        assert step.materials, step.slug
        assert step.mistakes, step.slug
        assert step.output["zh"], step.slug
        assert isinstance(step.who, Who)
        assert 2 <= step.help["zh"].count("。") <= 5, step.slug
    events = [step.event for step in checklist.steps if step.event]
    assert events == ["submitted", "decided"]
    assert (checklist.outcome is None) == (rules["key"] == "establishment")


@every_checklist
def test_nothing_optional_holds_up_a_later_step(path: Path) -> None:
    """An optional step that others wait for would have to be left out by hand each time."""
    steps = {step["slug"]: step for step in json.loads(path.read_text("utf-8"))["body"]["steps"]}
    for step in steps.values():
        assert not [slug for slug in step["after"] if steps[slug]["optional"]], step["slug"]


def test_statutory_periods_are_those_of_the_texts() -> None:
    def limit(name: str, slug: str) -> tuple[Any, ...]:
        body = json.loads((RULES / f"{name}.json").read_text("utf-8"))["body"]
        found = next(step["limit"] for step in body["steps"] if step["slug"] == slug)
        return tuple(found[key] for key in found if key != "basis")

    assert limit("private_non_enterprise_1998", "decision") == (60, "calendar")
    assert limit("foundation_2004", "decision") == (60, "calendar")
    assert limit("social_group_change", "submit") == (30, "calendar", "dual")
    assert limit("private_non_enterprise_change", "submit") == (30, "calendar", "dual")
    for form in ("social_group", "private_non_enterprise", "foundation"):
        assert limit(f"{form}_deregistration", "submit") == (15, "calendar")
    assert limit("social_group_annual_inspection", "submit") == ("yearly", 5, 31)
    assert limit("private_non_enterprise_annual_inspection", "unit_review") == ("yearly", 3, 31)
    assert limit("foundation_annual_inspection", "submit") == ("yearly", 3, 31)
    assert limit("charity_status_2024", "decision") == (20, "calendar")
    assert limit("public_fundraising_2024", "decision") == (20, "calendar")
    periods = [
        limit("community_filing_2023", slug)
        for slug in ("community_opinion", "township_review", "decision")
    ]
    assert periods == [(5, "working"), (5, "working"), (10, "working")]
