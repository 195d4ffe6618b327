"""Turn outlines into coverage: 8-bit masks of exact pixel areas, placed on the device."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ctypes import addressof, c_ubyte

from msgspec import Struct
from PIL import Image, ImageChops

from renderer.kernels import COMPILED, united
from renderer.paint.box import PixelBox
from renderer.paint.clip import clipped
from renderer.paint.freetype import MAX_POINTS, OutlineStruct, TooComplexError, coverage_of
from renderer.paint.outline import Contour, Outline
from renderer.paint.transform import IDENTITY, Affine
from renderer.time_limit import check_time

FAR = 30_000  # pixels off the area: beyond, an outline is cut before FreeType sees it


class Levels:
    """Rows of bytes in memory: how much of each pixel is covered. A picture where one is needed."""

    __slots__ = ("_image", "_pixels", "address", "size")

    def __init__(self, pixels: bytearray, size: tuple[int, int]) -> None:
        """There has to be a pixel."""
        self._pixels = pixels
        self._image: Image.Image | None = None
        self.address = addressof(c_ubyte.from_buffer(pixels))
        self.size = size

    @property
    def image(self) -> Image.Image:
        """In mode L, sharing the memory."""
        if self._image is None:
            self._image = Image.frombuffer("L", self.size, self._pixels, "raw", "L", 0, 1)
        return self._image


class Coverage(Struct, frozen=True, eq=False):
    """How much of each pixel is covered: levels or an image of mode L, at (left, top).

    ``image`` is there for both; glyphs, which are mostly united, are spared it.
    """

    source: Image.Image | Levels
    left: int
    top: int

    @property
    def image(self) -> Image.Image:
        return self.source.image if isinstance(self.source, Levels) else self.source

    @property
    def area(self) -> PixelBox:
        width, height = self.source.size
        return PixelBox(self.left, self.top, self.left + width, self.top + height)

    def cut(self, area: PixelBox) -> Coverage | None:
        """The part inside an area; None where there is none."""
        width, height = self.source.size
        right, bottom = self.left + width, self.top + height
        if (
            area.left <= self.left
            and area.top <= self.top
            and right <= area.right
            and bottom <= area.bottom
        ):
            return self
        inside = self.area.intersection(area)
        if inside.is_empty:
            return None
        crop = self.image.crop(inside.moved(-self.left, -self.top))
        return Coverage(crop, inside.left, inside.top)

    def within(self, clip: Coverage) -> Coverage | None:
        """The product of two coverages, as a canvas clips."""
        inside = self.area.intersection(clip.area)
        mine, other = self.cut(inside), clip.cut(inside)
        if mine is None or other is None:
            return None
        return Coverage(ImageChops.multiply(mine.image, other.image), inside.left, inside.top)


def union(coverages: Iterable[Coverage]) -> Coverage | None:
    """One coverage for all, as if each were painted over the ones before."""
    parts = list(coverages)
    if len(parts) < 2:
        return parts[0] if parts else None
    left, top = min([part.left for part in parts]), min([part.top for part in parts])
    width = max([part.left + part.source.size[0] for part in parts]) - left
    height = max([part.top + part.source.size[1] for part in parts]) - top
    image = _united(parts, left, top, (width, height)) if COMPILED else None
    if image is None:
        image = Image.new("L", (width, height))
        for part in parts:
            image.paste(255, (part.left - left, part.top - top), part.image)
    return Coverage(image, left, top)


def _united(
    parts: Iterable[Coverage], left: int, top: int, size: tuple[int, int]
) -> Image.Image | None:
    held: list[Levels] = []  # whose memory the numbers lead to
    numbers: list[int] = []
    for part in parts:
        source = part.source
        if not isinstance(source, Levels):
            source = Levels(bytearray(source.tobytes()), source.size)
        held.append(source)
        numbers += (source.address, *source.size, part.left - left, part.top - top)
    return united(numbers, size)


def union_if_disjoint(coverages: Iterable[Coverage]) -> Coverage | None:
    """The union where no pixel is covered twice: painting it is painting each. None elsewhere."""
    parts = list(coverages)
    whole = union(parts)
    if whole is None or _covered(whole.image) < sum(_covered(part.image) for part in parts):
        return None
    return whole


def _covered(mask: Image.Image) -> int:
    """How many of its pixels a mask covers at all."""
    return mask.width * mask.height - mask.histogram()[0]


def fill(outline: Outline, matrix: Affine, area: PixelBox) -> Coverage | None:
    """The coverage of a transformed outline inside a device area; None where it is empty."""
    device = outline if matrix == IDENTITY else outline.transformed(matrix)
    if not device.contours:
        return None
    bounds = PixelBox.around(device.points())
    touched = bounds.intersection(area)
    if touched.is_empty:
        return None
    if bounds != bounds.intersection(area.grown(FAR)):
        device = clipped(device, touched.grown(1))
    image: Image.Image | None = None
    for batch in _batches(device):
        part = _drawn(batch, touched)
        image = part if image is None else ImageChops.lighter(image, part)
    return Coverage(image, touched.left, touched.top) if image else None


def _drawn(outline: Outline, area: PixelBox) -> Image.Image:
    """The coverage of an outline over an area; one too complex is drawn in two halves."""
    width, height = area.size
    try:
        struct = OutlineStruct(outline, -area.left, -area.top)
        pixels = coverage_of(struct.struct, width, height)
    except TooComplexError:
        return _in_halves(outline, area)
    return Image.frombuffer("L", (width, height), pixels, "raw", "L", 0, 1)


def _in_halves(outline: Outline, area: PixelBox) -> Image.Image:
    image = Image.new("L", area.size)
    for half in area.halves() if max(area.size) > 1 else ():  # nothing finer is seen of it
        check_time()
        part = clipped(outline, half.grown(1))
        if part.contours:
            image.paste(_drawn(part, half), (half.left - area.left, half.top - area.top))
    return image


def _batches(outline: Outline) -> Iterator[Outline]:
    """The outline, in parts that FreeType can count; of more than one the union is drawn."""
    batch: list[Contour] = []
    points = 0
    for contour in outline.contours:
        size = 1 + sum(len(segment) for segment in contour.segments)
        if batch and points + size > MAX_POINTS:
            yield Outline(tuple(batch))
            batch, points = [], 0
        batch.append(contour)
        points += size
    if batch:
        yield Outline(tuple(batch))
