"""Draw a checked svg with the drawing library: a plain one at once, any other apart.

Threat: a drawing that passes every check may still take the library minutes or gigabytes (a page
full of gradients, each over the whole of it) or make it crash, and a library in native code can't
be interrupted.

Defence: only a small drawing of plain shapes and gradients is drawn in this process. What has
anything else in it (text, pictures, filters, masks, patterns, style sheets), or could take more
than a moment, is drawn by a process that may die (``apart``). Residual risk: a bug in the library
that plain shapes with numbers of a sane size still meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from renderer.apart import ProcessLost, call_apart
from renderer.apart.wire import Message
from renderer.assets.svg_check import CheckedSvg
from renderer.assets.svg_tree import local_name
from renderer.errors import AssetError, AssetLimitError

# Elements times pixels. Full-page gradients, the slowest, come to 30 ms a million: 3 s in all.
LIGHT = 100_000_000
FEWEST_PIXELS = 10_000  # an element costs something however small the picture is
MOST_CHARACTERS = 50_000  # of all attributes: paths may be long, and each command is a shape
PLAIN = frozenset(
    ["svg", "g", "defs", "symbol", "use", "a", "title", "desc", "metadata", "view",
     "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
     "linearGradient", "radialGradient", "stop"]
)  # fmt: skip
INTRICATE = frozenset({"stroke-dasharray", "style", "transform-origin", "vector-effect"})


def draw_svg(
    arguments: Mapping[str, Any], svg: CheckedSvg, size: tuple[int, int], seconds: float
) -> bytes:
    """A PNG of what ``resvg_py.svg_to_bytes`` makes of its arguments.

    ``seconds`` is what an svg drawn apart may take of a processor. Raises AssetLimitError for one
    that needs more, AssetError for one that can't be drawn.
    """
    weight = svg.weight * max(FEWEST_PIXELS, size[0] * size[1])
    if weight <= LIGHT and is_plain(svg.root):
        return draw(**arguments)
    text = arguments["svg_string"].encode()
    others = {name: value for name, value in arguments.items() if name != "svg_string"}
    try:
        return call_apart(draw_message, text, others, seconds=seconds).data
    except ProcessLost:
        raise AssetLimitError(
            f"is an svg that takes more than {seconds:g} s or too much memory to draw"
        ) from None


def is_plain(root: Element) -> bool:
    """Whether a drawing holds plain shapes and gradients alone, and not too many."""
    characters = 0
    for element in root.iter():
        if local_name(element) not in PLAIN or not INTRICATE.isdisjoint(element.keys()):
            return False
        characters += sum(map(len, element.attrib.values()))
        if characters > MOST_CHARACTERS:
            return False
    return True


def draw_message(data: bytes, **arguments: Any) -> Message:
    return Message({}, draw(svg_string=data.decode(), **arguments))


def draw(**arguments: Any) -> bytes:
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(**arguments))
    except ValueError:
        raise AssetError("can't be drawn as svg") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # which isn't an Exception
            raise
        raise AssetError("can't be drawn as svg") from None
