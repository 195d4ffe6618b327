"""The line: a bar, perhaps dashed, with heads at its ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from renderer.context import ElementContext
from renderer.design import Element
from renderer.errors import quoted
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Mark, Shape
from renderer.paint.box import Box
from renderer.paint.colour import Colour
from renderer.paint.outline import Contour, Outline, Point, ellipse, polygon, rectangle
from renderer.paint.stroke import dash_outline, stroke_outline
from renderer.paint.transform import Affine


class LineElement(Element, frozen=True, kw_only=True, rename="camel"):
    """``dash`` counts in heights, null as 0; the height is the line's thickness."""

    width: float = 400.0
    height: float = 10.0
    color: str = "black"
    dash: tuple[float | None, ...] = ()
    start_head: str = ""
    end_head: str = ""


class Head(NamedTuple):
    """A head's outline for a line one pixel thick that ends at (0, 0), pointing right.

    Closed ones run clockwise, as strokes do, so that they can be filled together.
    """

    outline: Outline
    filled: bool


def _open(*points: Point) -> Outline:
    return Outline((Contour(points[0], tuple((p,) for p in points[1:]), closed=False),))


HEADS = {
    "arrow": Head(_open((-3, -2), (0, 0), (-3, 2)), filled=False),
    "triangle": Head(polygon(((-3, -2), (0, 0), (-3, 2))), filled=True),
    "circle": Head(ellipse(Box(-4, -2, 4, 4)).reversed(), filled=True),
    "square": Head(rectangle(Box(-4, -2, 4, 4)), filled=True),
    "bar": Head(_open((0, -2), (0, 2)), filled=False),
}


def paint_line(line: LineElement, context: ElementContext) -> Sequence[Mark]:
    """The line under its heads; where the colour is translucent every overlap shows."""
    width, height = line.width or 1, line.height or 1
    colour = context.colour(line.color, "color")
    middle = _open((0, height / 2), (width, height / 2))
    dashes = dash_outline(middle, [(length or 0) * height for length in line.dash])
    marks: list[Mark] = [Shape(stroke_outline(dashes, height), colour)]
    at_end = Affine.translation(width, height / 2) @ Affine.scaling(height)
    at_start = Affine.translation(0, height / 2) @ Affine.scaling(-height, height)
    for name, place in ((line.start_head, at_start), (line.end_head, at_end)):
        marks += _head_marks(name, place, height, colour, context)
    return marks


def _head_marks(
    name: str, place: Affine, thickness: float, colour: Colour, context: ElementContext
) -> Iterator[Mark]:
    """The fill and a stroke as thick as the line; neither casts a shadow.

    An element's opacity fades both as one, a translucent colour one after the other.
    """
    if not name or name == "none":
        return
    if name not in HEADS:
        context.report(f"line head {quoted(name)} is not known; left out")
        return
    head, filled = HEADS[name]
    outline = head.transformed(place)
    stroke = stroke_outline(outline, thickness, "round", "round", 0.1 / context.scale)
    if filled and colour.alpha < 1:
        yield Shape(outline, colour, casts_shadow=False)
    elif filled:
        stroke += outline if place.determinant > 0 else outline.reversed()
    yield Shape(stroke, colour, casts_shadow=False)


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("line", LineElement, paint_line, takes_effects=False))
