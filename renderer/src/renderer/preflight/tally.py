"""Findings of any number of products, counted by kind and place; the worst are kept."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from renderer.preflight.finding import Finding

WORST = 5


@dataclass(frozen=True, slots=True, order=True)
class Example:
    """A product that has it, and in which words; the heaviest come first in a report."""

    weight: float
    line: int = field(compare=False)
    product: str = field(compare=False)
    message: str = field(compare=False)


@dataclass(slots=True)
class Tally:
    """One kind of finding at one place: how many products have it, and the worst of them."""

    kind: str
    place: str
    is_error: bool
    count: int = 0
    _heap: list[tuple[float, int, Example]] = field(default_factory=list)

    def add(self, example: Example) -> None:
        self.count += 1
        entry = (example.weight, -self.count, example)  # of equal ones the first stay
        if len(self._heap) < WORST:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    @property
    def worst(self) -> list[Example]:
        return [example for _, _, example in sorted(self._heap, reverse=True)]


@dataclass(slots=True)
class Report:
    """What a check found: ``products`` looked at, those without any finding, and the rest."""

    products: int = 0
    clean: int = 0
    failing: int = 0
    seconds: float = 0.0
    _tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def add(self, product: str, line: int, findings: Iterable[Finding]) -> None:
        self.products += 1
        seen: set[tuple[str, str]] = set()
        is_failing = False
        for finding in findings:
            is_failing = is_failing or finding.is_error
            key = (finding.kind, _column(finding.place))
            if key in seen:
                continue
            seen.add(key)
            tally = self._tallies.get(key)
            if tally is None:
                tally = self._tallies[key] = Tally(*key, finding.is_error)
            tally.add(Example(finding.weight, line, product, finding.message))
        self.clean += not seen
        self.failing += is_failing

    @property
    def tallies(self) -> list[Tally]:
        """Worst first: what costs pictures, then what most products have."""
        return sorted(
            self._tallies.values(), key=lambda one: (not one.is_error, -one.count, one.kind)
        )

    def count(self, kind: str) -> int:
        """Products that have a kind of finding anywhere, at most."""
        return sum(tally.count for tally in self._tallies.values() if tally.kind == kind)


def _column(place: str) -> str:
    """A place without what differs from row to row: ``line 14, column 3 (title)`` is ``title``."""
    if not place.startswith("line "):
        return place
    return place.partition("(")[2].rstrip(")") or "feed"
