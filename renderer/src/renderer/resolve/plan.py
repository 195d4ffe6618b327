"""A design's pages and elements with everything that a record may change about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from renderer.resolve.conditions import Holds
from renderer.resolve.fills import DRAWN, GROUP_HIDDEN, HIDDEN, LEFT_OUT, Fill, Verdict
from renderer.resolve.row import UNFIT, Row
from renderer.resolve.values import Json


@dataclass(frozen=True, slots=True)
class Plan:
    """One page or element. ``source`` is what it looks like without a record."""

    place: str
    source: Json
    shown: Holds | None = None
    fills: Sequence[Fill] = ()
    children: Children | None = None

    @property
    def is_static(self) -> bool:
        return self.shown is None and not self.fills and self.children is None

    def resolve(self, row: Row) -> tuple[Verdict, Json]:
        """What becomes of it, and its JSON."""
        row.place = self.place
        if self.shown is not None and not self.shown(row):
            return HIDDEN, {**self.source, "visible": False}
        changes: dict[str, Json] = {}
        for fill in self.fills:
            try:
                verdict = fill.apply(row, changes)
            except (RecursionError, ValueError) as problem:  # nested too deeply, too many digits
                row.report(f"the value can't be shown: {problem}", UNFIT)
                continue
            if verdict is not DRAWN:
                return verdict, {**self.source, "visible": False}
        if self.children is not None:
            hides_all, changes["children"] = self.children.resolve(row)
            if hides_all:
                changes["visible"] = False
        return DRAWN, {**self.source, **changes}


@dataclass(frozen=True, slots=True)
class Children:
    """The children of a page or group, and by their number those that a record changes."""

    sources: Sequence[Json]
    changing: Sequence[tuple[int, Plan]]

    def resolve(self, row: Row) -> tuple[bool, list[Json]]:
        """The children, and whether one of them hides the group that it is in."""
        children = list(self.sources)
        left_out: list[int] = []
        hides_group = False
        for i, plan in self.changing:
            verdict, children[i] = plan.resolve(row)
            if verdict is LEFT_OUT:
                left_out.append(i)
            hides_group |= verdict is GROUP_HIDDEN
        for i in reversed(left_out):
            del children[i]
        return hides_group, children
