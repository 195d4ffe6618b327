"""Replace colours in an svg tree, matched by value however they are written."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from renderer.assets.svg_tree import declarations, local_name, rewritten
from renderer.paint.colour import BLACK, Colour, parse_colour

PAINTS = frozenset({"fill", "stroke", "stop-color", "flood-color", "lighting-color", "color"})
UNPAINTABLE = "unknown"  # as a browser takes it: the paint is not set


def recoloured(root: Element, replacements: Mapping[str, str]) -> Element:
    """A copy with colours replaced; black also stands for shapes without a fill."""
    by_value = {
        colour: _written(new)
        for old, new in replacements.items()
        if (colour := parse_colour(old)) is not None
    }
    root = copy.deepcopy(root)
    for element in root.iter():
        for name in PAINTS & element.attrib.keys():
            element.set(name, _replaced(element.attrib[name], by_value))
        if style := element.get("style"):
            element.set("style", _restyled(style, by_value))
        if local_name(element) == "style" and element.text:
            element.text = rewritten(element.text, lambda body: _restyled(body, by_value))
    if BLACK in by_value and "fill" not in root.attrib:
        root.set("fill", by_value[BLACK])
    return root


def _written(css: str) -> str:
    """A colour in plain numbers, so that no design can write anything else into the tree."""
    colour = parse_colour(css)
    if colour is None:
        return UNPAINTABLE
    return f"rgba({colour.red},{colour.green},{colour.blue},{colour.alpha:.4g})"


def _restyled(style: str, by_value: Mapping[Colour, str]) -> str:
    return ";".join(
        f"{name}:{_replaced(value, by_value) if name in PAINTS else value}"
        for name, value in declarations(style)
    )


def _replaced(value: str, by_value: Mapping[Colour, str]) -> str:
    colour = parse_colour(value.strip())
    return value if colour is None else by_value.get(colour, value)
