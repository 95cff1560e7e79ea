"""The dossiers from the command line: is every file still what it was when it was taken in?"""

import json
import sys
from dataclasses import asdict, dataclass

import click
from sqlalchemy import select

from incubator.kernel.access import SYSTEM
from incubator.kernel.command import in_app
from incubator.kernel.db import db
from incubator.registration.dossiers import actions
from incubator.registration.dossiers.models import Dossier
from incubator.registration.dossiers.wording import item_number

CHANGED = 1


@dataclass(frozen=True)
class Fault:
    """One item that did not pass, as the command tells it."""

    dossier: str
    title: str
    position: int
    item: str
    why: str
    failed: str


@click.group("dossiers")
def dossiers_group() -> None:
    """The dossiers of registrations / 登记档案."""


@dossiers_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable / 输出JSON.")
@in_app
def verify(*, as_json: bool) -> None:
    """Check every file against its digest, and the other properties / 核对全部归档文件."""
    keys = list(db.session.scalars(select(Dossier.id).order_by(Dossier.id)))
    faults: list[Fault] = []
    items = 0
    for key in keys:
        found = actions.check(key, by=SYSTEM)
        items += len(found)
        dossier = db.session.get_one(Dossier, key)
        faults += [_fault(dossier, row) for row in found if _is_spoilt(row)]
    if as_json:
        told = {"dossiers": len(keys), "items": items, "faults": [asdict(row) for row in faults]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for row in faults:
            click.echo(f"{row.dossier} {row.position:02d} {row.item}: {row.why} ({row.failed})")
        click.echo(f"{items} items in {len(keys)} dossiers checked, {len(faults)} faulty")
    if faults:
        sys.exit(CHANGED)


def _is_spoilt(row: actions.Found) -> bool:
    """Whether a file is not what it was, or cannot be read any more; a missing original is no fault."""
    return any(row.checks[name]["met"] is False for name in ("authenticity", "usability"))


def _fault(dossier: Dossier, row: actions.Found) -> Fault:
    why = str(row.checks["authenticity"]["why"])
    failed = ", ".join(row.failed)
    return Fault(item_number(dossier), dossier.title, row.position, row.title, why, failed)
