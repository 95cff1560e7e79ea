"""Is a criterion of the stage ladder met: checkers by data name, of this room and of others.

A checker counts something of an organization; the criterion's threshold decides. A criterion whose
data name has no checker, or whose checker knows nothing, needs a statement (陈述) with a file.
Rooms above register theirs with `register`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.kernel import clock
from incubator.organizations.models import (
    DocumentKind,
    LegalForm,
    Organization,
    OrganizationPerson,
)
from incubator.organizations.queries import latest_facts, list_documents, list_people
from incubator.organizations.workflow import Stage

Checker = Callable[[Organization], int | None]
PASSED = frozenset({"合格", "基本合格"})
NO_PARTY = re.compile(r"^(?:无|未|没有|暂无)")


@dataclass(frozen=True)
class Source:
    """Where a data name is counted, and the page on which it can be mended."""

    count: Checker
    fix_endpoint: str


_sources: dict[str, Source] = {}


def register(
    name: str, checker: Checker, *, fix_endpoint: str = "organizations.organization_detail"
) -> None:
    """Let a room tell how far an organization is; the endpoint takes the organization's code."""
    _sources[name] = Source(checker, fix_endpoint)


@dataclass(frozen=True)
class Check:
    """One criterion as it stands: met, not met, or None where only a statement can tell."""

    slug: str
    label: dict[str, str]
    help: dict[str, str]
    threshold: int
    found: int | None
    met: bool | None
    fix_endpoint: str

    @property
    def needs_statement(self) -> bool:
        """Whether no data can tell."""
        return self.met is None

    def as_data(self) -> dict[str, Any]:
        """What is kept with a stage change."""
        return {
            "slug": self.slug,
            "label": self.label,
            "threshold": self.threshold,
            "found": self.found,
            "met": self.met,
        }


def checks_for(organization: Organization, body: dict[str, Any], target: Stage) -> list[Check]:
    """What the organization must satisfy: leaving its stage upwards and entering the target."""
    stages = {stage["slug"]: stage for stage in body["stages"]}
    leaving = stages[organization.stage.value]["promotion"] if organization.stage else []
    wanted = {criterion["slug"]: criterion for criterion in leaving}
    wanted |= {
        _unique(criterion["slug"], wanted): criterion for criterion in stages[target]["entry"]
    }
    return [_check(organization, slug, criterion) for slug, criterion in wanted.items()]


def _unique(slug: str, taken: dict[str, Any]) -> str:
    return f"entry_{slug}" if slug in taken else slug


def _check(organization: Organization, slug: str, criterion: dict[str, Any]) -> Check:
    source = _sources.get(criterion["data"] or "")
    found = source.count(organization) if source else None
    threshold = criterion["threshold"] or 1
    return Check(
        slug=slug,
        label=criterion["label"],
        help=criterion["help"],
        threshold=threshold,
        found=found,
        met=None if found is None else found >= threshold,
        fix_endpoint=source.fix_endpoint if source else "",
    )


def _in_office(organization: Organization) -> list[OrganizationPerson]:
    today = clock.today()
    return [row for row in list_people(organization) if not row.until_on or row.until_on >= today]


def count_founders(organization: Organization) -> int:
    """The founders that the file lists."""
    return sum(row.is_founder for row in list_people(organization))


def has_leader(organization: Organization) -> int:
    """1 when the file names a representative."""
    return int(bool(organization.representative.strip()))


def count_full_time(organization: Organization) -> int:
    """The full-time people in office."""
    return sum(row.is_full_time for row in _in_office(organization))


def is_registered(organization: Organization) -> int:
    """1 when it is a legal body with a credit code."""
    return int(organization.is_registered and organization.credit_code is not None)


def is_registered_or_filed(organization: Organization) -> int:
    """1 when it is registered, or filed as a community group."""
    is_filed = organization.legal_form is LegalForm.COMMUNITY_GROUP
    return int(is_filed or bool(is_registered(organization)))


def months_since_registration(organization: Organization) -> int:
    """The whole months since the day of founding; 0 while that is not known."""
    day = organization.founded_on
    if day is None or not is_registered(organization):
        return 0
    return whole_months(day, clock.today())


def whole_months(first: date, last: date) -> int:
    """How many whole months lie between two days; never negative."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (last.day < first.day))


def document_of(kind: DocumentKind) -> Checker:
    """A checker that counts the documents of one kind."""

    def count(organization: Organization) -> int:
        return sum(row.kind is kind for row in list_documents(organization))

    return count


def inspection_passed(organization: Organization) -> int | None:
    """1 when the newest reported inspection was passed; None when none was reported."""
    fact = latest_facts(organization).get("inspection")
    return None if fact is None else int(fact.value.strip() in PASSED)


def grade(organization: Organization) -> int | None:
    """The newest reported grade, 1 to 5; None when none was reported."""
    fact = latest_facts(organization).get("grade")
    if fact is None:
        return None
    return grade_of(fact.value)


def grade_of(value: str) -> int:
    """The grade that a text names: 3A, AAA; 0 for anything else."""
    text = value.strip().upper()
    digit = re.search(r"([1-5])A", text)
    letters = re.fullmatch(r"A{1,5}(?:级)?", text)
    if digit:
        return int(digit[1])
    return text.count("A") if letters else 0


def party_covered(organization: Organization) -> int | None:
    """1 when a party organization or an instructor was reported; None when nothing was."""
    fact = latest_facts(organization).get("party_form")
    return None if fact is None else int(not NO_PARTY.match(fact.value.strip()))


PEOPLE, DOCUMENTS = "organizations.people_list", "organizations.document_list"
EDIT = "organizations.organization_edit"
register("founders_count", count_founders, fix_endpoint=PEOPLE)
register("has_leader", has_leader, fix_endpoint=EDIT)
register("full_time_staff", count_full_time, fix_endpoint=PEOPLE)
register("is_registered", is_registered, fix_endpoint=EDIT)
register("is_registered_or_filed", is_registered_or_filed, fix_endpoint=EDIT)
register("months_since_registration", months_since_registration, fix_endpoint=EDIT)
register("plan_on_file", document_of(DocumentKind.PLAN), fix_endpoint=DOCUMENTS)
register("charter_on_file", document_of(DocumentKind.CHARTER), fix_endpoint=DOCUMENTS)
register("council_on_file", document_of(DocumentKind.COUNCIL), fix_endpoint=DOCUMENTS)
register("inspection_passed", inspection_passed)
register("grade", grade)
register("party_covered", party_covered)
