"""May we apply, and how: five answers become one outcome with advice. Pure data in, pure data out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Texts = dict[str, str]


@dataclass(frozen=True)
class Choice:
    """One answer that may be picked."""

    slug: str
    label: Texts
    chosen: bool


@dataclass(frozen=True)
class AskedQuestion:
    """One of the five questions with what was picked."""

    slug: str
    label: Texts
    help: Texts
    choices: tuple[Choice, ...]

    @property
    def is_answered(self) -> bool:
        """Whether something valid was picked."""
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Verdict:
    """What comes out: the kind of applicant (None where one cannot apply) and what to prepare."""

    outcome: str
    title: Texts
    text: Texts
    kind: str | None
    may_apply: bool
    advice: tuple[Texts, ...]


def ask(body: dict[str, Any], answers: Mapping[str, str]) -> list[AskedQuestion]:
    """The questions with the given answers marked; an unknown answer counts as none."""
    return [
        AskedQuestion(
            question["slug"],
            question["label"],
            question.get("help") or {},
            tuple(
                Choice(
                    choice["slug"], choice["label"], answers.get(question["slug"]) == choice["slug"]
                )
                for choice in question["choices"]
            ),
        )
        for question in body["questions"]
    ]


def judge(body: dict[str, Any], answers: Mapping[str, str]) -> Verdict:
    """The outcome of five answers: the first rule that fits wins."""
    for rule in body["decide"]:
        if all(answers.get(name) in wanted for name, wanted in rule["when"].items()):
            return _verdict(body, rule["outcome"], answers)
    raise ValueError("the eligibility rules have no last rule that always fits")


def _verdict(body: dict[str, Any], outcome: str, answers: Mapping[str, str]) -> Verdict:
    found = body["outcomes"][outcome]
    advice = [
        body["advice"][slug]
        for question in body["questions"]
        for choice in question["choices"]
        if answers.get(question["slug"]) == choice["slug"]
        for slug in choice["advice"]
    ]
    return Verdict(
        outcome, found["title"], found["text"], found["kind"], found["may_apply"], tuple(advice)
    )
