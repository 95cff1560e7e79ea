"""How are the figures shown: a table per size, one beside both sizes, and the aims with what misses them."""

from dataclasses import dataclass, field

from tests.bench.actions import Action
from tests.bench.driver import Sample
from tests.bench.memory import Memory

MOST_STATEMENTS, MOST_FLOORS, MOST_GROWTH, MOST_MEMORY = 15, 4.0, 1.3, 250.0
SLACK_MS = 0.5  # what two measurements of the same differ by on a quiet machine
FLOOR = "floor 2: plain list"
HEAD = (
    f"{'action':<22}{'p50':>8}{'p95':>8}{'p50':>9}{'p95':>8}{'/s':>7}"
    f"{'SQL':>6}{'CPU ms':>8}{'KB':>8}{'x floor':>9}{'x CPU':>7}"
)


@dataclass
class Figures:
    """Everything measured at one size: a sample per action and number of clients.

    `beside` is the second floor again, just before the action: a busy machine slows both alike.
    """

    rows: int
    alone: dict[str, Sample] = field(default_factory=dict)
    together: dict[str, Sample] = field(default_factory=dict)
    beside: dict[str, Sample] = field(default_factory=dict)
    memory: Memory | None = None

    def floors(self, name: str) -> float:
        """How many times the second floor an action takes, alone."""
        floor = self.beside[name].quantile(0.5)
        return self.alone[name].quantile(0.5) / floor if floor else 0.0

    def cpu_floors(self, name: str) -> float:
        """The same in CPU of the server, which other work on the machine disturbs less."""
        floor = self.alone[FLOOR].cpu_ms
        return self.alone[name].cpu_ms / floor if floor else 0.0

    @property
    def wrong(self) -> list[str]:
        """Answers that were not the right ones."""
        samples = [*self.alone.items(), *self.together.items()]
        return [
            f"{name} at {self.rows:,}: {count} x {fault}"
            for name, sample in samples
            for fault, count in sample.wrong.items()
        ]


def size_table(figures: Figures) -> str:
    """One line per action at one size."""
    over = f"{'':<22}{'1 client, ms':>16}{'8 clients, ms':>17}"
    lines = [f"{figures.rows:,} applications", over, HEAD]
    for name, alone in figures.alone.items():
        together = figures.together[name]
        lines.append(
            f"{name:<22}{alone.quantile(0.5):>8.1f}{alone.quantile(0.95):>8.1f}"
            f"{together.quantile(0.5):>9.1f}{together.quantile(0.95):>8.1f}"
            f"{together.a_second:>7.0f}{alone.sql:>6}{alone.cpu_ms:>8.1f}{alone.kilobytes:>8.1f}"
            f"{figures.floors(name):>9.1f}{figures.cpu_floors(name):>7.1f}"
        )
    if figures.memory is not None:
        seen = figures.memory
        each = " + ".join(f"{one:.0f}" for one in seen.processes)
        lines.append(
            f"memory of incubator serve: {seen.pss:.0f} MiB ({each}), "
            f"of which {seen.private:.0f} MiB unshared"
        )
    return "\n".join(lines)


def growth_table(small: Figures, large: Figures) -> str:
    """Both sizes side by side."""
    lines = [
        f"{large.rows:,} against {small.rows:,} applications (1 client)",
        f"{'action':<22}{'p50':>8}{'p50':>8}{'ratio':>8}{'CPU':>8}{'CPU':>8}{'ratio':>8}",
    ]
    for name, before in small.alone.items():
        after = large.alone[name]
        first, second = before.quantile(0.5), after.quantile(0.5)
        lines.append(
            f"{name:<22}{first:>8.1f}{second:>8.1f}{_ratio(second, first):>8.2f}"
            f"{before.cpu_ms:>8.1f}{after.cpu_ms:>8.1f}"
            f"{_ratio(after.cpu_ms, before.cpu_ms):>8.2f}"
        )
    return "\n".join(lines)


def _ratio(after: float, before: float) -> float:
    return after / before if before else 0.0


def aims(sizes: list[Figures], actions: list[Action], *, is_sqlite: bool) -> str:
    """Each aim with the count of actions that meet it, and those that do not."""
    pages = [action.name for action in actions if action.is_page]
    lines = ["aims (reported, never failed)"]
    for figures in sizes:
        at = f"{figures.rows:,}"
        many = [
            f"{name} {sample.sql}"
            for name, sample in figures.alone.items()
            if name in pages and sample.sql > MOST_STATEMENTS
        ]
        slow = [
            f"{name} {figures.floors(name):.1f}"
            for name in pages
            if figures.floors(name) > MOST_FLOORS
        ]
        lines.append(_aim(f"at most {MOST_STATEMENTS} statements a page, {at}", pages, many))
        lines.append(_aim(f"pages within {MOST_FLOORS:g} x floor 2, {at}", pages, slow))
        if figures.memory is not None and is_sqlite:
            used = figures.memory.pss
            verdict = "yes" if used <= MOST_MEMORY else "NO"
            lines.append(f"  processes within {MOST_MEMORY:g} MiB, {at}: {verdict} ({used:.0f})")
    if len(sizes) > 1:
        lines.append(_growth_aim(sizes[0], sizes[-1], [action.name for action in actions]))
    return "\n".join(lines)


def _growth_aim(small: Figures, large: Figures, names: list[str]) -> str:
    grown = []
    for name in names:
        before, after = small.alone[name].quantile(0.5), large.alone[name].quantile(0.5)
        if after > before * MOST_GROWTH + SLACK_MS:
            grown.append(f"{name} {_ratio(after, before):.2f}")
    head = f"{large.rows:,} within {MOST_GROWTH:g} x {small.rows:,}"
    return _aim(head, names, grown)


def _aim(text: str, names: list[str], missed: list[str]) -> str:
    verdict = f"{len(names) - len(missed)} of {len(names)}"
    return f"  {text}: {verdict}" + (f"; over: {', '.join(missed)}" if missed else "")
