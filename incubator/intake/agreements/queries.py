"""What can be asked about agreements: the paper's words, which are due, what an admission created."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import defaultload

from incubator.experts.panels.queries import barred_expert_ids
from incubator.experts.pool.models import Expert
from incubator.intake.agreements.models import Admission, Agreement
from incubator.intake.agreements.rules import Paper, compose
from incubator.intake.agreements.workflow import AgreementStatus
from incubator.intake.applications.models import Application
from incubator.intake.applications.workflow import ADMIT, NOTICE_EDIT, ApplicationStatus
from incubator.intake.decisions.models import NoticeEntry, Objection, PublicNotice
from incubator.intake.decisions.queries import UNANSWERED
from incubator.intake.decisions.rules import chinese_date
from incubator.intake.reviews.queries import candidates_for
from incubator.kernel import access, clock, rulesets
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import force_locale
from incubator.organizations.models import MODE_LABELS, Mode, Organization
from incubator.organizations.periods import KIND as PERIODS
from incubator.organizations.periods import parse_periods
from incubator.territory.models import Park
from incubator.territory.queries import park_ids_for

IN_HAND_OVER_LIST = "以《场地及物品交接清单》为准"
NONE = "无"


def clauses_for(park: Park) -> RuleSet:
    """The clauses in force."""
    return rulesets.get("intake.agreement", "entry", regions=park.region.codes_upwards)


def first_months(park: Park) -> int:
    """How many months a first stay lasts, by the rules in force."""
    rules = rulesets.get(PERIODS, "residency", regions=park.region.codes_upwards)
    return parse_periods(rules.body)["first"].value


def agreement_of(application: Application) -> Agreement | None:
    """The agreement of an application."""
    query = select(Agreement).where(Agreement.application_id == application.id)
    return db.session.scalars(query).unique().one_or_none()


def admission_of(agreement: Agreement) -> Admission | None:
    """What the admission created, if it was made."""
    query = select(Admission).where(Admission.agreement_id == agreement.id)
    return db.session.scalars(query).unique().one_or_none()


def paper_of(agreement: Agreement) -> Paper:
    """The agreement's words with everything filled in."""
    park, organization = agreement.application.park, agreement.application.organization
    with force_locale("zh_Hans"):
        mode = str(MODE_LABELS[agreement.mode])
    place = IN_HAND_OVER_LIST if agreement.mode is Mode.PHYSICAL else NONE
    facts = {
        "park": park.name,
        "operator": park.operator or park.name,
        "organization": organization.name,
        "representative": agreement.representative,
        "mode": mode,
        "from": chinese_date(agreement.starts_on),
        "to": chinese_date(agreement.ends_on),
        "months": str(agreement.months),
        "desk": place,
        "zone": place,
        "goals": agreement.goals.rstrip("。"),
        "signing_place": agreement.signing_place,
    }
    return compose(agreement.clauses.body, facts)


def experts_to_assign(application: Application) -> list[Expert]:
    """The experts who may accompany the newcomer: the best fit first, none in conflict."""
    barred = barred_expert_ids(application.organization_id)
    return [row.expert for row in candidates_for(application) if row.expert.id not in barred]


@dataclass(frozen=True)
class ListRow:
    """One application on its way in, with its agreement when there is one."""

    application: Application
    agreement: Agreement | None
    notice: PublicNotice | None


TABS = {
    "notice": (ApplicationStatus.NOTICED,),
    "agreement": (ApplicationStatus.AGREEMENT,),
    "admitted": (ApplicationStatus.ADMITTED,),
}


def select_on_the_way(person: Person, needed: access.Permission, tab: str) -> Select[Any]:
    """The applications of one's parks under a tab; to be paged."""
    return (
        select(Application)
        .where(Application.park_id.in_(park_ids_for(person, needed)))
        .where(Application.status.in_(TABS.get(tab, TABS["notice"])))
        .options(
            defaultload(Application.organization).lazyload(Organization.residencies),
            defaultload(Application.organization).lazyload(Organization.park_links),
        )
    )


def with_agreements(applications: list[Application]) -> list[ListRow]:
    """The rows of one page with their agreements and notices: two queries."""
    ids = [row.id for row in applications]
    agreements = {
        row.application_id: row
        for row in db.session.scalars(
            select(Agreement).where(Agreement.application_id.in_(ids))
        ).unique()
    }
    entries = (
        select(NoticeEntry.application_id, PublicNotice)
        .join(PublicNotice, NoticeEntry.notice_id == PublicNotice.id)
        .where(NoticeEntry.application_id.in_(ids), NoticeEntry.removed_at.is_(None))
    )
    notices: dict[int, PublicNotice] = {
        row[0]: row[1] for row in db.session.execute(entries).unique()
    }
    return [ListRow(row, agreements.get(row.id), notices.get(row.id)) for row in applications]


def work_waiting(person: Person, *, limit: int = 40) -> list[tuple[Application, Agreement | None]]:
    """Entries to go on with, in one query: a notice that ended without an open objection, a signed agreement.

    The second of a pair is the signed agreement, from which an admission is made; None where an
    agreement is to be prepared.
    """
    unanswered = select(Objection.notice_id).where(Objection.status.in_(sorted(UNANSWERED)))
    ended = (
        select(NoticeEntry.application_id)
        .join(PublicNotice, NoticeEntry.notice_id == PublicNotice.id)
        .where(NoticeEntry.removed_at.is_(None), PublicNotice.to_on < clock.today())
        .where(PublicNotice.id.not_in(unanswered))
    )
    to_prepare = and_(
        Application.park_id.in_(park_ids_for(person, NOTICE_EDIT)),
        Application.status == ApplicationStatus.NOTICED,
        Application.id.in_(ended),
    )
    to_admit = and_(Application.park_id.in_(park_ids_for(person, ADMIT)), Agreement.id.is_not(None))
    signed = and_(
        Agreement.application_id == Application.id, Agreement.status == AgreementStatus.SIGNED
    )
    query = (
        select(Application, Agreement)
        .outerjoin(Agreement, signed)
        .where(or_(to_prepare, to_admit))
        .order_by(Application.status_since, Application.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query).unique()]
