"""Who may see and change the pool, and when is an appointment or a declaration refused?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.experts.pool.models import Expert
from incubator.kernel.access import Role, permission
from incubator.kernel.errors import Conflict, Refusal
from incubator.kernel.text import lazy

EXPERT_LIST = permission(
    "experts.expert_list", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR
)
EXPERT_READ = permission(
    "experts.expert_read", Role.CLERK, Role.OPERATOR, Role.MANAGER, Role.SUPERVISOR, Role.EXPERT
)
EXPERT_EDIT = permission("experts.expert_edit", Role.OPERATOR, Role.MANAGER)
CONFLICT_DECLARE = permission("experts.conflict_declare", Role.EXPERT, Role.OPERATOR, Role.MANAGER)
LONGEST_TERM_DAYS = 5 * 366


@dataclass(frozen=True)
class ExpertFacts:
    """What the pool knows of an expert."""

    fields: tuple[str, ...]
    term_from: date
    term_to: date
    title: str = ""
    unit: str = ""
    hours_per_month: int = 0
    introduction: str = ""


@dataclass(frozen=True)
class PoolRules:
    """The pool's rule set as far as this room reads it: the words for fields and modes."""

    fields: dict[str, dict[str, str]]
    modes: dict[str, dict[str, str]]
    recusal: tuple[dict[str, str], ...]
    term_months: int

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "PoolRules":
        """Read the body of an `experts.pool` set."""
        return cls(
            fields={row["slug"]: row["name"] for row in body["fields"]},
            modes={row["slug"]: row["name"] for row in body["modes"]},
            recusal=tuple(row["text"] for row in body["recusal"]),
            term_months=int(body["term_months"]),
        )


def check_facts(facts: ExpertFacts) -> None:
    """Refuse an appointment without a field, or with an impossible term."""
    if not facts.fields:
        raise Refusal(lazy("Please choose at least one field."), field="fields")
    if facts.term_to <= facts.term_from:
        raise Refusal(lazy("The term must end after it begins."), field="term_to")
    if (facts.term_to - facts.term_from).days > LONGEST_TERM_DAYS:
        raise Refusal(lazy("A term of more than five years is not possible."), field="term_to")


def check_serves(expert: Expert) -> None:
    """Refuse new work for an expert who left the pool or whose term has ended."""
    if not expert.is_active:
        raise Refusal(
            lazy("%(name)s is not in the pool now, or the term has ended.", name=expert.name),
            field="expert",
        )


def check_without_conflict(expert: Expert, organization_id: int) -> None:
    """Refuse to bring an expert together with an organization while a conflict stands."""
    if expert.has_conflict_with(organization_id):
        raise Refusal(
            lazy("%(name)s has declared a conflict with this organization.", name=expert.name),
            field="expert",
        )


def check_not_declared(expert: Expert, organization_id: int) -> None:
    """Refuse the same declaration twice."""
    if expert.has_conflict_with(organization_id):
        raise Conflict(lazy("This conflict is declared already."), field="organization")
