"""When is a panel refused: too few experts, an even number, or somebody who must not judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from incubator.experts.pool.models import Expert
from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy


@dataclass(frozen=True)
class PanelRules:
    """How many experts judge one application, and whether their number must be odd."""

    min_experts: int
    odd: bool

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "PanelRules":
        """Read the `panel` part of a set of time limits."""
        panel = body["panel"]
        return cls(int(panel["min_experts"]), bool(panel["odd"]))


def check_panel(rules: PanelRules, experts: Sequence[Expert]) -> None:
    """Refuse a panel that is too small or of an even number."""
    count = len(experts)
    if count < rules.min_experts:
        raise Refusal(
            lazy(
                "Please choose at least %(limit)s experts; %(count)s are chosen.",
                limit=rules.min_experts,
                count=count,
            ),
            field="experts",
        )
    if rules.odd and count % 2 == 0:
        raise Refusal(
            lazy("Please choose an odd number of experts; %(count)s are chosen.", count=count),
            field="experts",
        )


@dataclass(frozen=True)
class Suggestion:
    """One expert as the panel page offers them: how well they fit, how busy, and why not."""

    expert: Expert
    matching: tuple[str, ...]
    load: int
    barrier: Any = None

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """The best fit first: free of conflict, matching fields, the least busy."""
        return (self.barrier is not None, -len(self.matching), self.load, self.expert.name)


def choose_default(suggestions: Sequence[Suggestion], number: int) -> list[Suggestion]:
    """The experts that are ticked at first: the best of those who may judge."""
    return [row for row in suggestions if row.barrier is None][:number]


def check_may_judge(suggestions: Sequence[Suggestion], chosen: Sequence[Expert]) -> None:
    """Refuse somebody with a barrier, naming who and why."""
    barriers = {row.expert.id: row.barrier for row in suggestions}
    for expert in chosen:
        if barriers.get(expert.id) is not None:
            raise Refusal(
                lazy(
                    "%(name)s can't judge this application: %(why)s",
                    name=expert.name,
                    why=barriers[expert.id],
                ),
                field="experts",
            )
