"""How large is the panel of a call, by the limits that it started with?"""

from dataclasses import dataclass
from typing import Any


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
