"""The burst: a badge with many points and a price in its middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedloom_badges.star import star
from renderer import (
    Box,
    DesignError,
    Element,
    ElementContext,
    Mark,
    Paint,
    Shape,
    parse_colour,
    parse_gradient,
    polygon,
)

FEWEST_POINTS, MOST_POINTS = 3, 200
INSCRIBED = 0.5**0.5  # sides of the largest square in a circle, by its diameter


class BurstElement(Element, frozen=True, kw_only=True, rename="camel"):
    """``innerRadius`` (0 to 1) is how far out the notches lie; the text stays within them.

    ``fontSize`` is the largest: a longer text shrinks until it fits. ``fill`` may be a gradient.
    """

    text: str = ""
    points: int = 16
    inner_radius: float = 0.85
    fill: str = "#E4002B"
    text_fill: str = "white"
    font_family: str = "Roboto"
    font_weight: str | int = "bold"
    font_size: float = 40.0
    line_height: float = 1.1


def paint_burst(burst: BurstElement, context: ElementContext) -> Sequence[Mark]:
    """The badge stretched over the element's box, and the text on it, which casts no shadow."""
    _check(burst, context)
    rx, ry = burst.width / 2, burst.height / 2
    if rx <= 0 or ry <= 0:
        return ()
    corners = star(burst.points, burst.inner_radius)
    outline = polygon([(rx + x * rx, ry + y * ry) for x, y in corners])
    badge = Shape(outline, _paint(burst, context))
    return [badge, *_text_marks(burst, context)]


def _text_marks(burst: BurstElement, context: ElementContext) -> Sequence[Mark]:
    """The text in the largest box within the notches."""
    share = burst.inner_radius * INSCRIBED
    box = Box(
        burst.width * (1 - share) / 2,
        burst.height * (1 - share) / 2,
        burst.width * share,
        burst.height * share,
    )
    if not burst.text.strip() or share == 0:
        return ()
    lettering = context.text(
        burst.text,
        box,
        font_family=burst.font_family,
        font_weight=burst.font_weight,
        font_size=burst.font_size,
        line_height=burst.line_height,
        fill=burst.text_fill,
    )
    return [replace(mark, casts_shadow=False) for mark in lettering]


def _paint(burst: BurstElement, context: ElementContext) -> Paint:
    if gradient := parse_gradient(burst.fill):
        return gradient.across_css(Box(0, 0, burst.width, burst.height))
    colour = parse_colour(burst.fill)
    if colour is None:
        raise DesignError(
            f"{context.place}.fill", f"is {burst.fill!r}", "a colour or gradient is expected"
        )
    return colour


def _check(burst: BurstElement, context: ElementContext) -> None:
    if not FEWEST_POINTS <= burst.points <= MOST_POINTS:
        expected = f"{FEWEST_POINTS} to {MOST_POINTS} are expected"
        raise DesignError(f"{context.place}.points", f"is {burst.points}", expected)
    if not 0 <= burst.inner_radius <= 1:
        expected = "0 to 1 is expected"
        raise DesignError(f"{context.place}.innerRadius", f"is {burst.inner_radius:g}", expected)
