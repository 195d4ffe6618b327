"""The page's background: a colour, a gradient, or a picture that covers it."""

from __future__ import annotations

import re
from collections.abc import Callable

from PIL import Image

from renderer.assets import Assets
from renderer.assets.bitmap import Photo
from renderer.composite.pictures import paint_picture
from renderer.design import Page
from renderer.errors import quoted
from renderer.fetch.reading import is_data
from renderer.issues import Issue
from renderer.layers import Paint, Picture
from renderer.paint.box import Box
from renderer.paint.colour import Colour, parse_colour
from renderer.paint.gradient import LinearGradient, paint_gradient, parse_gradient
from renderer.paint.outline import rectangle
from renderer.paint.raster import fill
from renderer.paint.surface import Stamp, Surface
from renderer.paint.transform import Affine

WIDE_COLOUR = re.compile(r"\s*(hwb|lab|lch|oklab|oklch|color)\(|.*/", re.IGNORECASE)
FUNCTION = re.compile(r"\s*[a-z-]+\(", re.IGNORECASE)  # a colour or gradient, well formed or not


def paint_background(
    surface: Surface,
    page: Page,
    scale: float,
    assets: Assets,
    report: Callable[[Issue], None],
) -> None:
    """The page's background on a surface of its size; on nothing, it lets light through.

    Raises AssetError where its picture can't be had.
    """
    place = f"{page.place}.background"
    whole = Box(0, 0, page.width, page.height)
    text = page.background
    matrix = Affine.scaling(scale)
    spec = parse_gradient(text)
    paint = spec.across_side(whole) if spec else _page_colour(text)
    if paint is not None:
        _paint(surface, paint, whole, matrix)
    elif _looks_like_url(text):
        bitmap = assets.bitmap(text)
        # The editor samples a photo behind a page without bringing it down first.
        is_drawing = not isinstance(bitmap, Photo)
        cover = Picture(bitmap, _cover(bitmap.size, whole), whole, reduced_first=is_drawing)
        paint_picture(surface, cover, matrix, 1.0)
    elif text:
        report(Issue(place, f"is no colour or gradient ({quoted(text)}); drawn transparent"))


def background_url(text: str) -> str | None:
    """The url of the picture that a background names, if it names one."""
    is_painted = parse_gradient(text) or _page_colour(text) is not None
    return text if not is_painted and _looks_like_url(text) else None


def _page_colour(text: str) -> Colour | None:
    """A page, unlike an element, takes none of the wider colour spaces and no slash."""
    return None if WIDE_COLOUR.match(text) else parse_colour(text)


def _paint(surface: Surface, paint: Paint, whole: Box, matrix: Affine) -> None:
    """A page that ends inside its last pixels lets light through there."""
    area = surface.area
    left, top, right, bottom = area
    if whole.width * matrix.a < right or whole.height * matrix.d < bottom:
        surface.paint(fill(rectangle(whole), matrix, area), paint, matrix)
    elif isinstance(paint, LinearGradient):
        surface.lay(Stamp(paint_gradient(paint, matrix, area), left, top, fresh=True))
    elif paint.alpha >= 1:
        surface.lay(Stamp(Image.new("RGB", area.size, paint.rgb), left, top, fresh=True))
    else:
        alpha = int(paint.alpha * 255 + 0.5)
        surface.draw(Image.new("RGBA", area.size, (*paint.rgb, alpha)), left, top)


def _cover(source: tuple[int, int], page: Box) -> Box:
    """The centred part of a source that has the page's aspect ratio."""
    width, height = source
    scale = max(page.width / width, page.height / height)
    w, h = page.width / scale, page.height / scale
    return Box((width - w) / 2, (height - h) / 2, w, h)


def _looks_like_url(text: str) -> bool:
    if FUNCTION.match(text):
        return False
    return "/" in text or "." in text or is_data(text)
