"""What stands in a box whose picture can't be had: quiet grey, crossed out."""

from __future__ import annotations

from collections.abc import Sequence

from renderer.layers import Mark, Shape
from renderer.paint.box import Box
from renderer.paint.colour import Colour
from renderer.paint.outline import Contour, Outline, rectangle
from renderer.paint.stroke import stroke_outline

GREY = Colour(230, 230, 230)
LINE = Colour(200, 200, 200)
LINE_WIDTH = 1.0


def placeholder_marks(width: float, height: float) -> Sequence[Mark]:
    """Marks that fill a box, and cast no shadow."""
    box = rectangle(Box(0, 0, width, height))
    diagonals = Outline(
        (
            Contour((0, 0), (((width, height),),), closed=False),
            Contour((0, height), (((width, 0),),), closed=False),
        )
    )
    cross = stroke_outline(diagonals, LINE_WIDTH)
    return (
        Shape(box, GREY, casts_shadow=False),
        Shape(cross, LINE, casts_shadow=False, clip=box),
    )
