"""Whether a text can be read on what is behind it, where that is of one colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from renderer.design import Node
from renderer.elements.figure import FigureElement
from renderer.elements.text import Text
from renderer.paint.box import Box
from renderer.paint.colour import Colour, parse_colour
from renderer.preflight.finding import Finding

LEAST = 3.0
"""WCAG 2.2, 1.4.3: the least ratio for large letters."""
OPAQUE = 0.99


@dataclass(frozen=True, slots=True)
class Placed:
    """A leaf of the page in drawing order, and the page's part it will cover."""

    node: Node
    opacity: float
    box: Box
    is_turned: bool


def contrast_findings(placed: Sequence[Placed], page: Colour | None) -> list[Finding]:
    """Of each text with a plain colour on a plain background; others are not judged."""
    found = []
    for i, one in enumerate(placed):
        if not isinstance(one.node.element, Text) or not one.node.element.text:
            continue
        colour = parse_colour(one.node.element.fill)
        behind = _behind(one, placed[:i], page)
        if colour is None or behind is None:
            continue
        seen = _over(colour.faded(one.opacity), behind)
        ratio = _ratio(seen, behind)
        if ratio < LEAST:
            shown = f"{ratio:.1f}:1 ({_hex(seen)} on {_hex(behind)})"
            message = f"contrast is {shown}; 3:1 is the least"
            found.append(Finding("low-contrast", one.node.place, message, 1 - ratio / LEAST))
    return found


def _behind(one: Placed, below: Sequence[Placed], page: Colour | None) -> Colour | None:
    text = one.node.element
    assert isinstance(text, Text)
    if text.background_enabled:
        own = parse_colour(text.background_color)
        if own is None or own.alpha * text.background_opacity * one.opacity < OPAQUE:
            return None
        return own
    if one.is_turned:
        return None
    for other in reversed(below):
        if not _meet(other.box, one.box):
            continue
        is_behind = _covers(other.box, one.box) and not other.is_turned
        return _plain(other) if is_behind else None
    return page


def _plain(placed: Placed) -> Colour | None:
    """The one colour of a figure that fills its box."""
    figure = placed.node.element
    if not isinstance(figure, FigureElement) or figure.sub_type != "rect" or figure.stroke_width:
        return None
    colour = parse_colour(figure.fill or "")
    return colour if colour and colour.alpha * placed.opacity >= OPAQUE else None


def _meet(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def _covers(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.right >= inner.right
        and outer.bottom >= inner.bottom
    )


def _over(colour: Colour, behind: Colour) -> Colour:
    share = colour.alpha
    pairs = zip(colour.rgb, behind.rgb, strict=True)
    return Colour(*(round(a * share + b * (1 - share)) for a, b in pairs))


def _ratio(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    """WCAG's relative luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour.rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour.rgb)
