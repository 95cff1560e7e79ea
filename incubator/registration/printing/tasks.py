"""Which work on papers is done by the worker: making packs, and forgetting old ones at night."""

from incubator.kernel import jobs
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.kernel.errors import Refusal
from incubator.kernel.text import force_locale
from incubator.registration.cases.queries import checklist_of
from incubator.registration.papers.queries import known_of
from incubator.registration.printing import actions
from incubator.registration.printing.models import PaperPack
from incubator.registration.printing.packing import make_pack
from incubator.registration.printing.queries import job_for, lines_of


@jobs.handler(actions.PACK_JOB)
def make(pack_id: int) -> None:
    """Read what is needed, make the pack away from the database, then keep it."""
    pack = db.session.get(PaperPack, pack_id)
    if pack is None or pack.file_id is not None:
        return
    with force_locale("zh_Hans"):
        known = known_of(pack.case)
        todo = [job_for(known, line) for line in lines_of(known, checklist_of(pack.case))]
        name = f"{known.facts['name']}-{pack.case.number}.zip"
        db.session.rollback()
        try:
            data = make_pack(known, todo)
        except Refusal as refusal:
            _fail(pack_id, str(refusal.message))
            return
    with work(by=SYSTEM) as session:
        found = session.get(PaperPack, pack_id)
        if found is not None and found.file_id is None:
            actions.deliver(found, name, data, by=SYSTEM)


def _fail(pack_id: int, problem: str) -> None:
    with work(by=SYSTEM) as session:
        found = session.get(PaperPack, pack_id)
        if found is not None:
            actions.fail(found, problem, by=SYSTEM)


@jobs.daily
def forget() -> None:
    """Forget old packs."""
    actions.forget_old_packs()
