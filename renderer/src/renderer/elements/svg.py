"""The svg: a drawing over a box, its colours replaced, perhaps in the shape of a mask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct, field
from PIL import Image

from renderer.composite.effects import has_effects
from renderer.context import ElementContext
from renderer.elements.picture import PictureElement, first_loaded, picture_marks, shown_region
from renderer.elements.svg_fonts import fonts_for
from renderer.fetch.naming import shown
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Bitmap, Mark
from renderer.paint.surface import with_alpha


class SvgElement(PictureElement, frozen=True, kw_only=True, rename="camel"):
    """``colors_replace`` maps colours of the file to new ones, which may be translucent."""

    mask_src: str = ""
    colors_replace: dict[str, Any] = field(default_factory=dict)
    keep_ratio: bool = True
    stretch_enabled: bool = True


def paint_svg(element: SvgElement, context: ElementContext) -> Sequence[Mark]:
    url, svg = first_loaded(element, context, context.assets.svg)
    for name in svg.left_out:
        context.report(f"<{name}> in {shown(url)} is left out: only a browser draws it")
    colours = {old: new for old, new in element.colors_replace.items() if isinstance(new, str)}
    for new in colours.values():
        context.colour(new, "colorsReplace")
    fonts = fonts_for(svg, context.fonts, context.report)
    source: Bitmap
    if has_effects(element):  # they work on pixels: those of the natural size
        source = svg.natural_bitmap(colours, fonts)
    else:
        aspect = _whole_aspect(element) if element.stretch_enabled and not element.fit else None
        source = svg.bitmap(colours, fonts, aspect)
    if element.mask_src:
        source = _Masked(context.assets.svg(element.mask_src).bitmap(), source)
    return picture_marks(element, source, shown_region(element, source, context), context)


def _whole_aspect(element: SvgElement) -> float | None:
    """The aspect ratio of the whole drawing where its crop is stretched over the box."""
    width = (element.width or 1) / element.crop_width if element.crop_width > 0 else 0
    height = (element.height or 1) / element.crop_height if element.crop_height > 0 else 0
    return width / height if width > 0 and height > 0 else None


class _Masked(Struct, frozen=True):
    """The mask's own picture where both are opaque; centred, it covers the drawing as a whole."""

    mask: Bitmap
    drawing: Bitmap

    @property
    def size(self) -> tuple[int, int]:
        return self.drawing.size

    def reduced(self, width: int, height: int) -> Image.Image:
        alpha = self.drawing.reduced(width, height).getchannel("A")
        mask_width, mask_height = self.mask.size
        scale = max(width / mask_width, height / mask_height)
        wide, tall = max(width, round(mask_width * scale)), max(height, round(mask_height * scale))
        left, top = (wide - width) // 2, (tall - height) // 2
        cover = self.mask.reduced(wide, tall).crop((left, top, left + width, top + height))
        return with_alpha(cover, alpha)

    def mirrored(self, across: bool, down: bool) -> _Masked:
        return _Masked(self.mask.mirrored(across, down), self.drawing.mirrored(across, down))


def sources(element: SvgElement) -> Iterable[str]:
    return filter(None, (element.src, element.mask_src, element.clip_src, *element.fallback_src))


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("svg", SvgElement, paint_svg, sources))
