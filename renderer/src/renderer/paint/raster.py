"""Turn outlines into coverage: 8-bit masks of exact pixel areas, placed on the device."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops

from renderer.paint.box import PixelBox
from renderer.paint.freetype import OutlineStruct, coverage_of
from renderer.paint.outline import Outline
from renderer.paint.transform import Affine

MAX_POINTS = 32_000  # FreeType counts an outline's points in 16 bits


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of each pixel is covered; ``image`` has mode L, its corner lies at (left, top)."""

    image: Image.Image
    left: int
    top: int

    @property
    def area(self) -> PixelBox:
        width, height = self.image.size
        return PixelBox(self.left, self.top, self.left + width, self.top + height)

    def cut(self, area: PixelBox) -> Coverage | None:
        """The part inside an area; None where there is none."""
        inside = self.area.intersection(area)
        if inside.is_empty:
            return None
        if inside == self.area:
            return self
        crop = self.image.crop(inside.moved(-self.left, -self.top))
        return Coverage(crop, inside.left, inside.top)

    def within(self, clip: Coverage) -> Coverage | None:
        """The product of two coverages, as a canvas clips."""
        inside = self.area.intersection(clip.area)
        mine, other = self.cut(inside), clip.cut(inside)
        if mine is None or other is None:
            return None
        return Coverage(
            ImageChops.multiply(mine.image, other.image), inside.left, inside.top
        )


def fill(outline: Outline, matrix: Affine, area: PixelBox) -> Coverage | None:
    """The coverage of a transformed outline inside a device area; None where it is empty."""
    device = outline.transformed(matrix)
    touched = PixelBox.around(device.points()).intersection(area) if device.contours else area
    if not device.contours or touched.is_empty:
        return None
    if len(device.contours) == 1 or sum(len(c.segments) * 3 for c in device.contours) < MAX_POINTS:
        return _fill(device, touched)
    image = Image.new("L", touched.size)
    for contour in device.contours:  # too many points for one call: the contours' union
        part = _fill(Outline((contour,)), touched)
        image = ImageChops.lighter(image, part.image)
    return Coverage(image, touched.left, touched.top)


def _fill(device: Outline, touched: PixelBox) -> Coverage:
    width, height = touched.size
    struct = OutlineStruct(device, -touched.left, -touched.top)
    pixels = coverage_of(struct.struct, width, height)
    return Coverage(Image.frombytes("L", (width, height), pixels), touched.left, touched.top)


