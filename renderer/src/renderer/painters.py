"""Call the registered painters and filters for an element, and check what they give."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from PIL import Image

from renderer.calls import calling
from renderer.composite.effects import Effects, asked_filters, blur_of, has_effects
from renderer.context import ElementContext
from renderer.design import Element, FilterSettings, Node, parse_filter
from renderer.issues import Issue
from renderer.kinds import Filter
from renderer.layer_cache import key_of
from renderer.layers import Drawing, Mark, Raster
from renderer.paint.filters import Filter as Recolouring
from renderer.plugins import BUILT_INS, Registry

EXPECTED = "an image, a mark, or several of them are expected"


def sources_of(node: Node, registry: Registry) -> list[str]:
    """The urls that the element's painter will ask for."""
    with calling(_owner(node, registry), f"sources of {_name(node)}"):
        named = registry.element_types[node.kind].sources(node.element)
        urls = list(named)
        if isinstance(named, str) or not all(isinstance(url, str) for url in urls):
            raise TypeError(f"gave {named!r:.60}; a list of urls is expected")
        return urls


def check_size(element: Element, context: ElementContext) -> None:
    """Report a side below 0: what that covers, each element type takes in its own way."""
    for name, side in (("width", element.width), ("height", element.height)):
        if side < 0:
            context.report(f"{name} is {side:g}; a size of 0 or more is expected")


def paint(node: Node, registry: Registry, context: ElementContext) -> Drawing:
    """The element's marks, as its painter gives them."""
    with calling(_owner(node, registry), f"paint of {_name(node)}"):
        element = node.element
        check_size(element, context)
        painted = registry.element_types[node.kind].paint(element, context)
        size = (element.width, element.height)
        if isinstance(painted, Drawing):
            size = (painted.width, painted.height)
            painted = painted.marks
        elif isinstance(painted, Image.Image | Mark):
            painted = (painted,)
        elif not isinstance(painted, Iterable):
            raise TypeError(f"painted {painted!r:.60}; {EXPECTED}")
        return Drawing(tuple(_mark(one, context) for one in painted), *size)


def _mark(painted: object, context: ElementContext) -> Mark:
    if isinstance(painted, Mark):
        return painted
    if not isinstance(painted, Image.Image):
        raise TypeError(f"painted {painted!r:.60}; {EXPECTED}")
    if painted.size != context.pixels:
        found, wanted = (f"{width} x {height}" for width, height in (painted.size, context.pixels))
        raise ValueError(f"painted {found} pixels; {wanted} are expected, or a Raster")
    return Raster(painted, scale=context.scale)


def effects_of(node: Node, registry: Registry, report: Callable[[Issue], None]) -> Effects | None:
    """The element's effects; None where it asks for none or takes none."""
    if not registry.element_types[node.kind].takes_effects or not has_effects(node.element):
        return None
    filters: list[Recolouring] = []
    for name, setting in asked_filters(node.element):
        place = f"{node.place}.filters.{name}"
        if name not in registry.filters:
            report(Issue(place, "is no filter that is known; left out"))
            continue
        found = registry.filters[name]
        settings = parse_filter(setting, found.model, place)
        filters.append(_checked(found, settings, registry.owners["register_filters", name], node))
    return Effects(blur_of(node.element), tuple(filters))


def _checked(filter: Filter, settings: FilterSettings, owner: str, node: Node) -> Recolouring:
    def apply(image: Image.Image) -> Image.Image:
        with calling(owner, f"filter {filter.name} of {_name(node)}"):
            result = filter.apply(image, settings)
            if not isinstance(result, Image.Image):
                raise TypeError(f"gave {result!r:.60}; an image is expected")
            if (result.mode, result.size) != (image.mode, image.size):
                raise ValueError(f"gave {_shape(result)}; {_shape(image)} are expected")
            return result

    return apply


def _shape(image: Image.Image) -> str:
    return f"{image.width} x {image.height} pixels of mode {image.mode}"


def element_key(node: Node, registry: Registry, around: object) -> bytes | None:
    """What the element's pixels depend on beside its sources; None where that can't be told.

    Its name and id don't show, where its painter is one of the renderer's own.
    """
    element = node.element
    if not registry.element_types[node.kind].pure:
        return None
    if _owner(node, registry) in BUILT_INS:
        element = msgspec.structs.replace(element, id="", name="")
    return key_of(node.kind, element, around)


def _owner(node: Node, registry: Registry) -> str:
    return registry.owners["register_element_types", node.kind]


def _name(node: Node) -> str:
    return f"{node.place} ({node.kind})"
