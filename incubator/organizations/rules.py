"""Who may read and change organizations, and what their facts must satisfy."""

import re
from dataclasses import dataclass
from datetime import date

from incubator.kernel import clock
from incubator.kernel.access import OWNERS, STAFF, Role, permission
from incubator.kernel.errors import Refusal
from incubator.kernel.identifiers import is_uscc
from incubator.kernel.notices import message
from incubator.kernel.text import lazy
from incubator.organizations.models import REGISTERED_FORMS, LegalForm, Mode, Organization
from incubator.organizations.workflow import Stage

# What a team writes behind its name until it is registered; no certificate carries it.
_IN_PREPARATION = re.compile(r"\s*[（(]\s*筹(?:备|建|备组)?\s*[)）]\s*$")

READERS = (*STAFF, Role.SUPERVISOR)
ORGANIZATION_LIST = permission("organizations.list", *READERS)
ORGANIZATION_READ = permission("organizations.read", *READERS, *OWNERS)
ORGANIZATION_EDIT = permission("organizations.edit", Role.OPERATOR, *OWNERS)
PHONE_OPEN = permission("organizations.phone_open", *STAFF)
MEMBER_READ = permission("organizations.member_read", *OWNERS)
MEMBER_EDIT = permission("organizations.member_edit", Role.LEADER)
COHORT_READ = permission("organizations.cohort_read", *READERS)
COHORT_EDIT = permission("organizations.cohort_edit", Role.OPERATOR, Role.MANAGER)
ADMIT = permission("organizations.admit", Role.OPERATOR, Role.MANAGER)
STAGE_LIST = permission("organizations.stage_list", *READERS)
STAGE_READ = permission("organizations.stage_read", *READERS, *OWNERS)

LADDER = (Stage.SEEDLING, Stage.STARTUP, Stage.DEVELOPING, Stage.HUB)

COLUMN_LABELS = {
    "name": lazy("Name"),
    "short_name": lazy("Short name"),
    "legal_form": lazy("Legal form"),
    "credit_code": lazy("Credit code"),
    "representative": lazy("Representative"),
    "phone": lazy("Phone"),
    "email": lazy("Email"),
    "address": lazy("Address"),
    "town": lazy("Town"),
    "supervising_unit": lazy("Supervising unit"),
    "field_of_work": lazy("Field of work"),
    "founded_on": lazy("Founded on"),
    "deregistered_on": lazy("Deregistered on"),
    "mission": lazy("Mission"),
    "staff_count": lazy("Staff count"),
    "full_time_count": lazy("Full time count"),
    "volunteer_count": lazy("Volunteer count"),
    "remark": lazy("Remark"),
    "stage": lazy("Stage"),
    "stage_since": lazy("Stage since"),
}
# What histories name besides: acts and columns, found by the kernel as "Phone opened" of phone_opened.
HISTORY_WORDS = (
    message("Phone opened"),
    message("Stage entered"),
    message("Merged"),
    message("Name key"),
    message("Region id"),
    message("Is demo"),
    message("From stage"),
    message("To stage"),
    message("Rule set id"),
    message("Criteria"),
    message("Note"),
    message("Organization id"),
    message("Park id"),
    message("Proposed by id"),
    message("Decided by id"),
    message("Decision note"),
)
FACT_LABELS = {
    "party_form": lazy("Party organization"),
    "party_members": lazy("Party members"),
    "grade": lazy("Grade"),
    "inspection": lazy("Annual inspection"),
}


@dataclass(frozen=True)
class ProspectFacts:
    """What is known of an organization when it first knocks."""

    name: str
    legal_form: LegalForm
    credit_code: str | None
    town: str
    region_id: int


@dataclass(frozen=True)
class ProfileFacts:
    """Everything that an organization's own people keep up to date."""

    name: str
    legal_form: LegalForm
    credit_code: str | None = None
    short_name: str = ""
    town: str = ""
    representative: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    supervising_unit: str = ""
    field_of_work: str = ""
    founded_on: date | None = None
    mission: str = ""
    staff_count: int | None = None
    full_time_count: int | None = None
    volunteer_count: int | None = None
    remark: str = ""


@dataclass(frozen=True)
class PersonFacts:
    """One person of an organization as its file lists them."""

    name: str
    post: str
    phone: str = ""
    is_full_time: bool = False
    is_founder: bool = False
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class ResidencyTerms:
    """Where, how and how long an organization will live."""

    park_id: int
    cohort_id: int | None
    mode: Mode
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class CohortFacts:
    """What a batch of residents is called and when it began."""

    name: str
    starts_on: date
    ends_on: date | None = None
    note: str = ""


def name_to_register(name: str) -> str:
    """The name as it is applied for: without the mark of a team in preparation, 青禾县…协会（筹）."""
    return _IN_PREPARATION.sub("", name).strip() or name


def check_credit_code(legal_form: LegalForm, credit_code: str | None) -> None:
    """Refuse a registered form without a code, and a code whose check character is wrong."""
    if credit_code is None:
        if legal_form in REGISTERED_FORMS:
            raise Refusal(
                lazy("A registered organization has a credit code of 18 characters."),
                field="credit_code",
            )
        return
    if not is_uscc(credit_code):
        raise Refusal(
            lazy("This credit code cannot be right: please compare it with the certificate."),
            field="credit_code",
        )


def check_profile(facts: ProfileFacts) -> None:
    """Refuse facts that contradict each other or the calendar."""
    if not facts.name.strip():
        raise Refusal(lazy("Please fill this in."), field="name")
    check_credit_code(facts.legal_form, facts.credit_code)
    if facts.founded_on is not None and facts.founded_on > clock.today():
        raise Refusal(lazy("This day has not come yet."), field="founded_on")
    staff, full_time = facts.staff_count, facts.full_time_count
    if staff is not None and full_time is not None and full_time > staff:
        raise Refusal(
            lazy("There cannot be more full-time people than people."), field="full_time_count"
        )


def check_not_closed(organization: Organization) -> None:
    """Refuse new business for a body that is deregistered; its file stays readable."""
    if organization.deregistered_on is not None:
        raise Refusal(lazy("This organization is deregistered; its file is closed."))


def check_terms(terms: ResidencyTerms) -> None:
    """Refuse a residency that ends before it starts."""
    if terms.ends_on <= terms.starts_on:
        raise Refusal(lazy("The last day must come after the first."), field="ends_on")


def next_stage(stage: Stage | None) -> Stage | None:
    """The rung above; None on the top and before the first."""
    if stage is None or stage is LADDER[-1]:
        return None
    return LADDER[LADDER.index(stage) + 1]


def first_stage(legal_form: LegalForm) -> Stage:
    """A registered body starts as a start-up, everybody else as a seedling."""
    return Stage.STARTUP if legal_form in REGISTERED_FORMS else Stage.SEEDLING
