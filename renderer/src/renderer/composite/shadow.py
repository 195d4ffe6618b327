"""Shadows: the blurred, coloured alpha of a layer's casting marks."""

from __future__ import annotations

from collections.abc import Callable

from renderer.design import Element
from renderer.errors import quoted
from renderer.layers import Shadow
from renderer.paint.colour import BLACK, parse_colour


def shadow_of(element: Element, scale: float, report: Callable[[str], None]) -> Shadow | None:
    """The element's shadow in device pixels; an unknown colour is black, and reported."""
    if not element.shadow_enabled:
        return None
    colour = parse_colour(element.shadow_color)
    if colour is None:
        report(f"shadowColor is no colour ({quoted(element.shadow_color)}); drawn black")
    return Shadow(
        (colour or BLACK).faded(min(1.0, max(0.0, element.shadow_opacity))),
        sigma=max(0.0, element.shadow_blur) / 2 * scale,
        offset_x=element.shadow_offset_x * scale,
        offset_y=element.shadow_offset_y * scale,
    )
