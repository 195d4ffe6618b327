"""What all pictures of a renderer share, and how it was asked to draw them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from numbers import Real
from typing import Literal

from msgspec import Struct, structs

from renderer.assets import Assets
from renderer.context import ElementContext
from renderer.design import INSTALL_HINT, Design, Json, Node, parse_design
from renderer.elements.group import Group
from renderer.elements.text import set_text
from renderer.errors import DesignError
from renderer.fonts.library import DesignFonts, FontLibrary
from renderer.issues import Issue
from renderer.layer_cache import LayerCache
from renderer.limits import Limits
from renderer.mistakes import written
from renderer.plugins import Registry

TextOverflow = Literal["resize", "change-font-size", "ellipsis", "keep-height"]
LineBreaking = Literal["editor", "unicode"]
Missing = Literal["error", "skip", "placeholder"]
Blending = Literal["editor", "css"]


SCALES_BELOW = 1000


class Setup(Struct, frozen=True):
    """What all pictures of a renderer share: its settings, plugins, fonts and caches."""

    text_overflow: TextOverflow
    line_breaking: LineBreaking
    missing: Missing
    blending: Blending
    limits: Limits
    registry: Registry
    assets: Assets
    fonts: FontLibrary
    layers: LayerCache

    def parse(self, design: Json | str | bytes) -> Design:
        models = {name: one.model for name, one in self.registry.element_types.items()}
        hint = "; ".join([INSTALL_HINT, *map(str, self.registry.failures)])
        return parse_design(design, models, self.limits, hint)

    def context(
        self,
        node: Node,
        scale: float,
        schema_version: int | None,
        fonts: DesignFonts,
        assets: Assets,
        report: Callable[[Issue], None],
    ) -> ElementContext:
        """What the painter of an element is given."""
        return ElementContext(
            place=node.place,
            width=node.element.width,
            height=node.element.height,
            scale=scale,
            text_overflow=self.text_overflow,
            line_breaking=self.line_breaking,
            schema_version=schema_version,
            fonts=fonts,
            assets=assets,
            limits=self.limits,
            report_issue=report,
            _set_text=set_text,
        )


def checked_scale(scale: float) -> float:
    """Raises DesignError for what no picture can be scaled by."""
    is_number = isinstance(scale, Real) and not isinstance(scale, bool)
    if not (is_number and 0 < scale < SCALES_BELOW):
        expected = f"a number above 0 and below {SCALES_BELOW} is expected"
        raise DesignError("scale", f"is {written(scale)}", expected)
    return float(scale)


def visible_leaves(
    nodes: Sequence[Node], opacity: float = 1.0, on_top: bool = False
) -> Iterator[tuple[Node, float]]:
    """Every element to draw with its opacity, in drawing order.

    Groups dissolve: children hold page coordinates, a group's opacity multiplies theirs, and what
    is in one that is always on top is so itself.
    """
    for node in nodes:
        element = node.element
        if not (element.visible and element.show_in_export):
            continue
        own = opacity * min(1.0, max(0.0, element.opacity))
        if isinstance(element, Group):
            yield from visible_leaves(node.children, own, on_top or element.always_on_top)
        elif on_top and not element.always_on_top:
            yield replace(node, element=structs.replace(element, always_on_top=True)), own
        else:
            yield node, own
