"""What a plugin is given beside the element or the page it works on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from renderer.issues import Issue
from renderer.limits import Limits
from renderer.paint.colour import BLACK, Colour, parse_colour
from renderer.paint.gradient import parse_gradient

if TYPE_CHECKING:
    from renderer.assets import Assets
    from renderer.design import Design
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

    def colour(self, css: str, name: str) -> Colour:
        """The colour of a property; what names none is black, as in the editor, and reported."""
        colour = parse_colour(css)
        if colour is None:
            self.report(f"{name} is no colour ({css[:60]!r}); drawn black")
        return colour or BLACK

    def check_paint(self, css: str, name: str) -> None:
        """Report a property that is neither a gradient nor a colour: it is drawn black."""
        if parse_gradient(css) is None:
            self.colour(css, name)


@dataclass(frozen=True, slots=True)
class PageContext:
    """A picture on its way: page ``number`` (from 0) of a design, at ``place``.

    ``scale`` is output pixels per design pixel.
    """

    place: str
    number: int
    scale: float
    design: Design
    limits: Limits
    report_issue: Callable[[Issue], None]

    def report(self, message: str) -> None:
        """Say that the page was drawn, but not quite as asked."""
        self.report_issue(Issue(self.place, message))
