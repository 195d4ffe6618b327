"""The image: a region of a picture over a box, perhaps cut by corners or a mask, with a border."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PIL import Image

from renderer.assets.bitmap import Photo
from renderer.context import ElementContext
from renderer.design import Element
from renderer.elements.framing import FITS, enlargement, framed_region
from renderer.errors import AssetError
from renderer.fetch.naming import shown
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Bitmap, Mark, Picture, Shape
from renderer.paint.box import Box
from renderer.paint.outline import rounded_rectangle

MASK_SIDE = 4096
ROUNDING = 0.01  # of its size that a photo may be enlarged by without being reported


class ImageElement(Element, frozen=True, kw_only=True, rename="camel"):
    """Crop numbers are fractions of the source; ``keep_ratio`` has no effect on drawing.

    A photo with a ``fit`` (cover, contain or trim) is not cropped by numbers: see ``framing``.
    ``min_resolution`` is how many of its pixels one of the output has to show, 1 with a ``fit``.
    ``fallback_src`` are pictures for one that can't be had, in order.
    """

    src: str = ""
    crop_x: float = 0.0
    crop_y: float = 0.0
    crop_width: float = 1.0
    crop_height: float = 1.0
    corner_radius: float = 0.0
    flip_x: bool = False
    flip_y: bool = False
    clip_src: str = ""
    border_color: str = "black"
    border_size: float = 0.0
    keep_ratio: bool = False
    stretch_enabled: bool = False
    fit: str = ""
    focus: str = "center"
    min_resolution: float = 0.0
    fallback_src: tuple[str, ...] = ()


def paint_image(element: ImageElement, context: ElementContext) -> Sequence[Mark]:
    return picture_marks(element, context, first_bitmap(element, context))


def first_bitmap(element: ImageElement, context: ElementContext) -> Bitmap:
    """The element's picture, or the first of its fallbacks that can be had."""
    try:
        return context.assets.bitmap(element.src)
    except AssetError as error:
        for url in element.fallback_src:
            try:
                bitmap = context.assets.bitmap(url)
            except AssetError:
                continue
            context.report(f"{error}; {shown(url)} is drawn", "picture-replaced")
            return bitmap
        raise


def picture_marks(element: ImageElement, context: ElementContext, source: Bitmap) -> Sequence[Mark]:
    """The source cropped, mirrored and cut as the element says, and its border."""
    box = Box(0, 0, element.width or 1, element.height or 1)
    region = shown_region(element, source, box, context)
    picture = Picture(
        source,
        region,
        box,
        element.flip_x,
        element.flip_y,
        clip=rounded_rectangle(box, element.corner_radius) if element.corner_radius > 0 else None,
        mask=_mask(element.clip_src, box, context) if element.clip_src else None,
    )
    return (picture, *border(element, box, context))


def shown_region(element: ImageElement, source: Bitmap, box: Box, context: ElementContext) -> Box:
    """The source pixels to show; a photo with too few of them is reported."""
    if element.fit in FITS:
        region = framed_region(element.fit, element.focus, source, box, context.report)
    else:
        region = crop_region(element, source.size, box)
    least = element.min_resolution or float(element.fit in FITS)
    if least > 0 and isinstance(source, Photo) and region.width > 0 and region.height > 0:
        times = enlargement(region, box, context.scale)
        if times * least > 1 + ROUNDING:
            said = f"{source.size[0]} x {source.size[1]} px are too few: "
            said += f"each becomes {times:.1f} px" if times > 1 else f"{least:g} a px are asked for"
            context.report(said, "small-picture")
    return region


def _mask(url: str, box: Box, context: ElementContext) -> Image.Image:
    """The alpha of another picture, at the box's size in device pixels if that is reasonable."""
    width, height = (
        min(MASK_SIDE, max(1, round(side * context.scale))) for side in (box.width, box.height)
    )
    mask = context.assets.bitmap(url).reduced(width, height)
    return mask.getchannel("A") if mask.mode == "RGBA" else Image.new("L", mask.size, 255)


def crop_region(element: ImageElement, source: tuple[int, int], box: Box) -> Box:
    """The source pixels to show: the crop, trimmed to the box's aspect ratio at its top left.

    With ``stretch_enabled`` the whole crop is shown, distorted. A flipped picture is cropped as it
    is seen: the crop counts from the mirrored source's top left.
    """
    width, height = element.crop_width * source[0], element.crop_height * source[1]
    if not element.stretch_enabled:
        width, height = (
            min(width, height * box.width / box.height),
            min(height, width * box.height / box.width),
        )
    x, y = element.crop_x * source[0], element.crop_y * source[1]
    return Box(
        source[0] - x - width if element.flip_x else x,
        source[1] - y - height if element.flip_y else y,
        width,
        height,
    )


def border(element: ImageElement, box: Box, context: ElementContext) -> Iterable[Mark]:
    """A line along the inside of the box; one wider than the box fills it.

    Its middle has the corner radius less its width: where nothing is left of that, the corners
    are sharp inside and out.
    """
    width = element.border_size
    if width <= 0:
        return
    middle = min(element.corner_radius, box.width / 2, box.height / 2) - width
    outer, inner = (middle + width / 2, max(0, middle - width / 2)) if middle > 0 else (0, 0)
    frame = rounded_rectangle(box, outer)
    inside = box.grown(-width)
    if inside.width > 0 and inside.height > 0:
        frame += rounded_rectangle(inside, inner).reversed()
    colour = context.colour(element.border_color, "borderColor")
    yield Shape(frame, colour, casts_shadow=False)


def sources(element: ImageElement) -> Iterable[str]:
    return filter(None, (element.src, element.clip_src, *element.fallback_src))


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("image", ImageElement, paint_image, sources))
