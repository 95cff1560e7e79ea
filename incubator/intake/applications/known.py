"""What do the file and the application tell each other, so that nothing is typed twice?

Beginning an application takes over what the organization's file tells; submitting fills what the file
does not tell yet. What stands in the file is never overruled by an answer.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from incubator.intake.applications import queries
from incubator.intake.applications.models import Application
from incubator.kernel.access import Person
from incubator.organizations import actions as organizations
from incubator.organizations.models import Organization
from incubator.organizations.queries import list_people
from incubator.organizations.rules import PersonFacts, ProfileFacts

FORM_CHOICES = {
    "social_group": "social_group",
    "private_non_enterprise": "service_organization",
    "foundation": "foundation",
    "community_group": "community",
}
# Field of the file → (section, question).
SOURCES = {
    "representative": ("people", "leader_name"),
    "phone": ("basics", "contact_phone"),
    "address": ("basics", "address"),
    "supervising_unit": ("basics", "supervising_unit"),
    "founded_on": ("basics", "founded_on"),
    "mission": ("basics", "introduction"),
    "full_time_count": ("people", "full_time_staff"),
    "volunteer_count": ("people", "volunteers"),
}
NUMBERS = frozenset({"full_time_count", "volunteer_count"})


def facts_of_file(organization: Organization) -> dict[str, Any]:
    """What the file already tells is not asked again."""
    founded = organization.founded_on
    facts = {
        "name": organization.name,
        "credit_code": organization.credit_code,
        "legal_form": FORM_CHOICES.get(organization.legal_form.value),
        "founded_on": founded.isoformat() if founded else None,
        "supervising_unit": organization.supervising_unit,
        "town": organization.town,
        "address": organization.address,
        "contact_phone": organization.phone,
    }
    return {name: value for name, value in facts.items() if value}


def fill_file(application: Application, *, by: Person) -> None:
    """Write into the organization's file what it lacks and the application tells."""
    organization = application.organization
    known = ProfileFacts(
        **{name: getattr(organization, name) for name in ProfileFacts.__dataclass_fields__}
    )
    told = {
        name: value
        for name, source in SOURCES.items()
        if not getattr(known, name)
        and (value := _read(name, queries.answer(application, *source))) is not None
    }
    fields: Any = queries.answer(application, "basics", "fields") or []
    if not known.field_of_work and fields:
        told["field_of_work"] = fields[0]
    if told:
        organizations.update_profile(organization, replace(known, **told), by=by)
    _fill_people(application, by=by)


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 an answer is any JSON
    if value is None or value == "":
        return None
    if name == "founded_on":
        return date.fromisoformat(str(value))
    return int(value) if name in NUMBERS else str(value)


def _fill_people(application: Application, *, by: Person) -> None:
    """The founders become the file's people when it lists nobody yet."""
    organization = application.organization
    rows: Any = queries.answer(application, "people", "founders") or []
    if list_people(organization):
        return
    for row in rows:
        facts = PersonFacts(name=row["name"], post=row.get("post") or "", is_founder=True)
        organizations.add_person(organization, facts, by=by)
