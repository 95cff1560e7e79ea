"""How are applications with three reviews each written: sections, file, snapshot, sheets, figures, history.

In every call 80 of 100 are reviewed and 20 wait for their third sheet; of past calls all are decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import select

from incubator.experts.queries import summarize
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.workflow import Recommendation, SheetStatus
from incubator.intake.applications.models import (
    Application,
    ApplicationFile,
    ApplicationSection,
    SubmissionSnapshot,
)
from incubator.intake.applications.queries import form_of
from incubator.intake.applications.workflow import ApplicationStatus
from incubator.intake.calls.models import ApplicantKind, Call
from incubator.intake.decisions.models import Decision, DecisionRelease, PendingDecision
from incubator.intake.decisions.queries import letter_rules
from incubator.intake.decisions.workflow import Outcome
from incubator.intake.reviews.models import Review, ReviewTotals
from incubator.kernel import audit, clock
from incubator.kernel.audit import AuditEvent
from incubator.kernel.blobs import StoredFile
from incubator.kernel.db import db
from incubator.kernel.notices import Notice
from incubator.territory.models import NumberSeries
from tests.bench.bookings import Home
from tests.bench.bulk import Bulk
from tests.bench.world import REQUIRED, Stage
from tests.intake.build import sound_answer

WEIGHTS = {"need": 20, "team": 20, "plan": 20, "fit": 15, "feasibility": 15, "party": 10}
REVIEWS = 3


@dataclass(frozen=True)
class Person:
    """An operator as rows name one."""

    id: int
    name: str


class Chain:
    """The audit's chain while rows are added behind one another, hashed as the product hashes them."""

    def __init__(self) -> None:
        self.head = db.session.get_one(audit.AuditHead, 1)
        self.seq, self.hash = self.head.seq, self.head.hash

    def add(self, bulk: Bulk, row: Any, step: str, at: datetime, actor: Person) -> None:
        """One more fact about an application: `move>state`."""
        move, _, state = step.partition(">")
        fact = {
            "seq": self.seq + 1,
            "at": at,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "action": f"application.{move}",
            "subject_type": "applications",
            "subject_id": row.id,
            "park_id": row.park_id,
            "organization_id": row.organization_id,
            "changes": {"status": ["", state]},
            "reason": "",
            "previous_hash": self.hash,
        }
        content = audit._content(cast("AuditEvent", SimpleNamespace(**fact)))
        self.seq, self.hash = self.seq + 1, audit._mac("event", content)
        bulk.add(AuditEvent, **fact, hash=self.hash)

    def seal(self) -> None:
        """The head knows the end of the chain."""
        self.head.seq, self.head.hash = self.seq, self.hash
        self.head.seal = audit._seal(self.head)


@dataclass
class Writer:
    """Writes the applications of all calls, the same share to each."""

    stage: Stage
    homes: Sequence[Home]
    file_key: str
    each: int

    def write_call(self, bulk: Bulk, call: Call, index: int, *, is_past: bool) -> None:
        """The applications of one call; an organization applies once to a call."""
        one = CallWriter(self, bulk, call, is_past=is_past)
        for place in range(self.each):
            one.application(index * self.each + place, place)
            bulk.write()
        one.chain.seal()
        self._number(one.year, (index + 1) * self.each)
        if is_past:
            released = self.stage.operators[1].id
            at = call.closes_at + timedelta(days=25)
            made = DecisionRelease(
                call_id=call.id, released_at=at, released_by_id=released, count=self.each
            )
            db.session.add(made)

    def _number(self, year: int, last: int) -> None:
        """The next application that is submitted gets the number behind these."""
        wanted = {"park_id": self.stage.park.id, "kind": "application", "year": year}
        series = db.session.scalars(select(NumberSeries).filter_by(**wanted)).one_or_none()
        if series is None:
            series = NumberSeries(**wanted)
            db.session.add(series)
        series.last = last


class CallWriter:
    """Writes the applications of one call; the answers are the same for all but the name."""

    def __init__(self, writer: Writer, bulk: Bulk, call: Call, *, is_past: bool) -> None:
        self.writer, self.bulk, self.is_past = writer, bulk, is_past
        self.chain = Chain()
        self.pool = [expert.id for expert in writer.stage.experts]
        asked = form_of(call, ApplicantKind.UNREGISTERED.value)
        self.answers: dict[str, dict[str, Any]] = {
            section.slug: {
                question.slug: sound_answer(asked, question)
                for question in section.questions
                if question.type != "files"
            }
            for section in asked.sections
        }
        self.letters_id = letter_rules(call.park).id
        self.park_id, self.rubric_id, self.title = call.park_id, call.rubric_id, call.title
        self.call_id, self.opens_at = call.id, call.opens_at
        self.year = clock.local(call.opens_at).year
        self.staff = [Person(user.id, user.display_name) for user in writer.stage.operators]

    def application(self, number: int, place: int) -> None:
        """One application with everything that hangs on it."""
        home = self.writer.homes[place % len(self.writer.homes)]
        in_review = not self.is_past and place % 5 == 4
        status = ApplicationStatus.IN_REVIEW if in_review else ApplicationStatus.REVIEWED
        outcome = Outcome.WAIT if place % 10 == 0 else Outcome.REJECT
        if self.is_past:
            waits = outcome is Outcome.WAIT
            status = ApplicationStatus.WAITLISTED if waits else ApplicationStatus.REJECTED
        at = self.opens_at + timedelta(minutes=place % 40_000)
        row = SimpleNamespace(
            id=self.bulk.key(Application),
            code=self.bulk.code(),
            call_id=self.call_id,
            park_id=self.park_id,
            organization_id=home.id,
            kind=ApplicantKind.UNREGISTERED,
            number=f"{self.year}-{number + 1:03d}",
            status=status,
            status_since=at + timedelta(days=20),
            round=1,
            submitted_at=at,
            submitted_by_id=home.leader_id,
            started_by_id=home.leader_id,
            wanted_mode="virtual",
            accepts_virtual=True,
            version=4,
            created_at=at,
            updated_at=at + timedelta(days=20),
        )
        self.bulk.add(Application, **vars(row))
        self._written(row, home, at)
        mean = self._reviews(row, home, number, in_review=in_review)
        self._history(row, at, place)
        if self.is_past:
            self._decision(row, outcome, mean, at)
        elif place % 5 == 0:
            self._pending(row, outcome, at)

    def _written(self, row: Any, home: Home, at: datetime) -> None:
        """Sections, one file, and the snapshot of the submission."""
        answers = {**self.answers, "basics": {**self.answers["basics"], "name": home.name}}
        for slug, given in answers.items():
            self.bulk.add(
                ApplicationSection,
                id=self.bulk.key(ApplicationSection),
                code=self.bulk.code(),
                application_id=row.id,
                slug=slug,
                answers=given,
                is_locked=True,
                version=2,
                created_at=at,
                updated_at=at,
            )
        stored, code = self.bulk.key(StoredFile), self.bulk.code()
        key = self.writer.file_key if stored == 1 else f"{stored % 256:02x}/{stored:032x}"
        name, digest = "入驻申请表.pdf", f"{stored:064x}"
        self.bulk.add(
            StoredFile,
            id=stored,
            code=self.bulk.code(),
            key=key,
            name=name,
            content_type="application/pdf",
            size=48_213,
            sha256=digest,
            uploaded_at=at,
        )
        self.bulk.add(
            ApplicationFile,
            id=self.bulk.key(ApplicationFile),
            code=code,
            application_id=row.id,
            document=REQUIRED,
            file_id=stored,
            added_at=at,
        )
        self.bulk.add(
            SubmissionSnapshot,
            id=self.bulk.key(SubmissionSnapshot),
            application_id=row.id,
            round=1,
            submitted_at=at,
            answers=answers,
            files=[{"document": REQUIRED, "code": code, "name": name, "sha256": digest}],
        )

    def _reviews(self, row: Any, home: Home, number: int, *, in_review: bool) -> int | None:
        """Three sheets of three experts, two of them scored where the review still runs."""
        at, count = row.submitted_at or clock.now(), len(self.pool)
        chosen = [self.pool[(number + turn * count // REVIEWS) % count] for turn in range(REVIEWS)]
        sheets = [
            self._sheet(home, expert_id, at, is_open=in_review and turn == REVIEWS - 1)
            for turn, expert_id in enumerate(chosen)
        ]
        for sheet in sheets:
            self.bulk.add(
                Review,
                id=self.bulk.key(Review),
                code=self.bulk.code(),
                application_id=row.id,
                sheet_id=sheet.id,
                assigned_at=at,
                assigned_by_id=self.staff[0].id,
            )
        figures = summarize(sheets)
        self.bulk.add(
            ReviewTotals,
            application_id=row.id,
            call_id=row.call_id,
            asked=figures.asked,
            submitted=figures.submitted,
            mean_hundredths=figures.mean_hundredths,
            lowest=figures.lowest,
            highest=figures.highest,
        )
        return figures.mean_hundredths

    def _sheet(self, home: Home, expert_id: int, at: datetime, *, is_open: bool) -> Any:
        percent = self.bulk.rng.randrange(55, 100)
        scores = {slug: weight * percent // 100 for slug, weight in WEIGHTS.items()}
        sheet = SimpleNamespace(
            id=self.bulk.key(ScoreSheet),
            code=self.bulk.code(),
            expert_id=expert_id,
            park_id=self.park_id,
            rule_set_id=self.rubric_id,
            title=self.title,
            subject_label=home.name,
            due_on=clock.local(at).date() + timedelta(days=30),
            scores={} if is_open else scores,
            comments={} if is_open else dict.fromkeys(WEIGHTS, "理由见申请材料。"),
            overall="" if is_open else "服务对象清楚，计划可行。",
            recommendation=None if is_open else Recommendation.ACCEPT,
            total=None if is_open else sum(scores.values()),
            conflict_reason="",
            declared_at=at,
            submitted_at=None if is_open else at + timedelta(days=5),
            status=SheetStatus.OPEN if is_open else SheetStatus.SUBMITTED,
            status_since=at,
            version=1,
            created_at=at,
            updated_at=at,
        )
        self.bulk.add(ScoreSheet, **vars(sheet))
        return sheet

    def _history(self, row: Any, at: datetime, place: int) -> None:
        """Four facts in the audit, and the message that told an operator of it."""
        operator = self.staff[place % len(self.staff)]
        steps = ("submit>submitted", "complete>complete", "start_review>in_review")
        for days, step in enumerate(steps):
            self.chain.add(self.bulk, row, step, at + timedelta(days=days), operator)
        if row.status is not ApplicationStatus.IN_REVIEW:
            step = "finish_review>reviewed"
            self.chain.add(self.bulk, row, step, at + timedelta(days=20), operator)
        self.bulk.add(
            Notice,
            id=self.bulk.key(Notice),
            code=self.bulk.code(),
            user_id=operator.id,
            message="%(name)s has applied: %(number)s",
            facts={"name": "示例", "number": row.number},
            url=f"/applications/{row.code}/check",
            created_at=at,
            read_at=at if self.is_past else None,
        )

    def _decision(self, row: Any, outcome: Outcome, mean: int | None, at: datetime) -> None:
        self.bulk.add(
            Decision,
            id=self.bulk.key(Decision),
            code=self.bulk.code(),
            application_id=row.id,
            call_id=row.call_id,
            outcome=outcome,
            reasons="名额有限，得分靠后。",
            mean_hundredths=mean,
            rank=None,
            letters_id=self.letters_id,
            facts={"organization": "示例", "number": row.number},
            is_correction=False,
            prepared_by_id=self.staff[0].id,
            released_by_id=self.staff[1].id,
            released_at=at + timedelta(days=25),
        )

    def _pending(self, row: Any, outcome: Outcome, at: datetime) -> None:
        self.bulk.add(
            PendingDecision,
            id=self.bulk.key(PendingDecision),
            code=self.bulk.code(),
            application_id=row.id,
            call_id=row.call_id,
            outcome=outcome,
            reasons="名额有限，得分靠后。",
            prepared_by_id=self.staff[0].id,
            prepared_at=at + timedelta(days=21),
            version=1,
            created_at=at,
            updated_at=at,
        )
