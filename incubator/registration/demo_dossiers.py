"""How does the demo get its dossiers: one handed over with a gap, one arranged, one open; and a renewal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from incubator.kernel import clock
from incubator.kernel.access import Person
from incubator.kernel.db import db, work
from incubator.organizations.models import Organization
from incubator.registration import demo
from incubator.registration.cases.models import Case
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.dossiers import actions
from incubator.registration.dossiers.models import Dossier
from incubator.registration.dossiers.queries import dossier_of, list_items
from incubator.registration.renewals.actions import start_renewal
from incubator.territory.models import Park

# More than the compulsory steps of each of these checklists; the walk ends with the last of them.
EVERY_STEP = 8
SOON_ENDS = timedelta(days=40)
NOTE = "有一件原件在会计处，下周三前补交。"


@dataclass(frozen=True)
class Archive:
    """The two people of the archive: who hands over, and who receives."""

    operator: Person
    manager: Person


def make_dossiers(
    park: Park, bodies: list[Organization], archive: Archive, walk: demo.Walk
) -> list[Dossier]:
    """Three ended cases with their dossiers in different states; the first case is being renewed."""
    ends = clock.today() + SOON_ENDS
    stories = (
        (Procedure.TAX_EXEMPTION, ends),
        (Procedure.ANNUAL_INSPECTION, None),
        (Procedure.ANNUAL_INSPECTION, None),
    )
    found = []
    for body, (procedure, valid_until) in zip(bodies, stories, strict=False):
        way = demo.Walk(walk.by, walk.rng, walk.paper, valid_until)
        case = demo.make_procedure(body, park, procedure, way, EVERY_STEP)
        dossier = _dossier(case) if case is not None else None
        if dossier is not None:
            found.append(dossier)
    if found:
        _hand_over(found[0], archive, missing=1)
        _renew(found[0].case, park, archive.operator)
    for dossier in found[1:2]:
        _hand_over(dossier, archive, missing=0)
        day = clock.today()
        with clock.frozen(_at(day, 40)), work(by=archive.manager):
            place = actions.Place(f"{dossier.year}-1", "1", "甲-1")
            actions.arrange(dossier, place, on=day, by=archive.manager)
    return found


def _at(day: date, minute: int) -> datetime:
    """First thing in the morning; a park that is made at night has not done today's work yet."""
    return min(clock.moment(day, 8, minute), clock.now())


def _dossier(case: Case) -> Dossier | None:
    """The dossier of an ended case, its papers taken in at once."""
    dossier = dossier_of(case)
    if dossier is not None:
        with clock.frozen(_at(_day_after(dossier), 10)):
            actions.take_in(dossier.id, by=case_keeper(case))
    return dossier


def case_keeper(case: Case) -> Person:
    """Who keeps the case: whoever called its last step done."""
    done = [step.done_by for step in case.steps if step.done_by is not None]
    return done[-1]


def _day_after(dossier: Dossier) -> date:
    ended = dossier.ended_on or clock.today()
    return min(ended + timedelta(days=1), clock.today())


def _hand_over(dossier: Dossier, archive: Archive, *, missing: int) -> None:
    """All originals but so many have come; then the dossier goes to the archive."""
    day = _day_after(dossier)
    wanting = [item for item in list_items(dossier) if item.is_wanting]
    with clock.frozen(_at(day, 20)), work(by=archive.operator):
        for item in wanting[missing:]:
            original = actions.Original(day, "1", "甲-1")
            actions.receive_original(item, original, by=archive.operator)
    with clock.frozen(_at(day, 30)), work(by=archive.operator):
        note = NOTE if missing else ""
        actions.hand_over(dossier, on=day, note=note, by=archive.operator)


def _renew(case: Case, park: Park, operator: Person) -> None:
    body, procedure = case.organization, case.procedure
    with clock.frozen(_at(clock.today(), 35)), work(by=operator):
        start_renewal(body, procedure, park=park, by=operator)
    db.session.expire_all()
