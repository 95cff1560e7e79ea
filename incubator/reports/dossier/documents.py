"""Which files hang on an organization, whichever room holds them: kind, name, day, and their page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from incubator.intake.agreements.models import Agreement
from incubator.intake.applications.models import Application, ApplicationFile
from incubator.intake.calls.models import Call
from incubator.kernel import rulesets
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import db
from incubator.kernel.rulesets import RuleSet
from incubator.kernel.text import label
from incubator.organizations.models import (
    DOCUMENT_LABELS,
    OrganizationDocument,
    StageChange,
    StageStatement,
)
from incubator.registration.cases.models import Case, CaseStep, StepFile
from incubator.registration.checklists.rules import Checklist
from incubator.reports.dossier.queries import View

FILE = (StoredFile.name, StoredFile.size, StoredFile.uploaded_at)


@dataclass(frozen=True)
class Document:
    """One file of the single file."""

    room: str
    title: str
    name: str
    size: int
    at: datetime
    endpoint: str
    code: str


def list_documents(view: View) -> list[Document]:
    """All files within the reader's reach, newest first: a fixed number of queries."""
    found = [*_own(view), *_of_stages(view), *_of_registration(view), *_of_entry(view)]
    return sorted(found, key=lambda row: row.at, reverse=True)


class Sent(Protocol):
    """What every row of a file tells."""

    code: str
    name: str
    size: int
    uploaded_at: datetime


def _made(row: Sent, room: str, title: str, endpoint: str) -> Document:
    return Document(room, title, row.name, row.size, row.uploaded_at, endpoint, row.code)


def _shown(*columns: InstrumentedAttribute[Any]) -> list[Any]:
    return [*columns, *FILE]


def _rows(query: Select[Any]) -> Sequence[Any]:
    return db.session.execute(query).all()


def _own(view: View) -> list[Document]:
    query = (
        select(
            *_shown(
                OrganizationDocument.code, OrganizationDocument.kind, OrganizationDocument.title
            )
        )
        .join(StoredFile, OrganizationDocument.file_id == StoredFile.id)
        .where(OrganizationDocument.organization_id == view.organization.id)
    )
    return [
        _made(
            row,
            "organizations",
            row.title or str(DOCUMENT_LABELS[row.kind]),
            "organizations.document_file",
        )
        for row in _rows(query)
    ]


def _of_stages(view: View) -> list[Document]:
    query = (
        select(*_shown(StageStatement.code, StageStatement.text))
        .join(StageChange, StageStatement.change_id == StageChange.id)
        .join(StoredFile, StageStatement.file_id == StoredFile.id)
        .where(
            StageChange.organization_id == view.organization.id,
            *view.narrowed(StageChange.park_id),
        )
    )
    return [
        _made(row, "stages", row.text[:60], "organizations.stage_statement_file")
        for row in _rows(query)
    ]


def _of_registration(view: View) -> list[Document]:
    query = (
        select(*_shown(StepFile.code, StepFile.material, CaseStep.slug, Case.rule_set_id))
        .join(CaseStep, StepFile.step_id == CaseStep.id)
        .join(Case, CaseStep.case_id == Case.id)
        .join(StoredFile, StepFile.file_id == StoredFile.id)
        .where(Case.organization_id == view.organization.id, *view.narrowed(Case.park_id))
    )
    rows = _rows(query)
    lists = _checklists({row.rule_set_id for row in rows})
    return [
        _made(
            row,
            "registration",
            _material(lists[row.rule_set_id], row.slug, row.material),
            "registration.step_file",
        )
        for row in rows
    ]


def _checklists(ids: set[int]) -> dict[int, Checklist]:
    if not ids:
        return {}
    sets = db.session.scalars(select(RuleSet).where(RuleSet.id.in_(sorted(ids))))
    return {row.id: rulesets.parse(row) for row in sets}


def _material(checklist: Checklist, step: str, material: str) -> str:
    # A case that went over to another edition keeps the files of steps that this one does not have.
    known = {each.slug for each in checklist.steps}
    found = checklist.step(step).material(material) if step in known else None
    return label(found.label) if found is not None else material


def _of_applications(view: View) -> list[Document]:
    query = (
        select(*_shown(ApplicationFile.code, ApplicationFile.document, Call.documents))
        .join(Application, ApplicationFile.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .join(StoredFile, ApplicationFile.file_id == StoredFile.id)
        .where(
            Application.organization_id == view.organization.id,
            ApplicationFile.removed_at.is_(None),
            *view.narrowed(Application.park_id),
        )
    )
    if not view.owns:
        query = query.where(Application.round > 0)
    return [
        _made(row, "intake", _named(row.documents, row.document), "intake.application_file")
        for row in _rows(query)
    ]


def _of_entry(view: View) -> list[Document]:
    """The papers of the applications and the scans of the agreements."""
    return [*_of_applications(view), *_of_agreements(view)]


def _of_agreements(view: View) -> list[Document]:
    query = (
        select(*_shown(Agreement.code, Call.title))
        .join(Application, Agreement.application_id == Application.id)
        .join(Call, Application.call_id == Call.id)
        .join(StoredFile, Agreement.scan_id == StoredFile.id)
        .where(
            Application.organization_id == view.organization.id,
            *view.narrowed(Application.park_id),
        )
    )
    return [_made(row, "agreements", row.title, "intake.agreement_file") for row in _rows(query)]


def _named(documents: list[Any], slug: str) -> str:
    found = next((row for row in documents if row["slug"] == slug), None)
    return label(found["label"]) if found is not None else slug
