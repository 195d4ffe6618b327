"""The picture being painted: RGB while it is opaque, else straight RGBA."""

from __future__ import annotations

from collections.abc import Iterable

from PIL import Image, ImageChops

from renderer.paint.box import PixelBox
from renderer.paint.colour import TRANSPARENT, Colour
from renderer.paint.gradient import LinearGradient, paint_gradient
from renderer.paint.raster import Coverage, union
from renderer.paint.transform import Affine


class Surface:
    """Paints source-over. All coordinates are device pixels.

    ``image`` is RGB, RGBA or, for a surface that keeps nothing but coverage, L.
    """

    def __init__(self, width: int, height: int, background: Colour) -> None:
        self.area = PixelBox(0, 0, width, height)
        if background.alpha >= 1:
            self.image = Image.new("RGB", (width, height), background.rgb)
        else:
            alpha = int(background.alpha * 255 + 0.5)
            self.image = Image.new("RGBA", (width, height), (*background.rgb, alpha))

    @classmethod
    def of_coverage(cls, width: int, height: int) -> Surface:
        """An empty surface whose colours don't matter: shadows need the alpha alone."""
        surface = cls(0, 0, TRANSPARENT)
        surface.area = PixelBox(0, 0, width, height)
        surface.image = Image.new("L", (width, height))
        return surface

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
        ink: tuple[int, ...] | int = 255 if self.image.mode == "L" else paint.rgb
        for whole in coverages:
            coverage = whole.cut(self.area)
            if coverage is None:
                continue
            mask = coverage.image if alpha >= 1 else _faded(coverage.image, alpha)
            if self.image.mode == "RGBA":
                patch = Image.new("RGBA", mask.size, (*paint.rgb, 0))
                patch.putalpha(mask)
                self._draw(patch, coverage.left, coverage.top)
            else:
                self.image.paste(ink, (coverage.left, coverage.top), mask)

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
            self._draw(with_alpha(patch, coverage.image, opacity), coverage.left, coverage.top)

    def draw(self, patch: Image.Image, left: int, top: int) -> None:
        """Lay RGB or straight RGBA pixels over the picture, cut to it."""
        width, height = patch.size
        inside = PixelBox(left, top, left + width, top + height).intersection(self.area)
        if inside.is_empty:
            return
        if inside.size != patch.size:
            patch = patch.crop(inside.moved(-left, -top))
        self._draw(patch, inside.left, inside.top)

    def _draw(self, patch: Image.Image, left: int, top: int) -> None:
        match self.image.mode, patch.mode:
            case "L", "RGB":
                self.image.paste(255, (left, top, left + patch.width, top + patch.height))
            case "L", _:
                self.image.paste(255, (left, top), patch.getchannel("A"))
            case _, "RGB":
                self.image.paste(patch, (left, top))
            case "RGB", _:
                self.image.paste(patch.convert("RGB"), (left, top), patch.getchannel("A"))
            case _:
                self.image.alpha_composite(patch, (left, top))


def with_alpha(patch: Image.Image, mask: Image.Image, opacity: float = 1.0) -> Image.Image:
    """Pixels whose alpha is multiplied by a mask and an opacity; always RGBA."""
    if opacity < 1:
        mask = _faded(mask, opacity)
    if patch.mode == "RGBA":
        mask = ImageChops.multiply(patch.getchannel("A"), mask)
    result = patch.convert("RGBA")
    result.putalpha(mask)
    return result


def _faded(mask: Image.Image, alpha: float) -> Image.Image:
    return ImageChops.multiply(mask, Image.new("L", mask.size, int(alpha * 255 + 0.5)))
