"""The picture being painted: RGB while it is opaque, else straight RGBA."""

from __future__ import annotations

from PIL import Image, ImageChops

from renderer.paint.box import PixelBox
from renderer.paint.colour import Colour
from renderer.paint.gradient import LinearGradient, paint_gradient
from renderer.paint.raster import Coverage
from renderer.paint.transform import Affine


class Surface:
    """Paints source-over. All coordinates are device pixels."""

    def __init__(self, width: int, height: int, background: Colour) -> None:
        self.area = PixelBox(0, 0, width, height)
        if background.alpha >= 1:
            self.image = Image.new("RGB", (width, height), background.rgb)
        else:
            alpha = int(background.alpha * 255 + 0.5)
            self.image = Image.new("RGBA", (width, height), (*background.rgb, alpha))

    @property
    def is_opaque(self) -> bool:
        return self.image.mode == "RGB"

    def paint(
        self,
        coverage: Coverage | None,
        paint: Colour | LinearGradient,
        matrix: Affine,
        opacity: float = 1.0,
    ) -> None:
        """Fill a coverage; ``matrix`` maps a gradient's space to device pixels."""
        coverage = coverage.cut(self.area) if coverage else None
        if coverage is None or opacity <= 0:
            return
        if isinstance(paint, LinearGradient):
            patch = paint_gradient(paint, matrix, coverage.area)
            self._draw(with_alpha(patch, coverage.image, opacity), coverage.left, coverage.top)
            return
        alpha = paint.alpha * opacity
        if alpha <= 0:
            return
        mask = coverage.image if alpha >= 1 else _faded(coverage.image, alpha)
        if self.is_opaque:
            self.image.paste(paint.rgb, coverage.area, mask)
            return
        patch = Image.new("RGBA", mask.size, (*paint.rgb, 0))
        patch.putalpha(mask)
        self._draw(patch, coverage.left, coverage.top)

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
        if patch.mode == "RGB":
            self.image.paste(patch, (left, top))
        elif self.is_opaque:
            self.image.paste(patch.convert("RGB"), (left, top), patch.getchannel("A"))
        else:
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
    return mask.point([int(value * alpha + 0.5) for value in range(256)])
