"""What can be done with a dossier: begin it, take papers in, check it, hand it over, arrange, transfer.

Taking in and checking read and open files, which takes time: both run file by file, each in a unit of work
of its own, from the worker or the command line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from incubator.kernel import blobs, clock, files, jobs, rulesets, workdays
from incubator.kernel.access import Person
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.text import in_both, lazy
from incubator.registration.cases.models import Case, StepFile
from incubator.registration.checklists.procedures import PROCEDURE_LABELS
from incubator.registration.dossiers.checking import examine
from incubator.registration.dossiers.models import ArchiveItem, Dossier, ItemKind
from incubator.registration.dossiers.queries import (
    Draft,
    dossier_of,
    drafts_of,
    list_items,
    not_taken_in,
    rule_set_for,
    rules_of,
)
from incubator.registration.dossiers.rules import (
    DossierRules,
    check_day,
    check_open,
    check_whole,
    is_sound,
    years_on,
)
from incubator.registration.dossiers.workflow import DOSSIER_FLOW, DossierStatus
from incubator.territory.actions import next_number

TAKE_IN_JOB = "registration.dossier_take_in"
CHECK_JOB = "registration.dossier_check"


def begin(case: Case, *, by: Person) -> Dossier:
    """The dossier of a case, begun if there is none; its papers are taken in by a job."""
    dossier = dossier_of(case) or _new(case, by)
    if dossier.status is DossierStatus.OPEN:
        jobs.enqueue(TAKE_IN_JOB, dossier_id=dossier.id)
    return dossier


def _new(case: Case, by: Person) -> Dossier:  # noqa: ARG001 every verb has by=
    rule_set = rule_set_for(case.park)
    rules: DossierRules = rulesets.parse(rule_set)
    year, category = clock.today().year, case.legal_form.value
    number = next_number(case.park_id, f"dossier.{category}", year=year)
    dossier = Dossier(
        case=case,
        park_id=case.park_id,
        rule_set_id=rule_set.id,
        category=category,
        year=year,
        number=int(number.rpartition("-")[2]),
        title=(case.organization.name + in_both(PROCEDURE_LABELS[case.procedure])["zh"])[:300],
        retention=rules.retention_for(case.procedure).slug,
        level=rules.levels[0].slug,
    )
    db.session.add(dossier)
    db.session.flush()
    return dossier


def end(case: Case, day: date, by: Person) -> None:
    """The case has ended: its dossier is begun, and the period of the hand-over runs from that day."""
    if dossier_of(case) is None and not drafts_of(case):
        return
    dossier = begin(case, by=by)
    if dossier.status is not DossierStatus.OPEN:
        return
    due = workdays.after(day, rules_of(dossier).limits["hand_over"].days)
    dossier.ended_on = day
    dossier.hand_over_by_on, dossier.is_hand_over_provisional = due.date, due.provisional
    dossier.transfer_on = years_on(day, rules_of(dossier).limits["transfer"].years)
    db.session.flush()


def go_on(case: Case, by: Person) -> None:  # noqa: ARG001 the shape of a listener
    """The case goes on after all: nothing is due until it ends again."""
    dossier = dossier_of(case)
    if dossier is not None and dossier.status is DossierStatus.OPEN:
        dossier.ended_on = dossier.hand_over_by_on = dossier.transfer_on = None
        dossier.is_hand_over_provisional = False
        db.session.flush()


def take_in(dossier_id: int, *, by: Person) -> int:
    """Copy everything that is not in the dossier yet, then check all of it; returns how many came."""
    dossier = db.session.get_one(Dossier, dossier_id)
    if dossier.status is not DossierStatus.OPEN:
        return 0
    drafts = not_taken_in(drafts_of(dossier.case), list_items(dossier))
    codes = [row.source.code if row.source is not None else "" for row in drafts]
    for draft, code in zip(drafts, codes, strict=True):
        with work(by=by):
            _take_in_one(_locked(dossier_id), draft, code, by)
    with work(by=by):
        _put_in_order(_locked(dossier_id))
    check(dossier_id, by=by)
    return len(drafts)


def _locked(dossier_id: int) -> Dossier:
    query = select(Dossier).where(Dossier.id == dossier_id).with_for_update(of=Dossier)
    return db.session.scalars(query.execution_options(populate_existing=True)).unique().one()


def _take_in_one(dossier: Dossier, draft: Draft, code: str, by: Person) -> None:
    """One paper, unless somebody was quicker or took the file away meanwhile."""
    known = {(row.step, row.material, row.source_code) for row in list_items(dossier)}
    if dossier.status is not DossierStatus.OPEN or (draft.step, draft.material, code) in known:
        return
    item = ArchiveItem(
        dossier_id=dossier.id,
        position=len(known) + 1,
        kind=draft.kind,
        step=draft.step,
        step_title=draft.step_title,
        material=draft.material,
        title=draft.title,
        edition=draft.edition,
        maker=draft.maker,
        made_at=draft.made_at,
        confirmer=draft.confirmer,
        confirmed_on=draft.confirmed_on,
        source_code=code,
    )
    if code and not _copy(item, code, by):
        return
    db.session.add(item)
    db.session.flush()


def _copy(item: ArchiveItem, code: str, by: Person) -> bool:
    """The archive's own copy of the bytes, with the digest that was noted when they were handed in."""
    query = select(StepFile).where(StepFile.code == code)
    source = db.session.scalars(query).unique().one_or_none()
    if source is None:
        return False
    stored = source.file
    item.name, item.sha256, item.size = stored.name, stored.sha256, stored.size
    item.format = files.format_of(stored.name)
    data = read_or_none(stored)
    if data is not None:
        copy = Inspected(stored.name, stored.content_type, data, stored.sha256)
        item.file_id = blobs.keep(copy, by=by).id
    return True


def read_or_none(stored: blobs.StoredFile | None) -> bytes | None:
    """The bytes of a file; None where they are lost."""
    if stored is None:
        return None
    try:
        return blobs.read(stored)
    except OSError:
        return None


def _put_in_order(dossier: Dossier) -> None:
    """Number the items by the steps; what a file stands for now is no longer missing."""
    drafts = drafts_of(dossier.case)
    order = {row.key: number for number, row in enumerate(drafts)}
    items = list_items(dossier)
    held = {(row.step, row.material) for row in items if row.kind is ItemKind.FILE}
    wanted = {row.key for row in drafts}
    kept = []
    for item in items:
        place = (item.step, item.material)
        gone = (*place, item.source_code) not in wanted or place in held
        if item.is_wanting and gone:
            db.session.delete(item)
        else:
            kept.append(item)
    kept.sort(key=lambda row: (order.get((row.step, row.material, row.source_code), 9999), row.id))
    for number, item in enumerate(kept, start=1):
        item.position = number
    db.session.flush()


@dataclass(frozen=True)
class Found:
    """What a check found of one item."""

    item_id: int
    position: int
    title: str
    checks: dict[str, dict[str, object]]

    @property
    def failed(self) -> list[str]:
        """The properties that are not met."""
        return [slug for slug, row in self.checks.items() if row["met"] is False]


def check(dossier_id: int, *, by: Person) -> list[Found]:
    """Look at every item of a dossier: read outside of any unit of work, then write what was found."""
    dossier = db.session.get_one(Dossier, dossier_id)
    found = list(_look(dossier))
    with work(by=by):
        dossier = _locked(dossier_id)
        items = list_items(dossier)
        results = {row.item_id: row.checks for row in found}
        for item in items:
            if item.id in results and item.checks != results[item.id]:
                item.checks = dict(results[item.id])
        _count(dossier, items)
        dossier.checked_at = clock.now()
        db.session.flush()
    return found


def _look(dossier: Dossier) -> Iterator[Found]:
    rules, level = rules_of(dossier), dossier.level
    for item in list_items(dossier):
        checks = examine(item, read_or_none(item.file), rules, level)
        yield Found(item.id, item.position, item.title["zh"], checks)


def _count(dossier: Dossier, items: list[ArchiveItem]) -> None:
    dossier.item_count = sum(row.kind is ItemKind.FILE or not row.is_wanting for row in items)
    dossier.missing_count = sum(row.is_wanting for row in items)
    dossier.fault_count = sum(row.kind is ItemKind.FILE and not is_sound(row) for row in items)


def ask_to_take_in(dossier: Dossier, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Have a job take in what came since."""
    check_open(dossier)
    jobs.enqueue(TAKE_IN_JOB, dossier_id=dossier.id)


def ask_to_check(dossier: Dossier, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Have a job check every item again."""
    jobs.enqueue(CHECK_JOB, dossier_id=dossier.id)


@dataclass(frozen=True)
class Original:
    """When a paper original came, and where it lies."""

    received_on: date
    box: str
    shelf: str = ""


def receive_original(item: ArchiveItem, original: Original, *, by: Person) -> None:
    """Note that the paper original has come, with its place."""
    if item.dossier.status is DossierStatus.TRANSFERRED:
        raise Refusal(lazy("This dossier lies in the county archives and does not change here."))
    check_day(original.received_on, None, "received_on")
    item.original_on, item.original_by_id = original.received_on, by.id
    item.original_box, item.original_shelf = original.box.strip(), original.shelf.strip()
    rules = rules_of(item.dossier)
    checks = dict(item.checks)
    if item.kind is not ItemKind.FILE:
        checks = examine(item, None, rules, item.dossier.level)
    item.checks = checks
    db.session.flush()
    _count(item.dossier, list_items(item.dossier))
    db.session.flush()


def hand_over(dossier: Dossier, *, on: date, note: str = "", by: Person) -> None:
    """The business unit hands the dossier to the archive; what is missing is explained."""
    DOSSIER_FLOW.check(dossier, "hand_over", by=by)
    items = list_items(dossier)
    check_whole(dossier, items, note)
    check_day(on, dossier.ended_on, "day")
    DOSSIER_FLOW.apply(dossier, "hand_over", by=by, reason=note)
    dossier.handed_over_on, dossier.handed_over_by_id = on, by.id
    dossier.hand_over_note = note.strip()
    due = workdays.after(on, rules_of(dossier).limits["arrange"].days)
    dossier.arrange_by_on, dossier.is_arrange_provisional = due.date, due.provisional
    db.session.flush()


def send_back(dossier: Dossier, *, by: Person, reason: str) -> None:
    """The archive gives the dossier back: something must be added."""
    DOSSIER_FLOW.apply(dossier, "send_back", by=by, reason=reason)
    dossier.handed_over_on = dossier.handed_over_by_id = dossier.arrange_by_on = None
    dossier.arranged_on = dossier.arranged_by_id = None
    dossier.is_arrange_provisional = False
    db.session.flush()


@dataclass(frozen=True)
class Place:
    """Where a dossier stands in the archive, and how it is kept."""

    volume: str
    box: str
    shelf: str = ""
    level: str = ""


def arrange(dossier: Dossier, place: Place, *, on: date, by: Person) -> None:
    """The archive puts the dossier in its place."""
    check_day(on, dossier.handed_over_on, "day")
    DOSSIER_FLOW.apply(dossier, "arrange", by=by)
    dossier.arranged_on, dossier.arranged_by_id = on, by.id
    dossier.volume, dossier.box = place.volume.strip(), place.box.strip()
    dossier.shelf = place.shelf.strip()
    if rules_of(dossier).level(place.level) is not None:
        dossier.level = place.level
    db.session.flush()


def transfer(dossier: Dossier, *, on: date, receipt: str, by: Person) -> None:
    """The county archives have taken the dossier over, against their receipt."""
    check_day(on, dossier.arranged_on, "day")
    DOSSIER_FLOW.apply(dossier, "transfer", by=by)
    dossier.transferred_on, dossier.receipt = on, receipt.strip()
    db.session.flush()
