"""The pages of proposed editions: their list, what each would change, and the decision."""

from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from incubator.kernel import access, web
from incubator.kernel.access import Person
from incubator.kernel.errors import Absent
from incubator.kernel.pages import MoveButton, move_buttons
from incubator.kernel.rulesets import Fault
from incubator.kernel.text import gettext, label, lazy
from incubator.kernel.waiting import Waiting, offers
from incubator.portal.room import room
from incubator.portal.rule_sets import differences, listing, parts, wording
from incubator.portal.rule_sets.downloads import send_rules
from incubator.portal.rule_sets.queries import names_of
from incubator.territory.rule_changes import actions, queries
from incubator.territory.rule_changes.models import RuleChange
from incubator.territory.rule_changes.rules import RULE_CHANGE_READ
from incubator.territory.rule_changes.workflow import (
    RULE_CHANGE,
    RULES_DECIDE,
    RuleChangeStatus,
)

VERBS = {
    "propose": actions.propose,
    "take_back": actions.take_back,
    "approve": actions.approve,
    "decline": actions.decline,
    "withdraw": actions.withdraw,
}


@offers
def rule_changes_waiting(person: Person) -> list[Waiting]:
    """Editions that wait for this person as the second one."""
    if not access.may(person, RULES_DECIDE):
        return []
    return [
        Waiting(
            title=lazy("Decide on a change of rules"),
            button=lazy("Look through"),
            endpoint="portal.rule_change_detail",
            arguments={"code": change.code},
            subject=label(change.content["title"]),
            since=change.status_since,
        )
        for change in queries.changes_to_decide(person)
    ]


@room.get("/rule-changes", RULE_CHANGE_READ)
def rule_change_list() -> ResponseReturnValue:
    """The proposed editions within reach, by state."""
    person = web.signed_in()
    status = request.args.get("status", "proposed")
    if status not in set(RuleChangeStatus):
        raise Absent
    counts = queries.count_by_status(person, RULE_CHANGE_READ)
    after = request.args.get("after", type=int)
    page = queries.page_of_changes(person, RULE_CHANGE_READ, status, after=after)
    here = "portal.rule_change_list"
    tabs = [
        {
            "label": state.label,
            "url": url_for(here, status=state.slug),
            "active": state.slug == status,
            "count": counts.get(state.slug, 0),
        }
        for state in RULE_CHANGE.states
    ]
    return web.page(
        "portal/rule_change_list.html",
        changes=page.rows,
        table=RULE_CHANGE,
        tabs=tabs,
        names=names_of(change.proposed_by_id for change in page.rows),
        where=_where,
        next_url=url_for(here, status=status, after=page.next_key) if page.next_key else None,
        may_propose=web.leads_to("portal.rule_change_import"),
    )


def _where(change: RuleChange) -> str:
    return change.region.name if change.region is not None else gettext("the whole nation")


@room.get("/rule-changes/<code:code>", RULE_CHANGE_READ)
def rule_change_detail(code: str) -> ResponseReturnValue:
    """What would change, leaf by leaf; what still hinders; and the decision."""
    change = web.load(RuleChange, code)
    names = names_of([change.proposed_by_id, change.decided_by_id])
    is_open = change.status in {RuleChangeStatus.DRAFTED, RuleChangeStatus.PROPOSED}
    page = request.args.get("page", 1, type=int)
    shown = differences.page_of(change.base, change.content, queries.region_names(), page)
    return web.page(
        "portal/rule_change_detail.html",
        change=change,
        content=change.content,
        table=RULE_CHANGE,
        facts_of=_facts(change, names),
        shown=shown,
        pages=_pages(change, shown),
        faults=[
            (wording.shown_place(change.content, fault.place), fault.words)
            for fault in (_faults(change) if is_open else [])
        ],
        lists=listing.lists_of(change.content["body"]) if _may_edit(change) else [],
        parts=parts.parts_of(change.content["body"]) if _may_edit(change) else [],
        may_edit=_may_edit(change),
        buttons=_buttons(change),
    )


def _pages(change: RuleChange, shown: differences.Shown) -> dict[str, str | None]:
    """The addresses before and after this page of the differences."""

    def url(page: int) -> str | None:
        if not 1 <= page <= shown.pages:
            return None
        number = page if page > 1 else None
        return url_for("portal.rule_change_detail", code=change.code, page=number)

    return {"prev_url": url(shown.page - 1), "next_url": url(shown.page + 1)}


def _faults(change: RuleChange) -> list[Fault]:
    """What keeps the edition from its place, and what is still open inside."""
    return [*queries.faults_of(change), *queries.open_matters(change)]


def _facts(change: RuleChange, names: dict[int, str]) -> list[tuple[str, str | None]]:
    content = change.content
    first = date.fromisoformat(content["effective_from"])
    last = date.fromisoformat(content["effective_to"]) if content["effective_to"] else None
    mark = content["source"].get("mark", "")
    return [
        (gettext("Edition"), content["version"]),
        (gettext("Where it holds"), _where(change)),
        (gettext("For which legal form"), wording.form_words(content.get("legal_form") or "")),
        (gettext("In force"), wording.dates_words(first, last)),
        (gettext("Source"), label(content["source"])),
        (gettext("How sure the source is"), str(wording.MARK_LABELS.get(mark, mark))),
        (gettext("Why the rules are to change"), change.note),
        (gettext("Proposed by"), names.get(change.proposed_by_id or 0)),
        (gettext("Decided by"), names.get(change.decided_by_id or 0)),
        (gettext("Reason of the decision"), change.decision_note),
    ]


def _buttons(change: RuleChange) -> list[MoveButton]:
    """The moves of this person; proposing and taking back are the drafter's alone."""
    found = move_buttons(change, RULE_CHANGE, "portal.rule_change_move")
    return [row for row in found if _is_mine(change) or row.name not in {"propose", "take_back"}]


def _is_mine(change: RuleChange) -> bool:
    return change.proposed_by_id in {None, web.signed_in().id}


def _may_edit(change: RuleChange) -> bool:
    return _is_mine(change) and change.status is RuleChangeStatus.DRAFTED


@room.moves("/rule-changes/<code:code>/moves/<move>", RULE_CHANGE)
def rule_change_move(code: str, move: str) -> ResponseReturnValue:
    """Propose, take back, approve, decline or withdraw."""
    return web.move(
        RuleChange,
        code,
        move,
        table=RULE_CHANGE,
        actions=VERBS,
        back=lambda change: url_for("portal.rule_change_detail", code=change.code),
    )


@room.get("/rule-changes/<code:code>/export", RULE_CHANGE_READ)
def rule_change_export(code: str) -> ResponseReturnValue:
    """A proposed edition as a file, to be changed elsewhere and taken in again."""
    return send_rules(web.load(RuleChange, code).content)
