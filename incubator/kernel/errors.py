"""What can be refused: a small family, each with its reason for people and its HTTP status."""

from dataclasses import dataclass
from typing import Any


class Refusal(Exception):
    """An act that the rules do not allow now; `message` is shown to the person as it is."""

    status = 422
    slug = "refused"

    def __init__(self, message: Any, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.facts = facts


class NotAllowed(Refusal):
    """This person may not do this, whatever the object: 403."""

    status = 403
    slug = "not_allowed"


class Absent(Refusal):
    """There is no such thing for this person: the same answer for absent and foreign, 404."""

    status = 404
    slug = "absent"

    def __init__(self, message: Any = "", **facts: Any) -> None:
        super().__init__(message, **facts)


class Conflict(Refusal):
    """Somebody else was faster: 409; `mine` and `theirs` show both versions where there are."""

    status = 409
    slug = "conflict"


class WrongState(Conflict):
    """The move does not start from the state the subject is in now."""

    slug = "wrong_state"


class TooLarge(Refusal):
    """More bytes than this place takes: 413."""

    status = 413
    slug = "too_large"


class TooManyTries(Refusal):
    """Wait before trying again: 429; `facts["wait_seconds"]` says how long."""

    status = 429
    slug = "too_many_tries"


class Busy(Refusal):
    """The database or the disk can't take it now; nothing was saved: 503."""

    status = 503
    slug = "busy"


@dataclass(frozen=True)
class Difference:
    """One field of a conflict: what this person typed and what stands stored."""

    label: Any
    mine: str
    theirs: str


class SignInNeeded(Exception):
    """An anonymous visitor asked for something that needs an account."""


class AlreadyDone(Exception):
    """The same rendered form was posted twice: the second gets the first's answer."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location
