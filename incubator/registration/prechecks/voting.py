"""Did a meeting decide rightly: the quorum from its sign-in sheet, each resolution from its votes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from incubator.registration.checklists.rules import Texts
from incubator.registration.meetings.models import Matter
from incubator.registration.meetings.rules import Turnout
from incubator.registration.prechecks.governance import Share, Voting


class Voted(Protocol):
    """A resolution as far as its votes go."""

    @property
    def matter(self) -> Matter:
        """What it is about."""

    @property
    def votes_for(self) -> int:
        """The votes in favour."""


@dataclass(frozen=True)
class Judged:
    """A number, what is needed, and on which basis; `needed` is None where no rule says so."""

    value: int
    needed: int | None
    basis: Texts | None

    @property
    def met(self) -> bool:
        """Whether it is enough; where no rule says how much, nothing can be wrong."""
        return self.needed is None or self.value >= self.needed


@dataclass(frozen=True)
class Tally:
    """A meeting's heads and, in the order of its resolutions, their votes."""

    turnout: Turnout
    quorum: Judged
    votes: tuple[Judged, ...]

    @property
    def is_in_order(self) -> bool:
        """Whether it could decide, and every resolution got its majority."""
        return self.quorum.met and all(row.met for row in self.votes)


def tally_of(turnout: Turnout, resolutions: Iterable[Voted], voting: Voting | None) -> Tally:
    """Heads and votes beside what the body's rules ask.

    The majority is counted of those present, in person or by proxy: who abstains counts as present.
    Where the charter says so it is counted of all who may vote.
    """
    if voting is None:
        votes = tuple(Judged(row.votes_for, None, None) for row in resolutions)
        return Tally(turnout, Judged(turnout.present, None, None), votes)
    quorum = _judge(turnout.present, voting.quorum, turnout.entitled)
    votes = tuple(_vote(row, voting, turnout) for row in resolutions)
    return Tally(turnout, quorum, votes)


def _vote(row: Voted, voting: Voting, turnout: Turnout) -> Judged:
    share = voting.majority(row.matter)
    return _judge(row.votes_for, share, turnout.entitled if share.of_all else turnout.present)


def _judge(value: int, share: Share, whole: int) -> Judged:
    return Judged(value, share.of(whole), share.basis)
