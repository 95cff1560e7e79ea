"""What can be asked about organizations: lists within reach, the file's parts, cohorts, the ladder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from incubator.accounts.queries import list_organization_people
from incubator.kernel import clock, rulesets
from incubator.kernel.access import OWNERS, Permission, Person, Reach, reach
from incubator.kernel.db import db
from incubator.kernel.identifiers import normalize_uscc
from incubator.kernel.paging import Page, newest_first
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import (
    MODE_LABELS,
    Cohort,
    Organization,
    OrganizationDocument,
    OrganizationPerson,
    ParkLink,
    ReportedFact,
    Residency,
    StageChange,
    StageEntry,
)
from incubator.organizations.roster.matching import normalized_name
from incubator.organizations.workflow import (
    STAGE_LABELS,
    ResidencyStatus,
    Stage,
    StageChangeStatus,
)
from incubator.territory.models import Park, Region
from incubator.territory.queries import in_regions

TABS = ("all", "resident", *(stage.value for stage in Stage), "outside")


@dataclass(frozen=True)
class Filter:
    """What a list of organizations is narrowed to."""

    tab: str = "all"
    words: str = ""


def get_organization(key: int) -> Organization:
    """The organization of that key; a missing one is a defect."""
    return db.session.get_one(Organization, key)


def find_by_credit_code(code: str) -> Organization | None:
    """The organization of that credit code."""
    query = select(Organization).where(Organization.credit_code == code)
    return db.session.scalars(query).unique().one_or_none()


def find_by_name(name_key: str, town: str, region_id: int) -> Organization | None:
    """The oldest organization of that normalized name and town in the region."""
    query = (
        select(Organization)
        .where(Organization.name_key == name_key, Organization.town == town)
        .where(Organization.region_id == region_id)
        .order_by(Organization.id)
        .limit(1)
    )
    return db.session.scalars(query).unique().one_or_none()


def has_owner(organization: Organization) -> bool:
    """Whether anybody has an account as its leader or member."""
    return bool(list_organization_people(organization.id))


def is_owner(organization: Organization, person: Person) -> bool:
    """Whether the person is its leader or member."""
    return any(
        grant.organization_id == organization.id and grant.role in OWNERS
        for grant in person.active_grants
    )


def organization_condition(span: Reach) -> ColumnElement[bool]:
    """The SQL condition on a joined `Organization` and `Region` for a reach."""
    parks = sorted(span.parks)
    living = exists().where(
        Residency.organization_id == Organization.id, Residency.park_id.in_(parks)
    )
    linked = exists().where(
        ParkLink.organization_id == Organization.id, ParkLink.park_id.in_(parks)
    )
    own = Organization.id.in_(sorted(span.organizations))
    return or_(living, linked, own, *in_regions(span))


def visible_organizations(person: Person, needed: Permission) -> Select[Organization]:
    """The organizations within the person's reach, not ordered yet."""
    query = select(Organization).join(Region, Organization.region_id == Region.id)
    span = reach(person, needed)
    return query if span.everything else query.where(organization_condition(span))


def _is_resident() -> ColumnElement[bool]:
    return exists().where(
        Residency.organization_id == Organization.id,
        Residency.status == ResidencyStatus.RUNNING,
    )


def _under(tab: str) -> ColumnElement[bool]:
    """The condition that an organization stands under a tab."""
    if tab == "resident":
        return _is_resident()
    if tab == "outside":
        return ~_is_resident()
    return Organization.stage == Stage(tab) if tab in set(Stage) else true()


def narrowed(query: Select[Any], wanted: Filter) -> Select[Any]:
    """The query with a tab and search words."""
    query = query.where(_under(wanted.tab))
    return query.where(matches(wanted.words)) if wanted.words.strip() else query


def matches(words: str) -> ColumnElement[bool]:
    """The condition that name, short name or credit code has these words."""
    code = normalize_uscc(words)
    return or_(
        Organization.name_key.contains(normalized_name(words) or words, autoescape=True),
        Organization.short_name.contains(words.strip(), autoescape=True),
        Organization.credit_code.startswith(code, autoescape=True),
    )


def page_of_organizations(
    person: Person, needed: Permission, wanted: Filter, *, after: int | None
) -> Page[Organization]:
    """One page of the list, newest first."""
    query = narrowed(visible_organizations(person, needed), wanted)
    query = query.options(selectinload(Organization.residencies))
    return newest_first(query, Organization.id, after=after)


def count_tabs(person: Person, needed: Permission, words: str) -> dict[str, int]:
    """How many organizations stand under each tab, in one pass over them."""
    query = narrowed(visible_organizations(person, needed), Filter("all", words))
    asked = [tab for tab in TABS if tab != "outside"]
    counts = [func.count().filter(_under(tab)) for tab in asked]
    row = db.session.execute(query.with_only_columns(*counts)).one()
    found = dict(zip(asked, row, strict=True))
    return {**found, "outside": found["all"] - found["resident"]}


def export_rows(
    person: Person, needed: Permission, wanted: Filter, *, limit: int = 20_000
) -> Sequence[Organization]:
    """Every row of the list as it is narrowed, by name."""
    query = narrowed(visible_organizations(person, needed), wanted)
    query = query.order_by(Organization.name, Organization.id).limit(limit)
    return db.session.scalars(query).unique().all()


def organizations_of(person: Person) -> list[Organization]:
    """The organizations whose leader or member the person is."""
    ids = sorted(
        grant.organization_id
        for grant in person.active_grants
        if grant.role in OWNERS and grant.organization_id is not None
    )
    query = select(Organization).where(Organization.id.in_(ids)).order_by(Organization.id)
    return list(db.session.scalars(query).unique())


def list_people(organization: Organization) -> list[OrganizationPerson]:
    """The people of the file: those in office first, in the order they were entered."""
    query = select(OrganizationPerson).where(OrganizationPerson.organization_id == organization.id)
    rows = list(db.session.scalars(query.order_by(OrganizationPerson.id)).unique())
    today = clock.today()
    return sorted(rows, key=lambda row: row.until_on is not None and row.until_on < today)


def list_documents(organization: Organization) -> list[OrganizationDocument]:
    """The documents of the file, newest first."""
    query = select(OrganizationDocument).where(
        OrganizationDocument.organization_id == organization.id
    )
    return list(db.session.scalars(query.order_by(OrganizationDocument.id.desc())).unique())


def list_facts(organization: Organization) -> list[ReportedFact]:
    """What was reported of the organization, the newest first."""
    query = select(ReportedFact).where(ReportedFact.organization_id == organization.id)
    order = (ReportedFact.reported_on.desc(), ReportedFact.id.desc())
    return list(db.session.scalars(query.order_by(*order)))


def latest_facts(organization: Organization) -> dict[str, ReportedFact]:
    """The newest reported fact of each name."""
    found: dict[str, ReportedFact] = {}
    for fact in list_facts(organization):
        found.setdefault(fact.name, fact)
    return found


def facts_of(organization_ids: Sequence[int]) -> dict[int, dict[str, ReportedFact]]:
    """The newest reported fact of each name, of many organizations at once."""
    order = (ReportedFact.reported_on.desc(), ReportedFact.id.desc())
    query = select(ReportedFact).where(ReportedFact.organization_id.in_(organization_ids))
    found: dict[int, dict[str, ReportedFact]] = {}
    for fact in db.session.scalars(query.order_by(*order)):
        found.setdefault(fact.organization_id, {}).setdefault(fact.name, fact)
    return found


def organizations_of_park(park: Park) -> list[Organization]:
    """Everything that the park keeps a file of, by name."""
    query = select(Organization).join(Region, Organization.region_id == Region.id)
    query = query.where(organization_condition(Reach(parks=frozenset({park.id}))))
    return list(db.session.scalars(query.order_by(Organization.name, Organization.id)).unique())


def list_stage_entries(organization: Organization) -> list[StageEntry]:
    """The dated history of stages, oldest first."""
    query = select(StageEntry).where(StageEntry.organization_id == organization.id)
    return list(db.session.scalars(query.order_by(StageEntry.entered_at, StageEntry.id)))


def open_stage_change(organization: Organization) -> StageChange | None:
    """The stage change that waits for a decision, if any."""
    query = select(StageChange).where(
        StageChange.organization_id == organization.id,
        StageChange.status == StageChangeStatus.PROPOSED,
    )
    return db.session.scalars(query.order_by(StageChange.id).limit(1)).unique().one_or_none()


def get_stage_rules(park: Park) -> RuleSet:
    """The rule set of the stage ladder in force in the park; raises `Absent`."""
    return rulesets.get("organizations.stages", "ladder", regions=park.region.codes_upwards)


def get_fields(park: Park | None = None) -> RuleSet:
    """The rule set of the fields of work."""
    regions = park.region.codes_upwards if park is not None else ()
    return rulesets.get("organizations.fields", "service_fields", regions=regions)


def list_residents(park_ids: Iterable[int]) -> list[Residency]:
    """The running residencies of these parks, the longest here first."""
    query = (
        select(Residency)
        .where(Residency.park_id.in_(sorted(park_ids)))
        .where(Residency.status == ResidencyStatus.RUNNING)
        .options(joinedload(Residency.organization))
        .order_by(Residency.starts_on, Residency.id)
    )
    return list(db.session.scalars(query).unique())


def list_residencies(organization: Organization) -> list[Residency]:
    """All stays of the organization, newest first."""
    return list(reversed(organization.residencies))


def list_cohorts(park_ids: Iterable[int]) -> list[Cohort]:
    """The cohorts of these parks, newest first."""
    query = select(Cohort).where(Cohort.park_id.in_(sorted(park_ids)))
    order = (Cohort.starts_on.desc(), Cohort.id.desc())
    return list(db.session.scalars(query.options(joinedload(Cohort.park)).order_by(*order)))


def cohort_sizes(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """How many residencies each cohort has, running or ended."""
    ids = [row.id for row in cohorts]
    query = (
        select(Residency.cohort_id, func.count())
        .where(Residency.cohort_id.in_(ids))
        .group_by(Residency.cohort_id)
    )
    return {key: count for key, count in db.session.execute(query) if key is not None}


def current_cohort(park: Park) -> Cohort | None:
    """The newest cohort that has begun and not ended; else the newest that has begun."""
    today = clock.today()
    begun = [row for row in list_cohorts([park.id]) if row.starts_on <= today]
    running = [row for row in begun if row.ends_on is None or row.ends_on >= today]
    return next(iter(running or begun), None)


def residencies_ending(
    park_ids: Iterable[int],
    first: date,
    last: date,
    *,
    of: Iterable[int] = (),
    with_closed: bool = False,
    limit: int = 200,
) -> list[Residency]:
    """The running residencies in these parks, or of these organizations, that end in the window.

    With those of deregistered organizations too, where asked for: they are to be ended now.
    """
    closed = Organization.deregistered_on.is_not(None)
    first_ones = [~closed] if with_closed else []
    query = (
        select(Residency)
        .where(Residency.park_id.in_(sorted(park_ids)) | Residency.organization_id.in_(sorted(of)))
        .where(Residency.status == ResidencyStatus.RUNNING)
        .where(Residency.ends_on.between(first, last) | (closed if with_closed else false()))
        .join(Residency.organization)
        .options(contains_eager(Residency.organization))
        .order_by(*first_ones, Residency.ends_on, Residency.id)
        .limit(limit)
    )
    return list(db.session.scalars(query).unique())


@dataclass(frozen=True)
class OrganizationCard:
    """What this room says of an organization on its home page."""

    organization: Organization
    people_count: int
    document_count: int
    may_edit: bool

    @property
    def residency(self) -> Residency | None:
        """How it lives here now."""
        return self.organization.current_residency

    @property
    def stage_label(self) -> str:
        """The stage in words, empty before the first."""
        stage = self.organization.stage
        return str(STAGE_LABELS[stage]) if stage else ""

    @property
    def mode_label(self) -> str:
        """How it lives here, empty when it does not."""
        return str(MODE_LABELS[self.residency.mode]) if self.residency else ""


def card_of(organization: Organization, *, may_edit: bool) -> OrganizationCard:
    """The organization at a glance: the sizes of its lists in one query."""
    people = select(func.count()).where(OrganizationPerson.organization_id == organization.id)
    papers = select(func.count()).where(OrganizationDocument.organization_id == organization.id)
    row = db.session.execute(select(people.scalar_subquery(), papers.scalar_subquery())).one()
    return OrganizationCard(organization, row[0], row[1], may_edit)


@dataclass(frozen=True)
class OrganizationSummary:
    """What this room says of an organization in its single file."""

    organization: Organization
    residency: Residency | None
    people: list[OrganizationPerson] = field(default_factory=list)
    documents: list[OrganizationDocument] = field(default_factory=list)
    stage_entries: list[StageEntry] = field(default_factory=list)
    open_change: StageChange | None = None
    facts: dict[str, ReportedFact] = field(default_factory=dict)

    @property
    def stage_label(self) -> str:
        """The stage in words, empty before the first."""
        stage = self.organization.stage
        return str(STAGE_LABELS[stage]) if stage else ""

    @property
    def mode_label(self) -> str:
        """How it lives here, empty when it does not."""
        return str(MODE_LABELS[self.residency.mode]) if self.residency else ""


def summary_for(organization: Organization) -> OrganizationSummary:
    """The organization's own facts in five queries."""
    return OrganizationSummary(
        organization=organization,
        residency=organization.current_residency,
        people=list_people(organization),
        documents=list_documents(organization),
        stage_entries=list_stage_entries(organization),
        open_change=open_stage_change(organization),
        facts=latest_facts(organization),
    )
