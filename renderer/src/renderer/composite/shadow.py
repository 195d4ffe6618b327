"""Shadows: the blurred, coloured alpha of a layer's casting marks."""

from __future__ import annotations

from renderer.design import Element
from renderer.layers import Shadow
from renderer.paint.colour import BLACK, parse_colour


def shadow_of(element: Element, scale: float) -> Shadow | None:
    """The element's shadow in device pixels; an unknown colour is black."""
    if not element.shadow_enabled:
        return None
    colour = parse_colour(element.shadow_color) or BLACK
    return Shadow(
        colour.faded(min(1.0, max(0.0, element.shadow_opacity))),
        sigma=max(0.0, element.shadow_blur) / 2 * scale,
        offset_x=element.shadow_offset_x * scale,
        offset_y=element.shadow_offset_y * scale,
    )
