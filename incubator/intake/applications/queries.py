"""What can be asked about applications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, select, union_all
from sqlalchemy.orm import lazyload

from incubator.intake.applications.answers import (
    Gap,
    Questionnaire,
    ShownAnswer,
    gaps_of,
    is_started,
    show_section,
)
from incubator.intake.applications.changes import Change, changes_of
from incubator.intake.applications.models import (
    Application,
    ApplicationFile,
    ApplicationSection,
    SubmissionSnapshot,
)
from incubator.intake.applications.rules import APPLICATION_OWN
from incubator.intake.applications.workflow import (
    APPLICATION_CHECK,
    APPLICATION_FLOW,
    ApplicationStatus,
)
from incubator.intake.calls.models import Call
from incubator.intake.calls.questions import (
    Document,
    Section,
    read_conditions,
    read_documents,
    read_sections,
)
from incubator.kernel.access import Person, reach
from incubator.kernel.db import db
from incubator.kernel.paging import SIZE, Page, newest_first
from incubator.kernel.text import label, lazy
from incubator.kernel.workflow import Workflow
from incubator.organizations.models import Organization

# A list of one call has that call and its park at hand: neither is read again with every row.
OF_ONE_CALL = (lazyload(Application.call), lazyload(Application.park))
DECIDED = ("accepted", "waitlisted", "rejected", "noticed", "agreement", "admitted", "not_admitted")
TABS: dict[str, tuple[str, ...]] = {
    "submitted": ("submitted",),
    "asked_back": ("asked_back",),
    "complete": ("complete",),
    "review": ("in_review", "reviewed"),
    "decided": DECIDED,
    "drafting": ("drafting",),
    "ended": ("withdrawn", "lapsed"),
    "all": tuple(ApplicationStatus),
}


@dataclass(frozen=True)
class SectionView:
    """One section of one application: its questions, its row, what is missing, in words."""

    section: Section
    row: ApplicationSection
    gaps: list[Gap]
    is_started: bool
    answers: list[ShownAnswer]
    documents: list["DocumentView"]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


@dataclass(frozen=True)
class DocumentView:
    """One document on the applicant's list with the files given for it."""

    document: Document
    need: str
    files: list[ApplicationFile]


@dataclass(frozen=True)
class ApplicationSummary:
    """An organization's applications for its home page and file."""

    applications: list[Application]

    @property
    def flow(self) -> Workflow:
        """The life cycle, for the badges."""
        return APPLICATION_FLOW

    @property
    def latest(self) -> Application | None:
        """The newest one."""
        return self.applications[0] if self.applications else None


def form_of(call: Call, kind: str) -> Questionnaire:
    """What the call asks of one kind of applicant."""
    return Questionnaire(
        kind,
        read_sections(call.sections, kind),
        read_documents(call.documents, kind),
        read_conditions(call.conditions["conditions"], kind),
        read_conditions(call.conditions["pledges"], kind),
    )


def current_files(application: Application) -> list[ApplicationFile]:
    """The files that were not taken away."""
    return [row for row in application.files if row.removed_at is None]


def views_of(application: Application, form: Questionnaire | None = None) -> list[SectionView]:
    """All sections in order, with answers in words and what is missing."""
    form = form or form_of(application.call, application.kind.value)
    rows = {row.slug: row for row in application.sections}
    return [
        _view(application, form, section, rows[section.slug])
        for section in form.sections
        if section.slug in rows
    ]


def _view(
    application: Application, form: Questionnaire, section: Section, row: ApplicationSection
) -> SectionView:
    files = current_files(application)
    has_files = any(question.type == "files" for question in section.questions)
    gaps = gaps_of(form, section, row.answers, [file.document for file in files])
    if application.is_editable and row.ask_back and not row.is_corrected:
        text = lazy("Please correct this part, as the park asked.")
        gaps.insert(0, Gap(section.slug, "content", label(section.title), text))
    return SectionView(
        section,
        row,
        gaps,
        is_started(row.answers) or (has_files and bool(files)),
        show_section(form, section, row.answers),
        document_views(form, files) if has_files else [],
    )


def document_views(form: Questionnaire, files: Iterable[ApplicationFile]) -> list[DocumentView]:
    """The document list with the files given for each."""
    given = list(files)
    return [
        DocumentView(
            document,
            document.need(form.kind),
            [row for row in given if row.document == document.slug],
        )
        for document in form.documents
    ]


def all_gaps(application: Application) -> list[Gap]:
    """Everything that is missing, at once."""
    return [gap for view in views_of(application) for gap in view.gaps]


def answer(application: Application, section: str, question: str) -> object:
    """One stored answer, or None."""
    rows = [row for row in application.sections if row.slug == section]
    return rows[0].answers.get(question) if rows else None


def find_application(call: Call, organization: Organization) -> Application | None:
    """The organization's application to this call, if it has one."""
    query = select(Application).where(
        Application.call_id == call.id, Application.organization_id == organization.id
    )
    return db.session.scalars(query).unique().one_or_none()


def get_section(application: Application, slug: str) -> ApplicationSection | None:
    """The row of one section."""
    return next((row for row in application.sections if row.slug == slug), None)


def own_applications(person: Person) -> list[Application]:
    """The applications of the person's organizations, newest first."""
    ids = sorted(reach(person, APPLICATION_OWN).organizations)
    query = (
        select(Application)
        .where(Application.organization_id.in_(ids))
        .order_by(Application.id.desc())
        .limit(50)
    )
    return list(db.session.scalars(query).unique())


def applications_of(call: Call) -> Select[Application]:
    """The applications to a call."""
    return select(Application).where(Application.call_id == call.id)


def list_by_status(call: Call, *statuses: str) -> list[Application]:
    """The call's applications in these states, in the order of their numbers."""
    wanted = [ApplicationStatus(status) for status in statuses]
    query = applications_of(call).where(Application.status.in_(wanted)).order_by(Application.id)
    return list(db.session.scalars(query).unique())


def counts_by_status(call: Call) -> dict[str, int]:
    """How many applications are in each state: one query."""
    query = (
        select(Application.status, func.count())
        .where(Application.call_id == call.id)
        .group_by(Application.status)
    )
    return {str(status): count for status, count in db.session.execute(query)}


def page_of(call: Call, tab: str, words: str, after: int | None) -> Page[Application]:
    """One page of a tab, newest first; `words` are looked for in names and numbers."""
    query = applications_of(call).options(*OF_ONE_CALL)
    statuses = TABS.get(tab, TABS["all"])
    if words:
        name = Organization.name.contains(words, autoescape=True)
        number = Application.number.contains(words, autoescape=True)
        query = query.join(Organization, Application.organization_id == Organization.id)
        query = query.where(Application.status.in_(statuses), name | number)
    elif statuses != TABS["all"]:
        query = query.where(Application.id.in_(_newest_of(call, statuses, after)))
    return newest_first(query, Application.id, after=after)


def _newest_of(call: Call, statuses: Iterable[str], after: int | None) -> CompoundSelect[Any]:
    """Enough keys of each state for one page: every part is the end of an index, however many rows."""
    parts = []
    for status in statuses:
        part = select(Application.id).where(
            Application.call_id == call.id, Application.status == ApplicationStatus(status)
        )
        if after is not None:
            part = part.where(Application.id < after)
        newest = part.order_by(Application.id.desc()).limit(SIZE + 1).subquery()
        parts.append(select(newest.c.id))
    return union_all(*parts)


def changes_since_last(application: Application, form: Questionnaire) -> list[Change]:
    """What changed between the last two submissions, question by question."""
    if len(application.submissions) < 2:
        return []
    before, after = application.submissions[-2:]
    return [
        change
        for section in form.sections
        for change in changes_of(
            form, section, _part(before, section.slug), _part(after, section.slug)
        )
    ]


def file_changes(application: Application) -> tuple[list[str], list[str]]:
    """The names of the files added and taken away between the last two submissions."""
    if len(application.submissions) < 2:
        return [], []
    before, after = (
        {row["code"]: row["name"] for row in s.files} for s in application.submissions[-2:]
    )
    added = [name for code, name in after.items() if code not in before]
    return added, [name for code, name in before.items() if code not in after]


def _part(snapshot: SubmissionSnapshot, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = snapshot.answers.get(slug, {})
    return found


def answers_due(person: Person, first: date, last: date) -> list[Application]:
    """Corrections due in a window: of the person's organizations, and in the parks they check for."""
    mine = sorted(reach(person, APPLICATION_OWN).organizations)
    parks = sorted(reach(person, APPLICATION_CHECK).parks)
    query = (
        select(Application)
        .where(Application.organization_id.in_(mine) | Application.park_id.in_(parks))
        .where(Application.status == ApplicationStatus.ASKED_BACK)
        .where(Application.answer_by_on.between(first, last))
        .order_by(Application.answer_by_on, Application.id)
        .limit(50)
    )
    return list(db.session.scalars(query).unique())


def summary_for(organization: Organization) -> ApplicationSummary:
    """The organization's applications, newest first: one query."""
    query = (
        select(Application)
        .where(Application.organization_id == organization.id)
        .order_by(Application.id.desc())
        .limit(10)
    )
    return ApplicationSummary(list(db.session.scalars(query).unique()))


def next_to_check(application: Application) -> str | None:
    """The code of the next application of the call that waits for the same step, or None."""
    query = (
        select(Application.code)
        .where(Application.call_id == application.call_id, Application.id != application.id)
        .where(Application.status == ApplicationStatus.SUBMITTED)
        .order_by(Application.id)
        .limit(1)
    )
    return db.session.scalar(query)
