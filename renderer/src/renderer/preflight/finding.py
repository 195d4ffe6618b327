"""What was found, how bad it is, and which kinds cost a picture."""

from __future__ import annotations

from dataclasses import dataclass

from renderer.issues import Issue

NOT_DRAWN = frozenset(
    {
        "broken-row",
        "missing-id",
        "duplicate-id",
        "not-drawable",
        "broken-picture",
        "unreachable-picture",
    }
)
"""Kinds whose products get no picture at all."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An issue and its ``weight``: of two of a kind the heavier looks worse; 0 to 1."""

    kind: str
    place: str
    message: str
    weight: float = 0.5

    @classmethod
    def of(cls, issue: Issue) -> Finding:
        return cls(issue.kind, issue.place, issue.message)

    @property
    def issue(self) -> Issue:
        return Issue(self.place, self.message, self.kind)

    @property
    def is_error(self) -> bool:
        return self.kind in NOT_DRAWN
