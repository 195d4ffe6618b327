"""Write an svg in older words: what today's drawing programs write and the drawing library skips.

Custom properties (``var()``), colours in newer notations, CSS transforms with units, fonts in one
declaration, a background of the whole picture; comments of style sheets go. A browser draws them;
so do we.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from renderer.assets.svg_colours import PAINTS
from renderer.assets.svg_shorthand import font_longhand
from renderer.assets.svg_tree import declarations, local_name, rewritten, rules
from renderer.paint.colour import parse_colour

BACKGROUNDS = ("background", "background-color")
MOST_VARIABLES = 500  # of one rule or style
LONGEST = 500  # characters of a value after its variables are filled in
DEEPEST = 8  # variables within variables

_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)")
_TRANSFORM_UNIT = re.compile(
    r"(?<![\d.])([-+]?(?:\d++\.?+\d*+|\.\d++)(?:e[-+]?\d++)?+)(px|deg|grad|rad|turn)\b", re.I
)
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|$)")  # one that isn't closed goes to the end
_UNIT = {"px": 1.0, "deg": 1.0, "grad": 0.9, "rad": 57.29577951308232, "turn": 360.0}
_ROOT_SELECTORS = frozenset((":root", "svg", "*"))

Variables = Mapping[str, str]


def translate(root: Element) -> None:
    """Rewrite a tree in place."""
    sheets = [e for e in root.iter() if local_name(e) == "style" and e.text]
    variables: dict[str, str] = {}
    for sheet in sheets:
        sheet.text = _COMMENT.sub(" ", sheet.text or "")
        variables |= _root_variables(sheet.text)
    waiting: list[tuple[Element, Variables]] = [(root, variables)]
    while waiting:
        element, scope = waiting.pop()
        scope = _translate_element(element, scope)
        waiting += ((child, scope) for child in element)
    for sheet in sheets:
        sheet.text = rewritten(sheet.text or "", lambda style: _style(style, variables))
    _paint_background(root)


def _translate_element(element: Element, outer: Variables) -> Variables:
    """The variables that hold inside the element."""
    style = element.get("style", "")
    scope = outer
    if "--" in style and len(outer) < MOST_VARIABLES:
        scope = {**outer, **_variables(style)}
    for name, value in element.attrib.items():
        if "(" in value and name != "style":
            element.set(name, _value(name, value, scope))
    if "(" in style or "--" in style or "font" in style:
        element.set("style", _style(style, scope))
    return scope


def _style(text: str, scope: Variables) -> str:
    """The declarations rewritten; those of variables have done their work."""
    pairs = [part.partition(":") for part in text.split(";")]
    return ";".join(
        _declaration(name, colon, _value(name.strip(), value, scope))
        for name, colon, value in pairs
        if name.strip()[:2] != "--"
    )


def _declaration(name: str, colon: str, value: str) -> str:
    longhand = font_longhand(value) if name.strip() == "font" else None
    return longhand or f"{name}{colon}{value}"


def _value(name: str, value: str, scope: Variables) -> str:
    if "var(" in value:
        value = _filled(value, scope)
    if name == "transform":
        return _TRANSFORM_UNIT.sub(lambda found: _plain(found[1], found[2]), value)
    if name in PAINTS and "(" in value and (colour := parse_colour(value.strip())):
        return f"rgba({colour.red},{colour.green},{colour.blue},{colour.alpha:.4g})"
    return value


def _plain(number: str, unit: str) -> str:
    return f"{float(number) * _UNIT[unit.lower()]:.9g}"


def _filled(value: str, scope: Variables) -> str:
    """With its variables' values; what is too long or too deep stays as it is: not understood."""
    for _ in range(DEEPEST):
        if "var(" not in value or len(value) > LONGEST:
            return value
        value = _VARIABLE.sub(lambda found: scope.get(found[1], (found[2] or "").strip()), value)
    return value


def _root_variables(sheet: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for selectors, body in rules(sheet):
        named = (one.strip() for one in selectors.split(","))
        if len(found) < MOST_VARIABLES and not _ROOT_SELECTORS.isdisjoint(named):
            found |= _variables(body)
    return found


def _variables(style: str) -> dict[str, str]:
    found = (pair for pair in declarations(style) if pair[0].startswith("--"))
    return dict(itertools.islice(found, MOST_VARIABLES))


def _paint_background(root: Element) -> None:
    """A CSS background of the picture as a rectangle under everything."""
    styles = dict(declarations(root.get("style", "")))
    colour = next((c for name in BACKGROUNDS if (c := parse_colour(styles.get(name, "")))), None)
    if colour is None or colour.alpha == 0:
        return
    left, top, width, height = "0", "0", "100%", "100%"
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if len(box) == 4:
        left, top, width, height = box
    rectangle = Element(f"{root.tag[: -len('svg')]}rect", {
        "x": left, "y": top, "width": width, "height": height,
        "fill": f"rgb({colour.red},{colour.green},{colour.blue})",
        "style": f"fill-opacity:{colour.alpha:.4g};stroke:none",
    })  # fmt: skip
    root.insert(0, rectangle)
