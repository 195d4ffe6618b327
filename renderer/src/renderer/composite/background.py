"""The page's background: a colour, a gradient, or a picture that covers it."""

from __future__ import annotations

from collections.abc import Callable

from renderer.assets import Assets
from renderer.design import Page
from renderer.errors import RendererError
from renderer.issues import Issue
from renderer.layers import Picture
from renderer.paint.box import Box
from renderer.paint.colour import TRANSPARENT, Colour, parse_colour
from renderer.paint.gradient import LinearGradient, parse_gradient
from renderer.paint.outline import rectangle
from renderer.composite.pictures import paint_picture
from renderer.paint.raster import fill
from renderer.paint.surface import Surface
from renderer.paint.transform import Affine


def paint_background(
    page: Page,
    width: int,
    height: int,
    scale: float,
    assets: Assets,
    report: Callable[[Issue], None],
) -> Surface:
    """A new surface of the page's size with its background on it."""
    place = f"{page.place}.background"
    whole = Box(0, 0, page.width, page.height)
    colour = parse_colour(page.background)
    if colour is not None:
        return Surface(width, height, colour)
    if page.background.lstrip().startswith("linear-gradient"):
        spec = parse_gradient(page.background)
        if spec is None:
            report(Issue(place, f"is no gradient ({page.background}); drawn transparent"))
            return Surface(width, height, TRANSPARENT)
        return _gradient_surface(spec.across_side(whole), width, height, scale)
    if not page.background or not _looks_like_url(page.background):
        if page.background:
            report(Issue(place, f"is no colour ({page.background}); drawn transparent"))
        return Surface(width, height, TRANSPARENT)
    try:
        bitmap = assets.bitmap(page.background)
    except RendererError as error:
        raise type(error)(f"{place}: {error}") from error
    surface = Surface(width, height, TRANSPARENT)
    cover = Picture(bitmap, _cover(bitmap.size, whole), whole)
    paint_picture(surface, cover, Affine.scaling(scale), 1.0)
    return surface


def _gradient_surface(
    gradient: LinearGradient, width: int, height: int, scale: float
) -> Surface:
    opaque = all(colour.alpha >= 1 for _, colour in gradient.stops)
    surface = Surface(width, height, Colour(0, 0, 0) if opaque else TRANSPARENT)
    matrix = Affine.scaling(scale)
    everything = rectangle(Box(0, 0, width, height))
    surface.paint(fill(everything, Affine(), surface.area), gradient, matrix)
    return surface


def _cover(source: tuple[int, int], page: Box) -> Box:
    """The centred part of a source that has the page's aspect ratio."""
    width, height = source
    scale = max(page.width / width, page.height / height)
    w, h = page.width / scale, page.height / scale
    return Box((width - w) / 2, (height - h) / 2, w, h)


def _looks_like_url(text: str) -> bool:
    return "/" in text or "." in text or text.startswith("data:")
