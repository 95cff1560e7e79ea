"""How tests make dossiers: a filing with real files, decided, so that its papers were taken in."""

from datetime import date
from io import BytesIO

from PIL import Image

from incubator.kernel import blobs, files
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.organizations.models import LegalForm
from incubator.registration.actions import open_case
from incubator.registration.cases.actions import Decision
from incubator.registration.cases.queries import roadmap_of
from incubator.registration.checklists.procedures import Procedure
from incubator.registration.checklists.rules import Event
from incubator.registration.dossiers.models import ArchiveItem, Dossier
from incubator.registration.dossiers.queries import dossier_of, list_items
from incubator.registration.steps import actions as steps
from tests.registration.build import resident, work_off

DECIDED = date(2026, 11, 16)
# One page, with a table that the end points at: the least that a reader opens.
BODY = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
)
TABLE = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 4>>\n"
PDF = BODY + TABLE + b"startxref\n%d\n%%%%EOF\n" % len(BODY)


def picture() -> bytes:
    """A small photo."""
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(out, "JPEG")
    return out.getvalue()


def filing(park, team=None, *, decided: bool = True, number: str = "青备007"):
    """A team that is filed; two of its papers have files, the others are ticked as lying there."""
    with work(by=SYSTEM):
        case = open_case(
            team or resident(park),
            park=park,
            legal_form=LegalForm.COMMUNITY_GROUP,
            procedure=Procedure.FILING,
            by=SYSTEM,
        )
    assert case is not None
    first = next(row for row in roadmap_of(case).on_way if row.rule.materials)
    material = next(row for row in first.rule.materials if not row.paper_only)
    for name, data in (("意愿书.pdf", PDF), ("合影.jpg", picture())):
        found = files.inspect(data, name, files.DOCUMENT)
        with work(by=SYSTEM):
            steps.add_file(first.step, material.slug, found, by=SYSTEM)
    decision = work_off(case, until=Event.DECIDED, on=date(2026, 11, 13))
    if decided:
        with work(by=SYSTEM):
            steps.record_decision(decision, Decision(DECIDED, "准予备案", number), by=SYSTEM)
    db.session.expire_all()
    return case


def dossier_for(case) -> Dossier:
    """The dossier that was begun when the case ended."""
    found = dossier_of(case)
    assert found is not None
    return found


def items_of(dossier) -> list[ArchiveItem]:
    """Its items as they are stored now."""
    db.session.expire_all()
    return list_items(dossier)


def spoil(item: ArchiveItem, data: bytes) -> None:
    """Change the bytes of an item behind the product's back."""
    (blobs.store().root / item.file.key).write_bytes(data)
