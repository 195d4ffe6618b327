"""What image and svg share: a region of a picture in a box, cut by corners or a mask; a border."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from PIL import Image

from renderer.context import ElementContext
from renderer.design import Element
from renderer.elements.choices import Choice, check_choices
from renderer.elements.framing import FITS, FOCUSES, SUBJECT, framed_region
from renderer.errors import AssetError
from renderer.fetch.naming import shown
from renderer.layers import Bitmap, Mark, Picture, Shape
from renderer.paint.box import Box
from renderer.paint.outline import rounded_rectangle

MASK_SIDE = 4096
FIT = Choice("fit", FITS, "without")
FOCUS = Choice("focus", (*FOCUSES, SUBJECT), "with its middle")

_T = TypeVar("_T")


class PictureElement(Element, frozen=True, kw_only=True, rename="camel"):
    """Crop numbers are fractions of the source; ``keep_ratio`` has no effect on drawing.

    A picture with a ``fit`` (cover, contain or trim) is not cropped by numbers: see ``framing``.
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
    fallback_src: tuple[str, ...] = ()

    @property
    def box(self) -> Box:
        return Box(0, 0, self.width or 1, self.height or 1)


def first_loaded(
    element: PictureElement, context: ElementContext, load: Callable[[str], _T]
) -> tuple[str, _T]:
    """The element's picture, or the first of its fallbacks that can be had, with its url."""
    try:
        return element.src, load(element.src)
    except AssetError as error:
        for url in element.fallback_src:
            try:
                found = load(url)
            except AssetError:
                continue
            context.report(f"{error}; {shown(url)} is drawn", "picture-replaced")
            return url, found
        raise


def shown_region(element: PictureElement, source: Bitmap, context: ElementContext) -> Box:
    """The source pixels to show; those of a fit may reach beyond the source."""
    check_framing(element, context)
    if element.fit in FITS:
        return framed_region(element.fit, element.focus, source, element.box, context.report)
    return crop_region(element, source.size, element.box)


def check_framing(element: PictureElement, context: ElementContext) -> None:
    """Report a fit or focus that isn't known."""
    check_choices(((FIT, element.fit), (FOCUS, element.focus)), context)


def picture_marks(
    element: PictureElement, source: Bitmap, region: Box, context: ElementContext
) -> Sequence[Mark]:
    """A region of the source, mirrored and cut as the element says, and its border."""
    box = element.box
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


def _mask(url: str, box: Box, context: ElementContext) -> Image.Image:
    """The alpha of another picture, at the box's size in device pixels if that is reasonable."""
    width, height = (
        min(MASK_SIDE, max(1, round(side * context.scale))) for side in (box.width, box.height)
    )
    mask = context.assets.bitmap(url).reduced(width, height)
    return mask.getchannel("A") if mask.mode == "RGBA" else Image.new("L", mask.size, 255)


def crop_region(element: PictureElement, source: tuple[int, int], box: Box) -> Box:
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


def border(element: PictureElement, box: Box, context: ElementContext) -> Iterable[Mark]:
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
