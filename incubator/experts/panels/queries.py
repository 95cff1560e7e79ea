"""What can be asked before a panel is formed: who may judge an organization, who must not, and why."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from incubator.accounts.queries import user_ids_of_organization
from incubator.experts.panels.rules import Candidate
from incubator.experts.pool.models import Expert
from incubator.experts.pool.queries import conflict_reasons, list_experts, pool_rules
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.queries import count_to_do
from incubator.experts.sheets.workflow import SHEET, SheetStatus
from incubator.kernel.db import db
from incubator.kernel.text import lazy
from incubator.territory.models import Park


def candidates(
    park: Park,
    organization_id: int,
    *,
    asked: Iterable[ScoreSheet],
    fields: Collection[str] = (),
) -> list[Candidate]:
    """The park's experts for judging an organization: the best fit first, barriers with their reason.

    `asked` are the sheets of this judgement so far: nobody is asked twice. `fields` are the fields
    of work that count as a fit.
    """
    experts = list_experts(park)
    loads = count_to_do(expert.id for expert in experts)
    barriers = _barriers(experts, organization_id, asked)
    known = set(fields) & set(pool_rules(park).fields) if fields else set()
    found = [
        Candidate(
            expert=expert,
            matching=tuple(slug for slug in expert.fields if slug in known),
            load=loads.get(expert.id, 0),
            barrier=barriers.get(expert.id),
        )
        for expert in experts
    ]
    return sorted(found, key=lambda row: row.order)


def _barriers(
    experts: Iterable[Expert], organization_id: int, asked: Iterable[ScoreSheet]
) -> dict[int, Any]:
    """Why somebody must not judge, by expert; where there are several reasons, the gravest."""
    own = set(user_ids_of_organization(organization_id))
    gone = {
        sheet.expert_id: lazy("was asked already (%(state)s)", state=SHEET.badge(sheet).label)
        for sheet in asked
        if sheet.status is not SheetStatus.CANCELLED
    }
    people = {row.id: lazy("belongs to this organization") for row in experts if row.user_id in own}
    declared = {
        key: lazy("declared a conflict: %(reason)s", reason=reason)
        for key, reason in conflict_reasons(organization_id).items()
    }
    return {**gone, **people, **declared}


def barred_expert_ids(organization_id: int) -> set[int]:
    """The experts who must have nothing to do with an organization: in conflict, or of its own people."""
    people = user_ids_of_organization(organization_id)
    query = select(Expert.id).where(Expert.user_id.in_(people))
    return {*db.session.scalars(query), *conflict_reasons(organization_id)}
