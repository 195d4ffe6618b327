"""Replace colours in an svg tree, matched by value however they are written."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from renderer.assets.svg_tree import declarations, local_name, rewritten, split_priority
from renderer.paint.colour import BLACK, Colour, parse_colour

PAINTS = frozenset({"fill", "stroke", "stop-color", "flood-color", "lighting-color", "color"})
MASKS = frozenset({"mask", "clipPath"})
DEFAULT_FILL = "black"
UNPAINTABLE = "unknown"  # as a browser takes it: the paint is not set


def recolour(root: Element, replacements: Mapping[str, str]) -> None:
    """Replace colours in place; black also stands for shapes without a fill.

    A mask keeps its own, by which it shows and hides.
    """
    by_value = {
        colour: _written(new)
        for old, new in replacements.items()
        if (colour := parse_colour(old)) is not None
    }
    waiting = [(root, DEFAULT_FILL)]
    while waiting:
        element, fill = waiting.pop()
        fill = _fill_of(element) or fill
        if local_name(element) in MASKS:
            element.set("fill", fill)
            continue
        _recolour(element, by_value)
        waiting += ((child, fill) for child in element)
    if BLACK in by_value and "fill" not in root.attrib:
        root.set("fill", by_value[BLACK])


def _recolour(element: Element, by_value: Mapping[Colour, str]) -> None:
    for name in PAINTS & element.attrib.keys():
        element.set(name, _replaced(element.attrib[name], by_value))
    if style := element.get("style"):
        element.set("style", _restyled(style, by_value))
    if local_name(element) == "style" and element.text:
        element.text = rewritten(element.text, lambda body: _restyled(body, by_value))


def _fill_of(element: Element) -> str | None:
    styled = dict(declarations(element.get("style", ""))).get("fill", "")
    return split_priority(styled)[0] or element.get("fill")


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
    plain, priority = split_priority(value)
    colour = parse_colour(plain.strip())
    return value if colour is None or colour not in by_value else by_value[colour] + priority
