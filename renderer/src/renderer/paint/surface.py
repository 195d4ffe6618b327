"""What is painted on: pixels laid over each other, RGB while opaque, else straight RGBA."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops

from renderer import kernels
from renderer.paint.blend import blended
from renderer.paint.box import PixelBox
from renderer.paint.colour import Colour
from renderer.paint.gradient import LinearGradient, paint_gradient
from renderer.paint.raster import Coverage, union
from renderer.paint.transform import Affine
from renderer.time_limit import check_time

RGB = tuple[int, int, int]


class Stamp(NamedTuple):
    """Device pixels to lay over what is there: RGB hides it, straight RGBA lets it through.

    With an ``ink`` the patch is a mask (mode L), through which that colour is painted. With a
    ``blend`` mode its colours are mixed with those that it is laid on first. The pixels of a
    ``fresh`` one are held by nobody else: they may be painted on.
    """

    patch: Image.Image
    left: int
    top: int
    blend: str | None = None
    ink: RGB | None = None
    fresh: bool = False

    @property
    def page(self) -> Image.Image:
        """The pixels, to paint on."""
        return self.patch if self.fresh else self.patch.copy()

    def lay(self, image: Image.Image) -> None:
        """Source-over onto RGB or straight RGBA; the stamp has to lie inside the image."""
        patch, left, top, blend, ink, _ = self
        if ink is not None:
            if not blend and kernels.ink(image, patch, ink, left, top):
                return
            if image.mode == "RGB" and not blend:
                # Pasting the bare colour takes Pillow three times as long.
                image.paste(Image.new("RGB", patch.size, ink), (left, top), patch)
                return
            patch = inked(patch, ink)
        if blend:
            under = image.crop((left, top, left + patch.width, top + patch.height))
            patch = blended(patch, under, blend)
        if patch.mode == "RGB":
            image.paste(patch, (left, top))
        elif image.mode != "RGB":
            image.alpha_composite(patch, (left, top))
        elif not kernels.lay(image, patch, left, top):
            image.paste(patch, (left, top), patch)


def inked(mask: Image.Image, ink: RGB) -> Image.Image:
    """One colour in straight RGBA, as opaque as a mask says."""
    patch = Image.new("RGBA", mask.size, (*ink, 0))
    patch.putalpha(mask)
    return patch


class Surface:
    """Paints source-over; all coordinates are device pixels. ``image`` is RGB or RGBA."""

    def __init__(self, width: int, height: int, background: Colour) -> None:
        self.area = PixelBox(0, 0, width, height)
        if background.alpha >= 1:
            self.image = Image.new("RGB", (width, height), background.rgb)
        else:
            alpha = int(background.alpha * 255 + 0.5)
            self.image = Image.new("RGBA", (width, height), (*background.rgb, alpha))

    def paint(
        self,
        coverage: Coverage | None,
        paint: Colour | LinearGradient,
        matrix: Affine,
        opacity: float = 1.0,
    ) -> None:
        """Fill a coverage; ``matrix`` maps a gradient's space to device pixels."""
        if coverage is not None:
            self.paint_each((coverage,), paint, matrix, opacity)

    def paint_each(
        self,
        coverages: Iterable[Coverage],
        paint: Colour | LinearGradient,
        matrix: Affine,
        opacity: float = 1.0,
    ) -> None:
        """Fill coverages one after another, as a canvas paints glyphs; see ``paint``."""
        if opacity <= 0:
            return
        if isinstance(paint, LinearGradient):
            self._paint_gradient(coverages, paint, matrix, opacity)
            return
        alpha = paint.alpha * opacity
        if alpha <= 0:
            return
        for whole in coverages:
            check_time()
            coverage = whole.cut(self.area)
            if coverage is not None:
                mask = coverage.image if alpha >= 1 else _faded(coverage.image, alpha)
                self._fill(mask, paint.rgb, coverage.left, coverage.top)

    def _paint_gradient(
        self,
        coverages: Iterable[Coverage],
        gradient: LinearGradient,
        matrix: Affine,
        opacity: float,
    ) -> None:
        """The union of the coverages filled with one patch of the gradient."""
        coverage = union(part for whole in coverages if (part := whole.cut(self.area)))
        if coverage is not None:
            patch = paint_gradient(gradient, matrix, coverage.area)
            if opacity < 1 or not _is_full(coverage.image):
                patch = with_alpha(patch, coverage.image, opacity)
            self.lay(Stamp(patch, coverage.left, coverage.top))

    def draw(self, patch: Image.Image, left: int, top: int) -> None:
        """Lay RGB or straight RGBA pixels over the picture, cut to it."""
        width, height = patch.size
        inside = PixelBox(left, top, left + width, top + height).intersection(self.area)
        if inside.is_empty:
            return
        if inside.size != patch.size:
            patch = patch.crop(inside.moved(-left, -top))
        self.lay(Stamp(patch, inside.left, inside.top))

    def _fill(self, mask: Image.Image, ink: RGB, left: int, top: int) -> None:
        self.lay(Stamp(mask, left, top, ink=ink))

    def lay(self, stamp: Stamp) -> None:
        stamp.lay(self.image)


class CoverageSurface(Surface):
    """Keeps nothing but how much of each pixel is covered: ``image`` has mode L."""

    def __init__(self, width: int, height: int) -> None:
        self.area = PixelBox(0, 0, width, height)
        self.image = Image.new("L", (width, height))

    def _fill(self, mask: Image.Image, ink: RGB, left: int, top: int) -> None:
        self.image.paste(255, (left, top), mask)

    def _paint_gradient(
        self,
        coverages: Iterable[Coverage],
        gradient: LinearGradient,
        matrix: Affine,
        opacity: float,
    ) -> None:
        """The colours don't matter where all are opaque."""
        if all(colour.alpha >= 1 for _, colour in gradient.stops):
            self.paint_each(coverages, gradient.stops[0][1], matrix, opacity)
        else:
            super()._paint_gradient(coverages, gradient, matrix, opacity)

    def lay(self, stamp: Stamp) -> None:
        patch, left, top, *_ = stamp
        if patch.mode == "RGB":
            self.image.paste(255, (left, top, left + patch.width, top + patch.height))
        else:
            self.image.paste(255, (left, top), patch.getchannel("A"))


class Recording(Surface):
    """Writes down what is laid, in order, and lays nothing."""

    def __init__(self, area: PixelBox) -> None:
        self.area = area
        self.stamps: list[Stamp] = []

    def lay(self, stamp: Stamp) -> None:
        self.stamps.append(stamp)


def with_alpha(patch: Image.Image, mask: Image.Image, opacity: float = 1.0) -> Image.Image:
    """Pixels whose alpha is multiplied by a mask and an opacity; always RGBA."""
    if opacity < 1:
        mask = _faded(mask, opacity)
    if patch.mode == "RGBA":
        mask = ImageChops.multiply(patch.getchannel("A"), mask)
    elif made := kernels.covered(patch, mask):
        return made
    result = patch.convert("RGBA")
    result.putalpha(mask)
    return result


def _is_full(mask: Image.Image) -> bool:
    """Whether all of it is opaque; a third of the time that its extremes take to be found."""
    is_likely = mask.getpixel((0, 0)) == 255
    return is_likely and mask.tobytes() == b"\xff" * (mask.width * mask.height)


def _faded(mask: Image.Image, alpha: float) -> Image.Image:
    return mask.point(_shares(int(alpha * 255 + 0.5)))


@functools.lru_cache(maxsize=256)
def _shares(level: int) -> Sequence[int]:
    """Every level times another one, as Pillow multiplies pictures."""
    return [one * level // 255 for one in range(256)]
