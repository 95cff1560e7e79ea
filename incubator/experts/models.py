"""What is stored in this room: the pool, score sheets and the accompaniment, named in one place."""

from incubator.experts.mentoring.models import ActionItem, Assignment, MentoringSession
from incubator.experts.pool.models import ConflictDeclaration, Expert
from incubator.experts.sheets.models import ScoreSheet

__all__ = [
    "ActionItem",
    "Assignment",
    "ConflictDeclaration",
    "Expert",
    "MentoringSession",
    "ScoreSheet",
]
