"""What an element renderer is given beside its element."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renderer.issues import Issue
from renderer.limits import Limits

if TYPE_CHECKING:
    from renderer.assets import Assets
    from renderer.fonts.library import DesignFonts


@dataclass(frozen=True, slots=True)
class ElementContext:
    """One element's view of the engine; ``place`` is its path in the design.

    ``scale`` is device pixels per design pixel: draw rasters at this scale for true detail.
    ``schema_version`` is the design's: older ones mean some properties differently.
    """

    place: str
    scale: float
    text_overflow: str
    line_breaking: str
    schema_version: int | None
    fonts: DesignFonts
    assets: Assets
    limits: Limits
    report_issue: Callable[[Issue], None]

    def report(self, message: str) -> None:
        """Say that the element was drawn, but not quite as asked."""
        self.report_issue(Issue(self.place, message))
