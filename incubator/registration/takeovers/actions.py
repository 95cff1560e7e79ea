"""What can be done after a change: bring the organization's file to what was registered."""

from collections.abc import Mapping

from incubator.kernel import audit
from incubator.kernel.access import Person
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.organizations import actions as organizations
from incubator.organizations.rules import ProfileFacts
from incubator.registration.cases.models import Case
from incubator.registration.takeovers.queries import FACTS, is_offered, stored_facts

KEPT = tuple(ProfileFacts.__dataclass_fields__)


def take_over(case: Case, facts: Mapping[str, str], *, by: Person) -> list[str]:
    """Write the new facts into the file; returns which changed."""
    if not is_offered(case):
        raise Refusal(lazy("Only a decided change brings new facts into the file."))
    organization, before = case.organization, stored_facts(case)
    changed = [name for name in FACTS if facts[name] != before[name]]
    kept = {name: getattr(organization, name) for name in KEPT}
    organizations.update_profile(organization, ProfileFacts(**{**kept, **facts}), by=by)
    audit.record(
        case,
        "registration_cases.facts_taken_over",
        changes={name: [before[name], facts[name]] for name in changed if name != "representative"},
    )
    return changed
