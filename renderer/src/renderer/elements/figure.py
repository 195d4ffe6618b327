"""Figures: an outline stretched to the box, filled, then stroked inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from renderer.context import ElementContext
from renderer.design import Element
from renderer.errors import quoted
from renderer.figures.catalogue import FIGURES, FITTED, natural_outline
from renderer.figures.path import read_path
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Mark, Paint, Shape
from renderer.paint.box import Box
from renderer.paint.gradient import parse_gradient
from renderer.paint.outline import Outline, ellipse, rounded_rectangle
from renderer.paint.stroke import dash_outline, stroke_outline
from renderer.paint.transform import IDENTITY, Affine


class FigureElement(Element, frozen=True, kw_only=True, rename="camel"):
    """``dash`` counts in stroke widths, null as 0; ``cornerRadius`` is the rect's only."""

    sub_type: str = "rect"
    fill: str = "rgb(0, 161, 255)"
    stroke: str = "rgba(98, 197, 255, 1)"
    stroke_width: float = 0.0
    dash: tuple[float | None, ...] = ()
    corner_radius: float = 0.0


class Placed(Struct, frozen=True):
    """An outline in the space it is stroked in, and the way from there to element pixels."""

    outline: Outline
    to_element: Affine = IDENTITY

    @property
    def in_element(self) -> Outline:
        return self.outline.transformed(self.to_element)


def paint_figure(figure: FigureElement, context: ElementContext) -> Sequence[Mark]:
    """The fill, and on it the stroke: twice its width, clipped to the outline."""
    box = Box(0, 0, figure.width or 1, figure.height or 1)
    placed = _placed(figure, box, context)
    outline = placed.in_element
    fill = Shape(outline, _paint(figure.fill, "fill", box, context))
    if figure.stroke_width <= 0:
        return (fill,)
    line = _stroke(placed, figure, context.scale)
    paint = _paint(figure.stroke, "stroke", box, context)
    return fill, Shape(line, paint, casts_shadow=False, clip=outline)


def _placed(figure: FigureElement, box: Box, context: ElementContext) -> Placed:
    name = figure.sub_type
    if name not in FIGURES:
        context.report(f"figure {quoted(name)} is not known; drawn as a rect")
        name = "rect"
    if name == "rect":
        return Placed(rounded_rectangle(box, figure.corner_radius))
    if name == "circle":
        return Placed(ellipse(box))
    if name in FITTED:
        return Placed(read_path(FITTED[name](box.width, box.height)))
    natural = FIGURES[name]
    stretch = Affine.scaling(box.width / natural.width, box.height / natural.height)
    outline = natural_outline(name)
    if natural.keeps_stroke:
        return Placed(outline.transformed(stretch))
    return Placed(outline, stretch)


def _stroke(placed: Placed, figure: FigureElement, scale: float) -> Outline:
    """The line's outline in element pixels, its curves exact to a tenth of a device pixel."""
    stretch = placed.to_element
    tolerance = 0.1 / (scale * max(abs(stretch.a), abs(stretch.d)))
    width = 2 * figure.stroke_width
    line = placed.outline
    if figure.dash:
        pattern = [(length or 0) * figure.stroke_width for length in figure.dash]
        line = dash_outline(line, pattern, width=width, tolerance=tolerance)
    stroke = stroke_outline(line, width, join="miter", tolerance=tolerance)
    return stroke.transformed(stretch)


def _paint(text: str, name: str, box: Box, context: ElementContext) -> Paint:
    """A gradient over the box or a colour; what is neither is black."""
    gradient = parse_gradient(text)
    return gradient.across_side(box) if gradient else context.colour(text, name)


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("figure", FigureElement, paint_figure, takes_effects=False))
