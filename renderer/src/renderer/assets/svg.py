"""An svg at hand: a checked tree that is drawn at whatever size is asked for."""

from __future__ import annotations

import copy
import functools
import io
import math
import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from renderer.assets.bitmap import PixelCache
from renderer.assets.svg_check import NUMBER, parse_svg
from renderer.assets.svg_colours import recolour
from renderer.assets.svg_draw import draw_svg
from renderer.assets.svg_families import asks_for_italics, family_lists, renamed
from renderer.assets.svg_tree import SVG_NAMESPACE
from renderer.errors import AssetError, RendererError
from renderer.fetch.naming import shown
from renderer.limits import Limits
from renderer.paint.resample import mirrored

# A vector has no pixels of its own: as a source it pretends to more than pages show, so that what
# is asked of it is a reduction, which it draws at just that size. Larger ones are enlarged from it.
PLENTY = 4096
DEFAULT_SIZE = (300.0, 150.0)
UNITS = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54
}  # fmt: skip

ElementTree.register_namespace("", SVG_NAMESPACE)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


class FontChoice(Struct, frozen=True):
    """Font files for an svg's text, and the families that stand for CSS's generic ones.

    ``names`` are the files' own names of families that the svg asks for under other ones, in
    lower case.
    """

    files: tuple[str, ...] = ()
    serif: str | None = None
    sans_serif: str | None = None
    names: tuple[tuple[str, str], ...] = ()


class Svg:
    """A drawing; ``data`` and what was asked of it identify its pixels in the cache."""

    def __init__(self, data: bytes, url: str, limits: Limits, pixels: PixelCache) -> None:
        self.url = url
        self._data = data
        self._pixels = pixels
        self._most_pixels = limits.source_pixels
        self._seconds = limits.svg_seconds
        try:
            self._checked = parse_svg(data, limits)
            self._root = self._checked.root
            self.natural_size = _natural_size(self._root)
        except RendererError as error:
            raise type(error)(f"{shown(url)} {error}") from None

    @property
    def left_out(self) -> Sequence[str]:
        """The names of elements in it that are not drawn, though a browser would."""
        return self._checked.left_out

    @property
    def weight(self) -> int:
        """Bytes of its source, and a little for what comes with it."""
        return len(self._data) + 1000

    @functools.cached_property
    def has_text(self) -> bool:
        return any(e.tag == f"{{{SVG_NAMESPACE}}}text" for e in self._root.iter())

    @functools.cached_property
    def families(self) -> Sequence[Sequence[str]]:
        """The lists of font families its texts ask for."""
        return family_lists(self._root)

    @property
    def has_italics(self) -> bool:
        return asks_for_italics(self._root)

    @functools.cached_property
    def characters(self) -> str:
        """Every character of its texts, once."""
        return "".join(dict.fromkeys("".join(self._root.itertext())))

    def natural_bitmap(self, colours: Mapping[str, str], fonts: FontChoice) -> SvgBitmap:
        """A bitmap that has the drawing's natural size in pixels, as if it were a photo."""
        return SvgBitmap(self, tuple(colours.items()), fonts, self._bounded(*self.natural_size))

    def bitmap(
        self,
        colours: Mapping[str, str] | None = None,
        fonts: FontChoice | None = None,
        aspect: float | None = None,
    ) -> SvgBitmap:
        """A ``layers.Bitmap`` of the drawing, stretched to an aspect ratio (width by height)."""
        aspect = aspect or self.natural_size[0] / self.natural_size[1]
        size = self._bounded(PLENTY * aspect, PLENTY)
        return SvgBitmap(self, tuple((colours or {}).items()), fonts or FontChoice(), size)

    def _bounded(self, width: float, height: float) -> tuple[int, int]:
        """Whole pixels of the same shape, no more of them than a photo may have."""
        shrink = min(1.0, math.sqrt(self._most_pixels / (width * height)))
        shrink = min(shrink, PLENTY / max(width, height))
        return max(1, math.floor(width * shrink)), max(1, math.floor(height * shrink))

    def draw(self, width: int, height: int, bitmap: SvgBitmap) -> Image.Image:
        """Stretched to a size, whatever its ``preserveAspectRatio`` says; straight RGBA."""
        key = (self._data, width, height, bitmap.colours, bitmap.fonts)
        return self._pixels.get(key, lambda: self._draw(width, height, bitmap))

    def _draw(self, width: int, height: int, bitmap: SvgBitmap) -> Image.Image:
        fonts = bitmap.fonts
        root = copy.copy(self._root)
        root.attrib = dict(self._root.attrib)
        if bitmap.colours or fonts.names:
            root = copy.deepcopy(self._root)
            recolour(root, dict(bitmap.colours))
            renamed(root, dict(fonts.names))
        if "viewBox" not in root.attrib:
            natural_width, natural_height = self.natural_size
            root.set("viewBox", f"0 0 {natural_width:g} {natural_height:g}")
        root.set("width", str(width))
        root.set("height", str(height))
        root.set("preserveAspectRatio", "none")
        arguments = {
            "svg_string": ElementTree.tostring(root, encoding="unicode"),
            "skip_system_fonts": True,
            "font_files": list(fonts.files),
            "serif_family": fonts.serif,
            "font_family": fonts.serif,
            "sans_serif_family": fonts.sans_serif,
        }
        try:
            png = draw_svg(arguments, self._checked, (width, height), self._seconds)
        except AssetError as error:
            raise type(error)(f"{shown(self.url)} {error}") from None
        return Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGBA")


class SvgBitmap(Struct, frozen=True):
    """A drawing as a source of pixels (a ``layers.Bitmap``)."""

    svg: Svg
    colours: tuple[tuple[str, str], ...]
    fonts: FontChoice
    size: tuple[int, int]
    mirror: tuple[bool, bool] = (False, False)

    def reduced(self, width: int, height: int) -> Image.Image:
        return mirrored(self.svg.draw(width, height, self), *self.mirror)

    def mirrored(self, across: bool, down: bool) -> SvgBitmap:
        return replace(self, mirror=(self.mirror[0] != across, self.mirror[1] != down))


def _natural_size(root: Element) -> tuple[float, float]:
    """What a browser takes for the picture's size: its own, else the view box's."""
    width, height = (_length(root.get(side)) for side in ("width", "height"))
    box = [float(number) for number in NUMBER.findall(root.get("viewBox", ""))]
    box_size = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else None
    if width and height:
        return width, height
    if box_size is None:
        return width or DEFAULT_SIZE[0], height or DEFAULT_SIZE[1]
    if width:
        return width, width * box_size[1] / box_size[0]
    if height:
        return height * box_size[0] / box_size[1], height
    return box_size


def _length(text: str | None) -> float | None:
    """Pixels; None for percentages and units that depend on a surrounding page."""
    match = re.fullmatch(rf"\s*+({NUMBER.pattern})\s*+([a-z]*+)\s*+", text or "")
    if match is None or match[2] not in UNITS:
        return None
    pixels = float(match[1]) * UNITS[match[2]]
    return pixels if pixels > 0 else None
