"""What can happen to an application: its whole life in one table, from the first word to moving in.

Decisions are prepared as records of their own; an application changes only when they are released.
"""

from enum import StrEnum

from incubator.kernel.access import Role, permission
from incubator.kernel.text import lazy
from incubator.kernel.workflow import Move, State, Tone, Turn, Workflow

APPLICATION_SUBMIT = permission("intake.application_submit", Role.LEADER)
APPLICATION_CHECK = permission("intake.application_check", Role.OPERATOR, Role.MANAGER)
REVIEW_ASSIGN = permission("intake.review_assign", Role.OPERATOR, Role.MANAGER)
DECISION_RELEASE = permission("intake.decision_release", Role.MANAGER)
NOTICE_EDIT = permission("intake.notice_edit", Role.OPERATOR, Role.MANAGER)
ADMIT = permission("intake.admit", Role.MANAGER)


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    ASKED_BACK = "asked_back"
    COMPLETE = "complete"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    NOTICED = "noticed"
    AGREEMENT = "agreement"
    ADMITTED = "admitted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    NOT_ADMITTED = "not_admitted"


DRAFTING_WORD = lazy("Being filled in")
FIX_WORD = lazy("Needs your correction")
REVIEW_WORD = lazy("Being examined")
DECIDED_WORD = lazy("Result published")

STATES = (
    State("drafting", DRAFTING_WORD, DRAFTING_WORD, Tone.NEUTRAL, Turn.YOU),
    State("submitted", lazy("First check"), REVIEW_WORD, Tone.WAITING, Turn.PARK),
    State("asked_back", FIX_WORD, FIX_WORD, Tone.WAITING, Turn.YOU),
    State("complete", lazy("First check passed"), REVIEW_WORD, Tone.PROGRESS, Turn.PARK),
    State("in_review", lazy("Expert review"), REVIEW_WORD, Tone.PROGRESS, Turn.EXPERT),
    State("reviewed", lazy("Reviewed"), REVIEW_WORD, Tone.PROGRESS, Turn.PARK),
    State("accepted", lazy("Accepted"), DECIDED_WORD, Tone.GOOD, Turn.PARK),
    State("waitlisted", lazy("On the waiting list"), DECIDED_WORD, Tone.WAITING, Turn.PARK),
    State("rejected", lazy("Not accepted"), DECIDED_WORD, Tone.BAD),
    State("noticed", lazy("On public notice"), DECIDED_WORD, Tone.PROGRESS, Turn.PARK),
    State("agreement", lazy("Agreement to be signed"), DECIDED_WORD, Tone.PROGRESS, Turn.YOU),
    State("admitted", lazy("Moved in"), lazy("Moved in"), Tone.DONE, final=True),
    State("withdrawn", lazy("Withdrawn"), lazy("Withdrawn"), Tone.DONE),
    State("lapsed", lazy("Lapsed"), lazy("Lapsed"), Tone.DONE, final=True),
    State("not_admitted", lazy("Not admitted after objection"), DECIDED_WORD, Tone.BAD, final=True),
)
UNDER_WAY = (
    "submitted",
    "asked_back",
    "complete",
    "in_review",
    "reviewed",
    "waitlisted",
    "accepted",
    "noticed",
    "agreement",
)

APPLICANT_MOVES = (
    Move("submit", ("drafting",), "submitted", APPLICATION_SUBMIT, lazy("Submit"), button=False),
    Move(
        "resubmit",
        ("asked_back",),
        "submitted",
        APPLICATION_SUBMIT,
        lazy("Submit the corrections"),
        button=False,
    ),
    Move(
        "withdraw",
        ("drafting", *UNDER_WAY),
        "withdrawn",
        APPLICATION_SUBMIT,
        lazy("Withdraw"),
        needs_reason=True,
        tone=Tone.BAD,
        confirm=lazy("The park stops working on it. Everything you wrote is kept."),
        done=lazy("The application is withdrawn."),
    ),
    # Guarded by the window: see actions.resume.
    Move(
        "resume",
        ("withdrawn",),
        "drafting",
        APPLICATION_SUBMIT,
        lazy("Go on with this application"),
        primary=True,
        done=lazy("The application is open again."),
    ),
)
CHECK_MOVES = (
    Move(
        "ask_back",
        ("submitted",),
        "asked_back",
        APPLICATION_CHECK,
        lazy("Ask for corrections"),
        button=False,
    ),
    Move(
        "complete",
        ("submitted",),
        "complete",
        APPLICATION_CHECK,
        lazy("Everything is there"),
        primary=True,
        tone=Tone.GOOD,
        done=lazy("Passed on to the expert review."),
    ),
    Move(
        "recheck",
        ("complete",),
        "submitted",
        APPLICATION_CHECK,
        lazy("Back to the first check"),
        needs_reason=True,
    ),
)
REVIEW_MOVES = (
    Move(
        "start_review",
        ("complete",),
        "in_review",
        REVIEW_ASSIGN,
        lazy("Start the expert review"),
        button=False,
    ),
    Move(
        "stop_review",
        ("in_review",),
        "complete",
        REVIEW_ASSIGN,
        lazy("Stop the expert review"),
        needs_reason=True,
        button=False,
    ),
    Move(
        "finish_review",
        ("in_review",),
        "reviewed",
        REVIEW_ASSIGN,
        lazy("Finish the expert review"),
        button=False,
    ),
    Move(
        "reopen_review",
        ("reviewed",),
        "in_review",
        REVIEW_ASSIGN,
        lazy("Reopen the expert review"),
        needs_reason=True,
        button=False,
    ),
)
RELEASE_MOVES = (
    Move("accept", ("reviewed",), "accepted", DECISION_RELEASE, lazy("Accept"), button=False),
    Move(
        "wait",
        ("reviewed",),
        "waitlisted",
        DECISION_RELEASE,
        lazy("Put on the waiting list"),
        button=False,
    ),
    Move("reject", ("reviewed",), "rejected", DECISION_RELEASE, lazy("Reject"), button=False),
    Move(
        "correct_to_accept",
        ("waitlisted", "rejected"),
        "accepted",
        DECISION_RELEASE,
        lazy("Correct to accepted"),
        needs_reason=True,
        button=False,
    ),
    Move(
        "correct_to_wait",
        ("accepted", "noticed", "rejected"),
        "waitlisted",
        DECISION_RELEASE,
        lazy("Correct to waiting list"),
        needs_reason=True,
        button=False,
    ),
    Move(
        "correct_to_reject",
        ("accepted", "noticed", "waitlisted"),
        "rejected",
        DECISION_RELEASE,
        lazy("Correct to not accepted"),
        needs_reason=True,
        button=False,
    ),
)
ENTRY_MOVES = (
    Move(
        "start_notice",
        ("accepted",),
        "noticed",
        NOTICE_EDIT,
        lazy("Start the notice"),
        button=False,
    ),
    Move(
        "uphold_objection",
        ("noticed",),
        "not_admitted",
        DECISION_RELEASE,
        lazy("Uphold the objection"),
        needs_reason=True,
        button=False,
    ),
    Move(
        "end_notice", ("noticed",), "agreement", NOTICE_EDIT, lazy("End the notice"), button=False
    ),
    Move("admit", ("agreement",), "admitted", ADMIT, lazy("Admit"), button=False),
    Move(
        "lapse",
        UNDER_WAY,
        "lapsed",
        APPLICATION_CHECK,
        lazy("Mark as lapsed"),
        needs_reason=True,
        tone=Tone.BAD,
        confirm=lazy("The applicant did not act in time. This can't be taken back."),
        done=lazy("The application is marked as lapsed and the applicant is told."),
    ),
)

APPLICATION_FLOW = Workflow(
    name="application",
    title=lazy("Application"),
    initial=ApplicationStatus.DRAFTING,
    states=STATES,
    moves=(*APPLICANT_MOVES, *CHECK_MOVES, *REVIEW_MOVES, *RELEASE_MOVES, *ENTRY_MOVES),
)
