"""Replace colours in an svg tree, matched by value however they are written."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from renderer.assets.svg_check import declarations, local_name
from renderer.paint.colour import BLACK, Colour, parse_colour

PAINTS = frozenset({"fill", "stroke", "stop-color", "flood-color", "lighting-color", "color"})
UNPAINTABLE = "unknown"  # as a browser takes it: the paint is not set
_RULE = re.compile(r"([\w-]+)(\s*:\s*)([^;{}]+)")


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
            element.set("style", ";".join(
                f"{name}:{_replaced(value, by_value) if name in PAINTS else value}"
                for name, value in declarations(style)
            ))  # fmt: skip
        if local_name(element) == "style" and element.text:
            element.text = _RULE.sub(lambda rule: _rule(rule, by_value), element.text)
    if BLACK in by_value and "fill" not in root.attrib:
        root.set("fill", by_value[BLACK])
    return root


def _written(css: str) -> str:
    """A colour in plain numbers, so that no design can write anything else into the tree."""
    colour = parse_colour(css)
    if colour is None:
        return UNPAINTABLE
    return f"rgba({colour.red},{colour.green},{colour.blue},{colour.alpha:.4g})"


def _rule(rule: re.Match[str], by_value: Mapping[Colour, str]) -> str:
    name, colon, value = rule.groups()
    return f"{name}{colon}{_replaced(value, by_value)}" if name in PAINTS else rule[0]


def _replaced(value: str, by_value: Mapping[Colour, str]) -> str:
    colour = parse_colour(value.strip())
    return value if colour is None else by_value.get(colour, value)
