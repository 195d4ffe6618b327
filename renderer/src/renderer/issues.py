"""What was drawn, but not quite as the design asked: reported beside the picture, never raised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark; ``place`` is a path into the design such as ``pages[0].children[3]``.

    ``kind`` is its class, for counting and filtering: ``drawing`` unless something more exact is
    known, such as ``missing-value`` or ``text-cut``.
    """

    place: str
    message: str
    kind: str = "drawing"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"
