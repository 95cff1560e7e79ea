"""What did the applicant change: two answers side by side, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from incubator.intake.applications.answers import Questionnaire, show
from incubator.intake.calls.questions import Section

# A Chinese character is a word of its own; Latin words and numbers stay together.
WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
LONGEST = 4000
Mark = Literal["same", "old", "new"]


@dataclass(frozen=True)
class Change:
    """One answer before and after, as marked pieces."""

    section: str
    question: str
    label: str
    pieces: list[tuple[Mark, str]]


def compare(before: str, after: str) -> list[tuple[Mark, str]]:
    """The pieces of both texts in reading order: kept, taken away, added."""
    if max(len(before), len(after)) > LONGEST:
        return [("old", before), ("new", after)]
    old, new = WORD.findall(before), WORD.findall(after)
    pieces: list[tuple[Mark, str]] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for verb, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if verb == "equal":
            pieces.append(("same", "".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            pieces.append(("old", "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(("new", "".join(new[new_from:new_to])))
    return pieces


def changes_of(
    form: Questionnaire, section: Section, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    """The changed answers of a section between two submissions."""
    found = []
    for question in section.questions:
        if question.type == "files" or before.get(question.slug) == after.get(question.slug):
            continue
        old = show(form, question, before.get(question.slug))
        new = show(form, question, after.get(question.slug))
        pieces = compare(old.plain, new.plain)
        found.append(Change(section.slug, question.slug, new.label, pieces))
    return found
