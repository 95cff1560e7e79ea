"""What can be done with packs: ask for one, deliver it, say why it failed, and forget old ones."""

import hashlib
from datetime import timedelta

from sqlalchemy import select

from incubator.kernel import blobs, clock, jobs
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.files import Inspected
from incubator.kernel.files.names import clean_name
from incubator.kernel.text import lazy
from incubator.registration.cases.models import Case
from incubator.registration.printing.models import PaperPack
from incubator.registration.printing.queries import list_packs

PACK_JOB = "registration.paper_pack"
ZIP = "application/zip"
# Packs hold names and telephone numbers: they are made anew rather than kept.
KEPT = timedelta(days=7)
GIVEN_UP = timedelta(minutes=10)


def ask_for_pack(case: Case, *, by: Person) -> PaperPack:
    """Have all papers of a case made; a job does it, and the page shows when it is there."""
    waiting = [row for row in list_packs(case) if row.file_id is None and not row.problem]
    if waiting and waiting[0].asked_at > clock.now() - GIVEN_UP:
        raise Refusal(lazy("A pack of this case is already being made."))
    pack = PaperPack(case=case, asked_by_id=by.id)
    db.session.add(pack)
    db.session.flush()
    jobs.enqueue(PACK_JOB, pack_id=pack.id)
    return pack


def deliver(pack: PaperPack, name: str, data: bytes, *, by: Person) -> None:
    """Put the finished file to a pack."""
    digest = hashlib.sha256(data).hexdigest()
    stored = blobs.keep(Inspected(clean_name(name), ZIP, data, digest), by=by)
    pack.file_id, pack.made_at, pack.problem = stored.id, clock.now(), ""
    db.session.flush()


def fail(pack: PaperPack, problem: str, *, by: Person) -> None:  # noqa: ARG001 every verb has by=
    """Say why a pack could not be made."""
    pack.problem = problem[:300]
    db.session.flush()


def forget_old_packs() -> None:
    """Delete packs that were asked for more than a week ago, with their files."""
    old = select(PaperPack).where(PaperPack.asked_at < clock.now() - KEPT)
    for pack in list(db.session.scalars(old)):
        stored = pack.file
        db.session.delete(pack)
        db.session.flush()
        if stored is not None:
            db.session.delete(stored)
