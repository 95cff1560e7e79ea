"""Which residents in reach are registered bodies, and which yearly ends hold?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, false, or_, select

from incubator.kernel import rulesets
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet, Wanted
from incubator.organizations.inspections.rules import KIND, Body, YearlyEnd
from incubator.organizations.models import REGISTERED_FORMS, Organization, Residency
from incubator.organizations.workflow import ResidencyStatus


@dataclass(frozen=True)
class Resident:
    """A registered body that lives in a park."""

    id: int
    code: str
    name: str
    body: Body


Charities = Callable[[], Select[int]]
_charities: list[Charities] = []


def tells_charities(hook: Charities) -> Charities:
    """Register who can select the organizations that are charities: a room above this one."""
    if hook not in _charities:
        _charities.append(hook)
    return hook


def yearly_ends() -> tuple[tuple[YearlyEnd, ...], RuleSet] | None:
    """The ends now in force with their rule set."""
    found = rulesets.find(Wanted(KIND, "yearly"))
    return (rulesets.parse(found), found) if found is not None else None


def registered_residents(
    parks: Select[int] | None, organization_ids: Iterable[int], *, limit: int = 500
) -> list[Resident]:
    """The registered bodies that live in these parks, or are these organizations."""
    lives = select(Residency.organization_id).where(Residency.status == ResidencyStatus.RUNNING)
    query = (
        select(
            Organization.id,
            Organization.code,
            Organization.name,
            Organization.legal_form,
            Organization.supervising_unit,
            Organization.founded_on,
            or_(false(), *(Organization.id.in_(hook()) for hook in _charities)),
        )
        .where(Organization.legal_form.in_(sorted(REGISTERED_FORMS)), Organization.id.in_(lives))
        .where(Organization.deregistered_on.is_(None))
        .where(
            or_(
                Organization.id.in_(sorted(organization_ids)),
                Organization.id.in_(
                    lives.where(Residency.park_id.in_(parks if parks is not None else ()))
                ),
            )
        )
        .order_by(Organization.id)
        .limit(limit)
    )
    return [
        Resident(key, code, name, Body(form, unit, founded_on, is_charity))
        for key, code, name, form, unit, founded_on, is_charity in db.session.execute(query)
    ]
