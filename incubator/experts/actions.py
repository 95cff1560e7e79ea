"""What can be done in this room: the doors that higher rooms use, and what crosses its three parts."""

from collections.abc import Sequence

from incubator.experts.mentoring.actions import (
    assign,
    confirm_session,
    end_assignment,
    log_session,
    recuse_assignments,
    replace_expert,
)
from incubator.experts.mentoring.queries import has_running_assignment
from incubator.experts.pool import actions as pool
from incubator.experts.pool.actions import appoint, lift_conflict
from incubator.experts.pool.models import ConflictDeclaration, Expert
from incubator.experts.sheets.actions import (
    Marks,
    cancel,
    declare,
    decline,
    hand_in,
    keep_marks,
    open_score_sheet,
    reopen,
    replace,
    save_scores,
    submit,
)
from incubator.experts.sheets.models import ScoreSheet
from incubator.experts.sheets.queries import has_to_do
from incubator.kernel.access import Person
from incubator.kernel.db import db
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy
from incubator.organizations.models import Organization

__all__ = [
    "Marks",
    "appoint",
    "assign",
    "cancel",
    "confirm_session",
    "declare",
    "declare_conflict",
    "decline",
    "end_assignment",
    "hand_in",
    "keep_marks",
    "lift_conflict",
    "log_session",
    "open_score_sheet",
    "recuse",
    "remove_expert",
    "reopen",
    "replace",
    "replace_expert",
    "save_scores",
    "submit",
]


def remove_expert(expert: Expert, *, by: Person, reason: str) -> None:
    """Let an expert leave the pool, once nothing hangs on the expert any more."""
    if has_running_assignment(expert) or has_to_do(expert):
        raise Refusal(
            lazy("Running assignments and unfinished score sheets must be handed on first.")
        )
    pool.remove(expert, by=by, reason=reason)


def declare_conflict(
    expert: Expert, organization: Organization, *, reason: str, by: Person
) -> ConflictDeclaration:
    """Note a standing conflict: what runs between the two ends, and the expert sees none of it."""
    recuse_assignments(expert, organization, by=by, reason=reason)
    return pool.declare_standing_conflict(expert, organization, reason=reason, by=by)


def recuse(
    sheets: Sequence[ScoreSheet], organization: Organization, *, reason: str, by: Person
) -> None:
    """Declare a conflict on an expert's sheets about one organization; it stands in every room."""
    expert = sheets[0].expert
    for sheet in sheets:
        declare(sheet, has_conflict=True, reason=reason, by=by)
    if not expert.has_conflict_with(organization.id):
        declare_conflict(expert, organization, reason=reason, by=by)
        db.session.expire(expert, ["conflicts"])
