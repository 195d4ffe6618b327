"""The svg: a drawing over a box, its colours replaced, perhaps in the shape of a mask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from renderer.context import ElementContext
from renderer.elements.image import ImageElement, picture_marks
from renderer.elements.svg_fonts import fonts_for
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Bitmap, Mark
from renderer.paint.surface import with_alpha


class SvgElement(ImageElement, frozen=True, kw_only=True, rename="camel"):
    """``colors_replace`` maps colours of the file to new ones, which may be translucent."""

    mask_src: str = ""
    colors_replace: dict[str, Any] = {}
    keep_ratio: bool = True
    stretch_enabled: bool = True


def paint_svg(element: SvgElement, context: ElementContext) -> Sequence[Mark]:
    svg = context.assets.svg(element.src)
    colours = {old: new for old, new in element.colors_replace.items() if isinstance(new, str)}
    source: Bitmap = svg.bitmap(colours, fonts_for(svg, context.fonts))
    if element.mask_src:
        source = _Masked(context.assets.svg(element.mask_src).bitmap(), source)
    return picture_marks(element, context, source)


@dataclass(frozen=True, slots=True)
class _Masked:
    """The mask's own picture, stretched over the drawing, where both are opaque."""

    mask: Bitmap
    drawing: Bitmap

    @property
    def size(self) -> tuple[int, int]:
        return self.drawing.size

    def reduced(self, width: int, height: int) -> Image.Image:
        alpha = self.drawing.reduced(width, height).getchannel("A")
        return with_alpha(self.mask.reduced(width, height), alpha)

    def mirrored(self, across: bool, down: bool) -> _Masked:
        return _Masked(self.mask.mirrored(across, down), self.drawing.mirrored(across, down))


def sources(element: SvgElement) -> Iterable[str]:
    return filter(None, (element.src, element.mask_src, element.clip_src))


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("svg", SvgElement, paint_svg, sources))
