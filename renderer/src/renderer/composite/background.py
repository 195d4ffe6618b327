"""The page's background: a colour, a gradient, or a picture that covers it."""

from __future__ import annotations

import re
from collections.abc import Callable

from renderer.assets import Assets
from renderer.assets.svg import SvgBitmap
from renderer.composite.pictures import paint_picture
from renderer.design import Page
from renderer.issues import Issue
from renderer.layers import Paint, Picture
from renderer.paint.box import Box, PixelBox
from renderer.paint.colour import BLACK, TRANSPARENT, Colour, parse_colour
from renderer.paint.gradient import LinearGradient, paint_gradient, parse_gradient
from renderer.paint.outline import rectangle
from renderer.paint.raster import fill
from renderer.paint.surface import Surface
from renderer.paint.transform import Affine

WIDE_COLOUR = re.compile(r"\s*(hwb|lab|lch|oklab|oklch|color)\(|.*/", re.IGNORECASE)
FUNCTION = re.compile(r"\s*[a-z-]+\(", re.IGNORECASE)  # a colour or gradient, well formed or not


def paint_background(
    page: Page,
    width: int,
    height: int,
    scale: float,
    assets: Assets,
    report: Callable[[Issue], None],
) -> Surface:
    """A new surface of the page's size with its background on it.

    Raises AssetError where its picture can't be had.
    """
    place = f"{page.place}.background"
    whole = Box(0, 0, page.width, page.height)
    text = page.background
    spec = parse_gradient(text)
    paint = spec.across_side(whole) if spec else _page_colour(text)
    if paint is not None:
        return _painted(paint, whole, width, height, scale)
    if not _looks_like_url(text):
        if text:
            report(Issue(place, f"is no colour or gradient ({text[:60]}); drawn transparent"))
        return Surface(width, height, TRANSPARENT)
    bitmap = assets.bitmap(text)
    surface = Surface(width, height, TRANSPARENT)
    # The editor samples a photo behind a page without bringing it down first.
    is_drawn = isinstance(bitmap, SvgBitmap)
    cover = Picture(bitmap, _cover(bitmap.size, whole), whole, reduced_first=is_drawn)
    paint_picture(surface, cover, Affine.scaling(scale), 1.0)
    return surface


def background_url(text: str) -> str | None:
    """The url of the picture that a background names, if it names one."""
    is_painted = parse_gradient(text) or _page_colour(text) is not None
    return text if not is_painted and _looks_like_url(text) else None


def _page_colour(text: str) -> Colour | None:
    """A page, unlike an element, takes none of the wider colour spaces and no slash."""
    return None if WIDE_COLOUR.match(text) else parse_colour(text)


def _painted(paint: Paint, whole: Box, width: int, height: int, scale: float) -> Surface:
    """A page that ends inside its last pixels lets light through there."""
    is_full = whole.width * scale >= width and whole.height * scale >= height
    matrix = Affine.scaling(scale)
    if is_full and isinstance(paint, Colour):
        return Surface(width, height, paint)
    if is_full and isinstance(paint, LinearGradient):
        pixels = paint_gradient(paint, matrix, PixelBox(0, 0, width, height))
        surface = Surface(width, height, BLACK if pixels.mode == "RGB" else TRANSPARENT)
        surface.draw(pixels, 0, 0)
        return surface
    surface = Surface(width, height, TRANSPARENT)
    surface.paint(fill(rectangle(whole), matrix, surface.area), paint, matrix)
    return surface


def _cover(source: tuple[int, int], page: Box) -> Box:
    """The centred part of a source that has the page's aspect ratio."""
    width, height = source
    scale = max(page.width / width, page.height / height)
    w, h = page.width / scale, page.height / scale
    return Box((width - w) / 2, (height - h) / 2, w, h)


def _looks_like_url(text: str) -> bool:
    if FUNCTION.match(text):
        return False
    return "/" in text or "." in text or text.startswith("data:")
