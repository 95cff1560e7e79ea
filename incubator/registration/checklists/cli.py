"""What can be done with registrations from the command line: print the checklists and what they rest on."""

import json
import sys
import unicodedata
from typing import Any

import click

from incubator.kernel.command import in_app
from incubator.kernel.rulesets import RuleSet, parse
from incubator.kernel.text import force_locale, gettext, label
from incubator.organizations.models import REGISTERED_FORMS
from incubator.registration.checklists import wording
from incubator.registration.checklists.counting import NOTHING, Count, Grounds, count
from incubator.registration.checklists.queries import announced_sets, sets_in_force
from incubator.registration.checklists.rules import WHO_LABELS, Checklist, Step

LANGUAGES = {"zh": "zh_Hans", "en": "en"}
NOT_FOUND = 2
RULE = "-" * 78


@click.group("checklists")
def checklists_group() -> None:
    """The checklists of the procedures / 办事清单."""


@checklists_group.command("print")
@click.option("--procedure", default="", help="One procedure, such as change / 事项.")
@click.option("--form", "form", default="", help="One legal form, such as foundation / 组织类型.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON / 输出 JSON.")
@click.option("--lang", type=click.Choice(sorted(LANGUAGES)), default="zh", help="Language / 语言.")
@in_app
def print_checklists(procedure: str, form: str, as_json: bool, lang: str) -> None:  # noqa: FBT001 a click flag
    """Each checklist as a table with its basis per step, then the counts / 逐步打印清单和依据,并统计."""
    with force_locale(LANGUAGES[lang]):
        found = [row for row in sets_in_force() if _is_wanted(row, procedure, form)]
        if not found:
            click.echo(gettext("No checklist of this procedure and form is in force."), err=True)
            sys.exit(NOT_FOUND)
        click.echo(_as_json(found) if as_json else _as_text(found))


def _is_wanted(rules: RuleSet, procedure: str, form: str) -> bool:
    """A checklist without a form is the same for every registered form, and so answers to each."""
    for_all = not rules.legal_form and form in REGISTERED_FORMS
    same_form = form in {"", wording.form_slug(rules)} or for_all
    return procedure in {"", rules.key} and same_form


def _as_text(found: list[RuleSet]) -> str:
    total = NOTHING
    lines: list[str] = []
    for rules in found:
        checklist: Checklist = parse(rules)
        counted = count(checklist)
        total += counted
        lines += [*_table(rules, checklist), *_counts(counted), ""]
    lines += [RULE, gettext("All %(num)s checklists together", num=len(found)), *_counts(total)]
    for rules in announced_sets():
        title = label(rules.title)
        lines.append(gettext("Announced and not in use: %(title)s", title=title))
    return "\n".join(lines)


def _table(rules: RuleSet, checklist: Checklist) -> list[str]:
    lines = [RULE, label(rules.title)]
    lines.append(
        gettext(
            "Edition %(edition)s · %(source)s",
            edition=rules.edition,
            source=wording.basis_text(rules.source),
        )
    )
    for number, step in enumerate(checklist.steps, start=1):
        lines += _step_lines(number, step)
    return lines


def _step_lines(number: int, step: Step) -> list[str]:
    needed = sum(row.required for row in step.materials)
    cells = [
        _wide(f"{number:>2}. {label(step.title)}", 40),
        _wide(str(WHO_LABELS[step.who]), 20),
        gettext("papers %(required)s/%(all)s", required=needed, all=len(step.materials)),
    ]
    lines = ["  ".join(cells), f"      {wording.basis_text(step.basis)}"]
    if step.limit is not None:
        basis = wording.basis_text(step.limit.basis)
        lines.append(f"      {wording.limit_text(step.limit)} · {basis}")
    return lines


def _wide(text: str, width: int) -> str:
    """Pad to a width in which a Chinese character takes two places."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(width - taken, 0)


def _counts(counted: Count) -> list[str]:
    return [
        gettext(
            "%(steps)s steps, %(papers)s papers (%(required)s required)",
            steps=counted.steps.total,
            papers=counted.materials,
            required=counted.required,
        ),
        gettext("Steps: %(grounds)s", grounds=_grounds(counted.steps)),
        gettext("Periods and figures: %(grounds)s", grounds=_grounds(counted.figures)),
    ]


def _grounds(grounds: Grounds) -> str:
    text = gettext(
        "law [V] %(law)s, local practice [S] %(practice)s, our default [M/D] %(default)s",
        law=grounds.law,
        practice=grounds.practice,
        default=grounds.default,
    )
    return str(text)


def _as_json(found: list[RuleSet]) -> str:
    rows = [_row(rules) for rules in found]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _row(rules: RuleSet) -> dict[str, Any]:
    checklist: Checklist = parse(rules)
    counted = count(checklist)
    return {
        "procedure": rules.key,
        "legal_form": wording.form_slug(rules),
        "edition": rules.edition,
        "title": label(rules.title),
        "source": rules.source,
        "steps": [
            {
                "slug": step.slug,
                "title": label(step.title),
                "who": step.who.value,
                "basis": step.basis,
                "limit": wording.limit_text(step.limit),
                "materials": [
                    {"label": label(row.label), "required": row.required} for row in step.materials
                ],
            }
            for step in checklist.steps
        ],
        "counts": {
            "steps": vars(counted.steps),
            "figures": vars(counted.figures),
            "materials": counted.materials,
            "required": counted.required,
        },
    }
