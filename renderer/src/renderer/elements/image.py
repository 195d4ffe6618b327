"""The image: a photo, or a drawing, in a box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from renderer.assets.bitmap import Photo
from renderer.context import ElementContext
from renderer.elements.framing import FITS, enlargement
from renderer.elements.picture import PictureElement, first_loaded, picture_marks, shown_region
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Bitmap, Mark
from renderer.paint.box import Box

ROUNDING = 0.01  # of its size that a photo may be enlarged by without being reported


class ImageElement(PictureElement, frozen=True, kw_only=True, rename="camel"):
    """``min_resolution`` is how many of a photo's pixels one of the output has to show.

    With a ``fit`` it is 1 unless it is given.
    """

    min_resolution: float = 0.0


def paint_image(element: ImageElement, context: ElementContext) -> Sequence[Mark]:
    _, source = first_loaded(element, context, context.assets.bitmap)
    region = shown_region(element, source, context)
    _check_resolution(element, source, region, context)
    return picture_marks(element, source, region, context)


def _check_resolution(
    element: ImageElement, source: Bitmap, region: Box, context: ElementContext
) -> None:
    """Report a photo with too few pixels."""
    least = element.min_resolution or float(element.fit in FITS)
    if least <= 0 or not isinstance(source, Photo) or region.width <= 0 or region.height <= 0:
        return
    times = enlargement(region, element.box, context.scale)
    if times * least > 1 + ROUNDING:
        said = f"{source.size[0]} x {source.size[1]} px are too few: "
        said += f"each becomes {times:.1f} px" if times > 1 else f"{least:g} a px are asked for"
        context.report(said, "small-picture")


def sources(element: ImageElement) -> Iterable[str]:
    return filter(None, (element.src, element.clip_src, *element.fallback_src))


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("image", ImageElement, paint_image, sources))
