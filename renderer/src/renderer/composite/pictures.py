"""Paint pictures: bring the source down, sample it onto device pixels, cut it, lay it over."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PIL import Image, ImageChops

from renderer.assets.bitmap import Photo
from renderer.composite.cutting import cut_of, filled
from renderer.layers import Picture, Raster, Stencil
from renderer.paint.box import Box, PixelBox, covered_pixels
from renderer.paint.outline import rectangle
from renderer.paint.raster import Coverage
from renderer.paint.resample import EPSILON, Axis, sample_turned, sample_upright
from renderer.paint.surface import Surface, with_alpha
from renderer.paint.transform import Affine


def paint_picture(surface: Surface, picture: Picture, matrix: Affine, opacity: float) -> None:
    """Unrotated pictures get whole-pixel edges without anti-aliasing, as a canvas draws them."""
    placed = _inside_source(picture)
    if placed is None or opacity <= 0:
        return
    placement = _place(surface, placed.box, matrix)
    if placement.area.is_empty:
        return
    image, placed = _brought_down(placed, placement.size)
    area = placement.area
    patch, alpha = _sampled(image, placed, placement), placement.edges()
    if picture.mask is not None:
        whole = _place(surface, picture.box, matrix, area)
        everything = Box(0, 0, *picture.mask.size)
        alpha = _product(alpha, whole.sample(picture.mask, everything))
    _lay(surface, patch, alpha, area, opacity)


def silhouette(picture: Picture) -> Picture:
    """The picture as its shadow knows it: a photo without alpha is not decoded for that."""
    source = picture.source
    if isinstance(source, Photo) and source.is_opaque:
        return replace(picture, source=_Opaque(source.size))
    return picture


@dataclass(frozen=True, slots=True)
class _Opaque:
    """A bitmap of which nothing is known but that it hides what is under it."""

    size: tuple[int, int]

    def reduced(self, width: int, height: int) -> Image.Image:
        return Image.new("RGB", (width, height))

    def mirrored(self, across: bool, down: bool) -> _Opaque:
        return self


def paint_raster(surface: Surface, raster: Raster, matrix: Affine, opacity: float) -> None:
    """A plugin's pixels; where they need no scaling they are laid on whole pixels as they are."""
    placement = _place_own(surface, raster.image, raster.x, raster.y, raster.scale, matrix)
    if placement.area.is_empty or 0 in raster.image.size:
        return
    patch = placement.sample(raster.image, Box(0, 0, *raster.image.size))
    _lay(surface, patch, placement.edges(), placement.area, opacity)


def paint_stencil(surface: Surface, stencil: Stencil, matrix: Affine, opacity: float) -> None:
    """A plugin's mask filled with its paint."""
    mask = stencil.mask
    placement = _place_own(surface, mask, stencil.x, stencil.y, stencil.scale, matrix)
    if placement.area.is_empty or 0 in mask.size:
        return
    sampled = placement.sample(mask, Box(0, 0, *mask.size))
    alpha = _product(sampled, placement.edges())
    assert alpha is not None
    area = placement.area
    surface.paint(Coverage(alpha, area.left, area.top), stencil.paint, matrix, opacity)


@dataclass(frozen=True, slots=True)
class _Placement:
    """A box on the device: which pixels it paints, and how it samples an image onto them."""

    box: Box
    matrix: Affine
    area: PixelBox
    snapped: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the box in device pixels."""
        m = self.matrix
        return math.hypot(m.a, m.b) * self.box.width, math.hypot(m.c, m.d) * self.box.height

    def sample(
        self,
        image: Image.Image,
        region: Box,
        flip_x: bool = False,
        flip_y: bool = False,
        coverage: Image.Image | None = None,
    ) -> Image.Image:
        """The region of an image, stretched over the box, on the device pixels of the area.

        Of the image is seen what a ``coverage`` of its size leaves.
        """
        back = self.back(region, flip_x, flip_y)
        if self.snapped:
            return sample_upright(image, *self.axes(back), coverage)
        cut = with_alpha(image, coverage) if coverage else image
        return sample_turned(cut, back, self.area, region)

    def back(self, region: Box, flip_x: bool, flip_y: bool) -> Affine:
        """From device pixels to those of the region."""
        return _onto(self.box, region, flip_x, flip_y) @ self.matrix.inverse()

    def axes(self, back: Affine) -> tuple[Axis, Axis]:
        """Where the area's pixels lie along the sides of an image that is not turned."""
        x, y = back.apply(self.area.left + 0.5, self.area.top + 0.5)
        width, height = self.area.size
        return Axis(x - 0.5, back.a, width), Axis(y - 0.5, back.d, height)

    def edges(self) -> Image.Image | None:
        """The anti-aliased coverage of the box; None where every pixel is fully painted."""
        return None if self.snapped else filled(rectangle(self.box), self.matrix, self.area)


def _onto(box: Box, region: Box, flip_x: bool, flip_y: bool) -> Affine:
    """The transform that stretches a box over a region, mirrored within it."""
    sx, sy = region.width / box.width, region.height / box.height
    x = region.right if flip_x else region.x
    y = region.bottom if flip_y else region.y
    stretch = Affine(-sx if flip_x else sx, 0, 0, -sy if flip_y else sy, x, y)
    return stretch @ Affine.translation(-box.x, -box.y)


def _place(surface: Surface, box: Box, matrix: Affine, area: PixelBox | None = None) -> _Placement:
    snapped = matrix.is_upright and matrix.a > 0 and matrix.d > 0
    if area is None:
        touched = covered_pixels(box, matrix)
        if snapped:
            left, top = matrix.apply(box.x, box.y)
            right, bottom = matrix.apply(box.right, box.bottom)
            touched = PixelBox(_nearest(left), _nearest(top), _nearest(right), _nearest(bottom))
        area = touched.intersection(surface.area)
    return _Placement(box, matrix, area, snapped)


def _place_own(
    surface: Surface, image: Image.Image, x: float, y: float, scale: float, matrix: Affine
) -> _Placement:
    """Place pixels drawn at ``scale``; unscaled and unrotated ones on whole device pixels."""
    width, height = (side / scale for side in image.size)
    left, top = matrix.apply(x, y)
    if (matrix.a, matrix.b, matrix.c, matrix.d) == (scale, 0, 0, scale):
        matrix = matrix._replace(
            e=matrix.e + _nearest(left) - left, f=matrix.f + _nearest(top) - top
        )
    return _place(surface, Box(x, y, width, height), matrix)


def _inside_source(picture: Picture) -> Picture | None:
    """The picture without what of its region lies outside of the source; None for nothing."""
    region, box = picture.region, picture.box
    width, height = picture.source.size
    left, top = max(0.0, region.x), max(0.0, region.y)
    right, bottom = min(float(width), region.right), min(float(height), region.bottom)
    if right <= left or bottom <= top or box.width <= 0 or box.height <= 0:
        return None
    if (left, top, right, bottom) == (region.x, region.y, region.right, region.bottom):
        return picture
    kx, ky = box.width / region.width, box.height / region.height
    x = region.right - right if picture.flip_x else left - region.x
    y = region.bottom - bottom if picture.flip_y else top - region.y
    return replace(
        picture,
        region=Box(left, top, right - left, bottom - top),
        box=Box(box.x + x * kx, box.y + y * ky, (right - left) * kx, (bottom - top) * ky),
    )


def _brought_down(picture: Picture, size: tuple[float, float]) -> tuple[Image.Image, Picture]:
    """The pixels to sample and the picture in their terms: reduced where it is shown smaller.

    As the editor does: the whole source, mirrored first, is reduced by the smaller of both
    scales, then the region is cut out of it at whole pixels. The rest is bilinear sampling.
    """
    source, region = picture.source, picture.region
    width, height = source.size
    scale = min(region.width / size[0], region.height / size[1])
    if scale <= 1 or not picture.reduced_first:
        return source.reduced(width, height), picture
    reduced_width, reduced_height = _whole(width / scale), _whole(height / scale)
    if picture.flip_x or picture.flip_y:
        source = source.mirrored(picture.flip_x, picture.flip_y)
        x = width - region.right if picture.flip_x else region.x
        y = height - region.bottom if picture.flip_y else region.y
        region = Box(x, y, region.width, region.height)
    left = math.floor(region.x * reduced_width / width + EPSILON)
    top = math.floor(region.y * reduced_height / height + EPSILON)
    right = min(reduced_width, left + _whole(region.width / scale))
    bottom = min(reduced_height, top + _whole(region.height / scale))
    part = PixelBox(left, top, right, bottom)
    if isinstance(source, Photo):
        image = source.reduced_part(reduced_width, reduced_height, part)
    else:
        image = source.reduced(reduced_width, reduced_height)
        if part.size != image.size:
            image = image.crop(part)
    return image, replace(picture, region=Box(0, 0, *image.size), flip_x=False, flip_y=False)


def _sampled(image: Image.Image, picture: Picture, placement: _Placement) -> Image.Image:
    """The picture's pixels on the device.

    It is cut before it is scaled: the editor cuts at the source's resolution.
    """
    region, flip_x, flip_y = picture.region, picture.flip_x, picture.flip_y
    coverage = None
    if picture.clip is not None:
        onto = _onto(picture.box, region, flip_x, flip_y)
        part = PixelBox.around(region.corners).intersection(PixelBox(0, 0, *image.size))
        coverage = cut_of(picture.clip, onto, part)
        image, region = image.crop(part), region.moved(-part.left, -part.top)
    return placement.sample(image, region, flip_x, flip_y, coverage)


def _whole(length: float) -> int:
    """A length cut to whole pixels, at least one."""
    return max(1, math.floor(length + EPSILON))


def _lay(
    surface: Surface,
    patch: Image.Image,
    alpha: Image.Image | None,
    area: PixelBox,
    opacity: float,
) -> None:
    if alpha is None and opacity >= 1:
        surface.draw(patch, area.left, area.top)
        return
    alpha = alpha or Image.new("L", patch.size, 255)
    surface.draw(with_alpha(patch, alpha, opacity), area.left, area.top)


def _product(first: Image.Image | None, second: Image.Image | None) -> Image.Image | None:
    if first is None or second is None:
        return first or second
    return ImageChops.multiply(first, second)


def _nearest(value: float) -> int:
    return math.floor(value + 0.5)
