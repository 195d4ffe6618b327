"""Parse an svg and refuse what is not plainly harmless, before the drawing library sees it.

Threat: the drawing library is native code. Hostile svg makes it crash (deep nesting, sizes out of
range), draw for minutes, take memory without bound (filters, patterns, references that multiply),
or read files (pictures by path).

Layers of defence: bytes, elements and depth are bounded; no entities, no external definitions;
only known elements; references stay inside the file, and what they multiply to is bounded; numbers
are of a size that drawings have. What is still heavy is drawn apart (``svg_draw``). Residual risk:
a bug in the library that a light file still meets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from renderer.assets import svg_dialect
from renderer.assets.svg_tree import SVG_NAMESPACE, declarations, local_name
from renderer.errors import AssetError, AssetLimitError
from renderer.limits import Limits
from renderer.time_limit import check_time

DEPTH = 64
CHAINED = f"is an svg whose references lead through more than {DEPTH} others"
LARGEST = 1e6  # of any number in a drawing
SMALLEST_DASH = 0.05
LARGEST_TILE = 4096
LARGEST_BLUR = 250
LAYERED = frozenset({"filter", "mask", "pattern"})  # each use draws on a picture of its own:
LAYER_WEIGHT = 1000  # it counts as this many elements

# What draws, defines or describes. Anything else of the svg namespace is refused.
DRAWN = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "switch",
        "a",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "image",
        "style",
        "title",
        "desc",
        "metadata",
        "view",
    ]
)
FILTERS = frozenset(
    [
        "filter",
        "feGaussianBlur",
        "feOffset",
        "feFlood",
        "feBlend",
        "feComposite",
        "feMerge",
        "feMergeNode",
        "feColorMatrix",
        "feComponentTransfer",
        "feFuncR",
        "feFuncG",
        "feFuncB",
        "feFuncA",
        "feDropShadow",
    ]
)
# Drawn nowhere: an svg shown as a picture neither runs scripts nor moves.
IGNORED = frozenset(
    [
        "script",
        "foreignObject",
        "animate",
        "animateMotion",
        "animateTransform",
        "animateColor",
        "set",
        "cursor",
        "font",
        "font-face",
        "glyph",
        "missing-glyph",
        "hkern",
        "vkern",
    ]
)
UNDRAWN = frozenset({"foreignObject"})
WORDS = frozenset({"id", "class", "href", "font-family", "lang", "space", "data-name", "label"})
# Possessive: endless digits are tried once.
NUMBER = re.compile(r"[-+]?(?:\d++\.?+\d*+|\.\d++)(?:[eE][-+]?\d++)?+")
URL = re.compile(r"url\(\s*['\"]?\s*([^'\")]*)")


class CheckedSvg(NamedTuple):
    """A tree and how many elements are drawn for it, those it refers to included.

    ``left_out`` names elements that a browser would draw.
    """

    root: Element
    weight: int
    left_out: tuple[str, ...] = ()


def parse_svg(data: bytes, limits: Limits) -> CheckedSvg:
    """The checked tree. Raises AssetLimitError where it is too large, AssetError where refused."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(data) > limits.svg_bytes:
        raise AssetLimitError(
            f"is an svg of {len(data):,} bytes; at most {limits.svg_bytes:,} are allowed"
        )
    try:
        root: Element = fromstring(
            data, forbid_dtd=False, forbid_entities=True, forbid_external=True
        )
    except DefusedXmlException:
        raise AssetError("is an svg with entities or external definitions") from None
    except (ParseError, ValueError, LookupError):
        raise AssetError("is not well-formed svg") from None
    if local_name(root) != "svg":
        raise AssetError("is XML, but not an svg")
    svg_dialect.translate(root)
    left_out = dict.fromkeys(name for e in root.iter() if (name := local_name(e)) in UNDRAWN)
    return CheckedSvg(root, _Checker(limits).check(root), tuple(left_out))


class _Checker:
    def __init__(self, limits: Limits) -> None:
        self._limit = limits.svg_nodes
        self._pixels = limits.source_pixels
        self._nodes = 0
        self._by_id: dict[str, Element] = {}
        self._weights: dict[Element, int] = {}

    def check(self, root: Element) -> int:
        self._walk(root, 1)
        try:
            return self._weigh(root, ())
        except RecursionError:
            raise AssetLimitError(CHAINED) from None

    def _walk(self, parent: Element, depth: int) -> None:
        if depth > DEPTH:
            raise AssetLimitError(f"is an svg nested deeper than {DEPTH} elements")
        check_time()
        self._nodes += 1
        if self._nodes > self._limit:
            raise AssetLimitError(f"is an svg of more than {self._limit:,} elements")
        self._check_element(parent)
        for child in list(parent):
            if not isinstance(child.tag, str) or self._is_dropped(child):
                parent.remove(child)
                continue
            self._walk(child, depth + 1)

    def _is_dropped(self, element: Element) -> bool:
        name = local_name(element)
        if element.tag not in (name, f"{{{SVG_NAMESPACE}}}{name}"):
            return True  # an editor's own notes
        if name in IGNORED:
            return True
        if name not in DRAWN and name not in FILTERS:
            raise AssetError(f"is an svg with <{name[:40]}>, which is not drawn for safety's sake")
        return False

    def _check_element(self, element: Element) -> None:
        name = local_name(element)
        if identity := element.get("id"):
            self._by_id.setdefault(identity, element)
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2]
            if attribute == "style":
                for property, setting in declarations(value):
                    self._check_value(name, property, setting)
            else:
                self._check_value(name, attribute, value)
        if name == "style" and re.search(r"@import|@font-face|\\", element.text or ""):
            raise AssetError("is an svg whose style sheet loads other files")
        if name == "style":
            for _, setting in declarations(re.sub(r"[{}]", ";", element.text or "")):
                self._check_value(name, "", setting)

    def _check_value(self, element: str, attribute: str, value: str) -> None:
        for target in URL.findall(value):
            if not target.startswith("#"):
                raise AssetError("is an svg that refers to another file")
        if attribute == "href":
            self._check_reference(element, value.strip())
        if attribute in WORDS or value.startswith(("#", "url(", "data:")):
            return
        numbers = [abs(float(number)) for number in NUMBER.findall(value)]
        if any(not number <= LARGEST for number in numbers):
            raise AssetError(f"is an svg with a number out of range ({attribute})")
        self._check_sizes(element, attribute, numbers)

    def _check_sizes(self, element: str, attribute: str, numbers: list[float]) -> None:
        if attribute == "stroke-dasharray" and numbers and sum(numbers) < SMALLEST_DASH:
            raise AssetError("is an svg with dashes too small to be drawn")
        if element in {"pattern", "marker"} and max(numbers, default=0) > LARGEST_TILE:
            raise AssetError(f"is an svg with a {element} too large to be drawn")
        if attribute in {"stdDeviation", "filterRes"} and max(numbers, default=0) > LARGEST_BLUR:
            raise AssetError("is an svg with a blur too wide to be drawn")

    def _check_reference(self, element: str, target: str) -> None:
        if element == "a" or target.startswith("#"):
            return
        if element == "image" and (match := re.match(r"data:image/(?:png|jpe?g|gif|webp)", target)):
            self._check_picture(target, match[0])
            return
        raise AssetError("is an svg that refers to another file")

    def _check_picture(self, uri: str, kind: str) -> None:
        from renderer.assets.formats import SVG, recognised
        from renderer.assets.pixels import header_of
        from renderer.fetch.data_uri import decode_data_uri

        data = decode_data_uri(uri, len(uri))
        format = recognised(data)
        if format is None or format == SVG:
            raise AssetError("is an svg with a picture of an unknown kind in it")
        header_of(data, format, self._pixels)

    def _weigh(self, element: Element, above: tuple[Element, ...]) -> int:
        """How many elements are drawn for one, everything it refers to included."""
        if element in above:
            raise AssetError("is an svg whose references go round in circles")
        if len(above) > DEPTH:
            raise AssetLimitError(CHAINED)
        if element in self._weights:
            return self._weights[element]
        weight = 1 + sum(self._weigh(child, above) for child in element)
        for target in _references(element):
            referred = self._by_id.get(target)
            if referred is not None:
                weight += self._weigh(referred, (*above, element))
                weight += LAYER_WEIGHT if local_name(referred) in LAYERED else 0
        if weight > self._limit:
            raise AssetLimitError(f"is an svg that draws more than {self._limit:,} elements")
        self._weights[element] = weight
        return weight


def _references(element: Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if key.endswith("href") and value.strip().startswith("#"):
            yield value.strip()[1:]
        for target in URL.findall(value):
            yield target[1:]
