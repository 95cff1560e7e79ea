"""The pages of the checklists (办事清单): all that are in force, and one of them step by step."""

from itertools import groupby
from typing import Any

from flask.typing import ResponseReturnValue

from incubator.kernel import navigation, web
from incubator.kernel.access import SIGNED_IN
from incubator.kernel.errors import Absent
from incubator.kernel.navigation import Entry, Platform, Section
from incubator.kernel.rulesets import SAMPLE_MARKS, RuleSet, parse
from incubator.kernel.text import lazy
from incubator.registration.checklists import wording
from incubator.registration.checklists.counting import count
from incubator.registration.checklists.queries import announced_sets, sets_in_force
from incubator.registration.checklists.rules import WHO_LABELS, Checklist, Texts
from incubator.registration.room import room
from incubator.territory.queries import parks_for

navigation.offer(
    Entry(
        Platform.INCUBATION,
        lazy("Checklists"),
        "registration.checklist_list",
        SIGNED_IN,
        "checklist",
        order=44,
        section=Section.REGISTRATION,
    )
)


@room.get("/checklists", SIGNED_IN)
def checklist_list() -> ResponseReturnValue:
    """Every checklist in force here by procedure, with what it rests on; and what is announced."""
    rows = [_line(rules) for rules in sets_in_force(_regions())]
    grouped = [(name, list(lines)) for name, lines in groupby(rows, lambda row: row["procedure"])]
    return web.page(
        "registration/checklist_list.html",
        grouped=grouped,
        announced=[(row, wording.procedure_text(row), _note(row)) for row in announced_sets()],
    )


def _regions() -> list[str]:
    """The regions whose checklists count for this person: of the park, else the nation."""
    parks = parks_for(web.signed_in(), SIGNED_IN)
    return list(parks[0].region.codes_upwards) if parks else []


def _line(rules: RuleSet) -> dict[str, Any]:
    return {
        "rules": rules,
        "procedure": wording.procedure_text(rules),
        "form": wording.form_text(rules),
        "form_slug": wording.form_slug(rules),
        "count": count(parse(rules)),
    }


def _note(rules: RuleSet) -> Texts:
    found: Texts = rules.body.get("note", {})
    return found


@room.get("/checklists/<procedure>/<form>", SIGNED_IN)
def checklist_detail(procedure: str, form: str) -> ResponseReturnValue:
    """One checklist: steps with basis, papers, periods, mistakes; figures, lists, duties, source."""
    found = [
        row
        for row in sets_in_force(_regions())
        if row.key == procedure and wording.form_slug(row) == form
    ]
    if not found:
        raise Absent
    rules = found[0]
    checklist: Checklist = parse(rules)
    return web.page(
        "registration/checklist_detail.html",
        rules=rules,
        checklist=checklist,
        count=count(checklist),
        procedure_text=wording.procedure_text(rules),
        form_text=wording.form_text(rules),
        limit_text=wording.limit_text,
        figures=[
            (wording.figure_name(row), wording.figure_text(row), row.basis)
            for row in checklist.thresholds.values()
        ],
        lists=[
            (wording.LIST_LABELS.get(slug, slug), rows) for slug, rows in checklist.lists.items()
        ],
        who_labels=WHO_LABELS,
        is_sample=lambda basis: basis.get("mark") in SAMPLE_MARKS,
        announced=[row for row in announced_sets() if row.key == procedure],
    )
