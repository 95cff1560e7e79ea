"""When is a panel refused: too few experts, an even number, or somebody who must not judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incubator.experts.pool.models import Expert
from incubator.kernel.errors import Refusal
from incubator.kernel.text import label, lazy


@dataclass(frozen=True)
class Candidate:
    """One expert as the panel page offers them: how well they fit, how busy, and why not."""

    expert: Expert
    matching: tuple[str, ...]
    load: int
    barrier: Any = None

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """The best fit first: free of conflict, matching fields, the least busy."""
        return (self.barrier is not None, -len(self.matching), self.load, self.expert.name)

    def described(self, fields: Mapping[str, dict[str, str]]) -> str:
        """The name, with the matching fields behind it where there are any."""
        words = "、".join(label(fields[slug]) for slug in self.matching if slug in fields)
        return f"{self.expert.name} ({words})" if words else self.expert.name


def free_to_judge(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those without a barrier, in their order."""
    return [row for row in candidates if row.barrier is None]


def check_size(chosen: Sequence[Expert], *, least: int, odd: bool = False) -> None:
    """Refuse a panel that is too small or, where it must be odd, of an even number."""
    count = len(chosen)
    if count < least:
        raise Refusal(
            lazy(
                "Please choose at least %(limit)s experts; %(count)s are chosen.",
                limit=least,
                count=count,
            ),
            field="experts",
        )
    if odd and count % 2 == 0:
        raise Refusal(
            lazy("Please choose an odd number of experts; %(count)s are chosen.", count=count),
            field="experts",
        )


def check_may_judge(
    chosen: Sequence[Expert], offered: Sequence[Candidate], *, field: str = "experts"
) -> None:
    """Refuse somebody with a barrier, or who does not serve now, naming who and why."""
    barriers = {row.expert.id: row.barrier for row in offered}
    for expert in chosen:
        why = barriers.get(expert.id, lazy("is not in the pool now"))
        if why is not None:
            raise Refusal(
                lazy("%(name)s can't judge this: %(why)s", name=expert.name, why=why), field=field
            )
