"""What a figure is: a path, its natural size, and how its strokes behave when it is stretched."""

from __future__ import annotations

from msgspec import Struct


class Figure(Struct, frozen=True):
    """``path`` (see ``figures.path``) fills the box from (0, 0) to (width, height).

    ``keeps_stroke``: a stroke keeps its width in design pixels however the figure is stretched;
    otherwise the figure is stroked at its natural size and stretched with its stroke.
    """

    path: str
    width: float = 200
    height: float = 200
    keeps_stroke: bool = False
