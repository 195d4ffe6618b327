"""The rating: a row of stars, as many of them coloured as the rating says.

Drawn with plain Pillow: an RGBA image at the context's scale is all the renderer needs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from feedloom_badges.star import star
from renderer import DesignError, Element, ElementContext, Mark, Raster, parse_colour

FINER = 4  # Pillow's polygons have hard edges: drawn larger, then reduced
LARGEST_SIDE = 2048  # px of a raster; a larger element is drawn at less than its true detail
MOST_STARS = 20
SLACK = 1e-9


class RatingElement(Element, frozen=True, kw_only=True, rename="camel"):
    """``rating`` of ``stars`` are in ``fill``, the rest in ``emptyFill``.

    ``text`` is the rating as a product feed has it, such as "4.5" or "4,5"; it goes before
    ``rating``, and a blank one draws nothing. ``gap`` is in widths of a star.
    """

    rating: float = 5.0
    text: str | None = None
    stars: int = 5
    fill: str = "#FFB400"
    empty_fill: str = "#D9D9D9"
    gap: float = 0.15
    inner_radius: float = 0.45


def paint_rating(element: RatingElement, context: ElementContext) -> Sequence[Mark]:
    """One picture with all stars, as large as the box allows, in its middle."""
    _check(element, context)
    rating = _rating(element, context)
    columns = element.stars + (element.stars - 1) * element.gap
    size = min(element.height, element.width / columns)
    if rating is None or size <= 0:
        return ()
    scale = min(context.scale, LARGEST_SIDE / (size * columns))
    image = _stars(element, rating, size * scale, columns, context)
    left, top = (element.width - size * columns) / 2, (element.height - size) / 2
    return [Raster(image, left, top, scale)]


def _stars(
    element: RatingElement, rating: float, size: float, columns: float, context: ElementContext
) -> Image.Image:
    """Stars of ``size`` pixels, cut out of a strip that has one colour up to the rating."""
    full, empty = (_rgba(element, name, context) for name in ("fill", "empty_fill"))
    width, height = (max(1, math.ceil(side - SLACK)) for side in (size * columns, size))
    stars = Image.new("L", (width * FINER, height * FINER))
    lit = Image.new("L", stars.size)
    pen = ImageDraw.Draw(stars)
    radius = size * FINER / 2
    step = 2 * radius * (1 + element.gap)
    for i in range(element.stars):
        corners = star(5, element.inner_radius)
        pen.polygon([(i * step + (1 + x) * radius, (1 + y) * radius) for x, y in corners], 255)
    whole, part = divmod(rating, 1)
    lit.paste(255, (0, 0, min(lit.width, round(whole * step + part * 2 * radius)), lit.height))
    strip = Image.composite(
        Image.new("RGBA", (width, height), full),
        Image.new("RGBA", (width, height), empty),
        lit.reduce(FINER),
    )
    strip.putalpha(ImageChops.multiply(strip.getchannel("A"), stars.reduce(FINER)))
    return strip


def _rating(element: RatingElement, context: ElementContext) -> float | None:
    """Stars to colour, at most all; None for none to draw."""
    if element.text is None:
        return min(float(element.stars), max(0.0, element.rating))
    if not element.text.strip():
        return None
    number = re.match(r"\s*(\d+(?:[.,]\d+)?)", element.text, re.ASCII)
    if number is None:
        found = f"is {element.text!r:.60}"
        raise DesignError(f"{context.place}.text", found, 'a number such as "4.5" is expected')
    return min(float(element.stars), float(number[1].replace(",", ".")))


def _check(element: RatingElement, context: ElementContext) -> None:
    for name, value, least, most in (
        ("stars", element.stars, 1, MOST_STARS),
        ("gap", element.gap, 0, 10),
        ("innerRadius", element.inner_radius, 0, 1),
    ):
        if not least <= value <= most:
            expected = f"{least} to {most} is expected"
            found = f"is {value:g}" if abs(value) < 1e9 else "is far too large"
            raise DesignError(f"{context.place}.{name}", found, expected)


def _rgba(element: RatingElement, name: str, context: ElementContext) -> tuple[int, int, int, int]:
    """A property's colour as Pillow wants it."""
    text = getattr(element, name)
    colour = parse_colour(text)
    if colour is None:
        written = {"fill": "fill", "empty_fill": "emptyFill"}[name]
        raise DesignError(f"{context.place}.{written}", f"is {text!r}", "a colour is expected")
    return (*colour.rgb, round(colour.alpha * 255))
