"""What can be asked about dossiers: what belongs into one, which are due, one page of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from incubator.accounts.models import User
from incubator.kernel import rulesets
from incubator.kernel.access import Permission, Person
from incubator.kernel.db import db
from incubator.kernel.paging import COUNT_LIMIT, Page, newest_first
from incubator.kernel.rulesets import RuleSet
from incubator.organizations.models import Organization
from incubator.registration.cases.models import Case, CaseStep, StepFile
from incubator.registration.cases.queries import checklist_of
from incubator.registration.cases.workflow import StepStatus
from incubator.registration.checklists.rules import Checklist, Material
from incubator.registration.dossiers.models import ArchiveItem, Dossier, ItemKind
from incubator.registration.dossiers.rules import KIND, DossierRules
from incubator.registration.dossiers.workflow import DossierStatus
from incubator.territory.models import Park
from incubator.territory.queries import visible

TABS = ("all", "open", "wanting", "handed_over", "arranged", "transferred")


def rule_set_for(park: Park) -> RuleSet:
    """The rules of dossiers in force in the park's region."""
    return rulesets.get(KIND, regions=park.region.codes_upwards)


def rules_of(dossier: Dossier) -> DossierRules:
    """The rules that the dossier was begun with."""
    found: DossierRules = rulesets.parse(db.session.get_one(RuleSet, dossier.rule_set_id))
    return found


def rules_of_all(rows: Iterable[Dossier]) -> dict[int, DossierRules]:
    """The rules of many dossiers by the key of their set, in one query."""
    ids = sorted({row.rule_set_id for row in rows})
    if not ids:
        return {}
    sets = db.session.scalars(select(RuleSet).where(RuleSet.id.in_(ids)))
    return {row.id: rulesets.parse(row) for row in sets}


def dossier_of(case: Case) -> Dossier | None:
    """The dossier of a case, if one was begun."""
    query = select(Dossier).where(Dossier.case_id == case.id)
    return db.session.scalars(query).unique().one_or_none()


def list_items(dossier: Dossier) -> list[ArchiveItem]:
    """The items of a dossier in order, with their files."""
    query = (
        select(ArchiveItem)
        .where(ArchiveItem.dossier_id == dossier.id)
        .options(joinedload(ArchiveItem.original_by))
        .order_by(ArchiveItem.position, ArchiveItem.id)
    )
    return list(db.session.scalars(query).unique())


@dataclass(frozen=True)
class Draft:
    """What should lie in a dossier: a file of a step, a paper that was confirmed, or one that is missing."""

    kind: ItemKind
    step: str
    step_title: dict[str, str]
    material: str
    title: dict[str, str]
    order: tuple[int, int, int]
    source: StepFile | None = None
    edition: int = 1
    maker: str = ""
    made_at: datetime | None = None
    confirmer: str = ""
    confirmed_on: date | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is: the file itself, or the material of a step."""
        return self.step, self.material, self.source.code if self.source is not None else ""


def drafts_of(case: Case) -> list[Draft]:
    """Everything that belongs into the dossier of a case now, in the order of the steps: five queries."""
    checklist = checklist_of(case)
    query = select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.position)
    steps = list(db.session.scalars(query.options(joinedload(CaseStep.done_by))).unique())
    uploads = select(StepFile).join(StepFile.step).where(CaseStep.case_id == case.id)
    rows = db.session.scalars(uploads.order_by(StepFile.id)).unique().all()
    names = _names_of(row.file.uploaded_by_id for row in rows)
    found: list[Draft] = []
    for step in steps:
        own = [row for row in rows if row.step_id == step.id]
        found += _drafts_of_step(step, checklist, own, names)
    return sorted(found, key=lambda row: row.order)


def _names_of(ids: Iterable[int | None]) -> dict[int | None, str]:
    wanted = sorted({key for key in ids if key is not None})
    query = select(User.id, User.display_name).where(User.id.in_(wanted))
    return {None: "系统", **{row.id: row.display_name for row in db.session.execute(query)}}


def _drafts_of_step(
    step: CaseStep, checklist: Checklist, rows: Sequence[StepFile], names: dict[int | None, str]
) -> list[Draft]:
    rule = next((row for row in checklist.steps if row.slug == step.slug), None)
    titles = step.left_title or (rule.title if rule is not None else {"zh": step.slug})
    materials = rule.materials if rule is not None else ()
    order = {row.slug: number for number, row in enumerate(materials)}
    labels = {row.slug: row.label for row in materials}
    found, editions = [], dict[str, int]()
    for row in rows:
        editions[row.material] = editions.get(row.material, 0) + 1
        found.append(
            Draft(
                ItemKind.FILE,
                step.slug,
                titles,
                row.material,
                labels.get(row.material) or {"zh": row.file.name, "en": row.file.name},
                (step.position, order.get(row.material, 99), row.id),
                row,
                editions[row.material],
                names.get(row.file.uploaded_by_id, ""),
                row.file.uploaded_at,
                _confirmer(step),
                step.done_on,
            )
        )
    there = {row.material for row in rows}
    for material in materials:
        kind = _kind_without_file(step, material) if material.slug not in there else None
        if kind is not None:
            place = (step.position, order[material.slug], 0)
            found.append(
                Draft(
                    kind,
                    step.slug,
                    titles,
                    material.slug,
                    material.label,
                    place,
                    confirmer=_confirmer(step),
                    confirmed_on=step.done_on,
                )
            )
    return found


def _kind_without_file(step: CaseStep, material: Material) -> ItemKind | None:
    """A paper that was ticked must be handed in; one that a finished step asked for is missing."""
    if step.status is not StepStatus.DONE:
        return None
    if material.slug in step.on_paper:
        return ItemKind.PAPER
    return ItemKind.MISSING if material.required else None


def _confirmer(step: CaseStep) -> str:
    if step.done_on is None:
        return ""
    return step.done_by.display_name if step.done_by is not None else "系统"


def not_taken_in(drafts: Iterable[Draft], items: Iterable[ArchiveItem]) -> list[Draft]:
    """The drafts that no item stands for yet."""
    known = {(row.step, row.material, row.source_code) for row in items}
    return [row for row in drafts if row.key not in known]


def _visible(query: Select[Any], person: Person, needed: Permission) -> Select[Any]:
    query = query.join(Dossier.case).join(Organization, Case.organization_id == Organization.id)
    return visible(query, Case, person, needed)


def _narrowed(query: Select[Any], tab: str) -> Select[Any]:
    if tab == "wanting":
        return query.where(Dossier.missing_count > 0)
    if tab == "all":
        return query
    return query.where(Dossier.status == DossierStatus(tab))


def page_of_dossiers(
    person: Person, needed: Permission, tab: str, *, after: int | None
) -> Page[Dossier]:
    """One page of dossiers in reach, the newest first."""
    query = _narrowed(_visible(select(Dossier), person, needed), tab)
    query = query.options(
        contains_eager(Dossier.case).contains_eager(Case.organization),
        contains_eager(Dossier.case).contains_eager(Case.park),
    )
    found: Page[Dossier] = newest_first(query, Dossier.id, after=after)
    return found


def count_tabs(person: Person, needed: Permission) -> dict[str, int]:
    """How many dossiers stand under each tab, in one query, each counted to 1,000."""
    counts = []
    for tab in TABS:
        inner = _narrowed(_visible(select(Dossier.id), person, needed), tab).limit(COUNT_LIMIT + 1)
        counts.append(
            select(func.count()).select_from(inner.subquery()).scalar_subquery().label(tab)
        )
    return dict(zip(TABS, db.session.execute(select(*counts)).one(), strict=True))


END_COLUMNS = {
    DossierStatus.OPEN: Dossier.hand_over_by_on,
    DossierStatus.HANDED_OVER: Dossier.arrange_by_on,
    DossierStatus.ARRANGED: Dossier.transfer_on,
}
