"""Pixels to pixels of another size: the editor's block means, and Skia's bilinear sampling."""

from __future__ import annotations

import functools
import math

from msgspec import Struct
from PIL import Image

from renderer import kernels
from renderer.cache import WeightedCache
from renderer.paint.box import Box, PixelBox
from renderer.paint.surface import with_alpha
from renderer.paint.transform import Affine

# Keeps positions that are whole but for rounding errors on their side of the cut.
EPSILON = 1e-5
BAND_PIXELS = 4_000_000  # of a source that are worked on at once
MASK_BYTES = 16 * 1024 * 1024
NEAREST = Image.Resampling.NEAREST
STEPS = 16  # Skia knows this many positions between two pixels


def reduce_by_means(
    image: Image.Image, width: int, height: int, part: PixelBox | None = None
) -> Image.Image:
    """The whole image at a smaller size, each pixel the plain mean of n x n source pixels.

    n is the rounded ratio of the widths; the block of pixel i starts at round(i * ratio), so that
    blocks may overlap or leave pixels out. A block that passes the right edge goes on with the
    first pixels of the next row, as the editor's does. The mean of a straight RGBA pixel counts
    colours without their alpha, and fully transparent ones as black, as a canvas gives them back.
    With ``part`` only that of the result is made.
    """
    whole = PixelBox(0, 0, width, height)
    part = part or whole
    if (width, height) == image.size:
        return image if part == whole else image.crop(part)
    ratio_x, ratio_y = image.width / width, image.height / height
    n = max(1, _round(ratio_x))
    if image.mode != "RGBA" and (found := _picked(image, ratio_x, ratio_y, n, part)):
        return found
    if part != whole:
        return reduce_by_means(image, width, height).crop(part)
    rows = min(n, image.height)  # a block higher than the image ends with it
    blocks = _Blocks(width, ratio_x, n, rows, is_grid=ratio_x == ratio_y == n)
    starts = [min(_round(j * ratio_y), image.height - rows) for j in range(height)]
    if image.width * image.height <= BAND_PIXELS:
        return blocks.means(image, starts)
    reduced = Image.new(image.mode, (width, height))
    step = max(1, height * BAND_PIXELS // (image.width * image.height))
    for at in range(0, height, step):
        band = starts[at : at + step]
        top, bottom = band[0], min(image.height, band[-1] + rows + (not blocks.is_grid))
        strip = image.crop((0, top, image.width, bottom))
        reduced.paste(blocks.means(strip, [start - top for start in band]), (0, at))
    return reduced


class _Blocks(Struct, frozen=True):
    """How wide the result is, how wide and high its blocks are, and whether they form a grid."""

    width: int
    ratio: float
    n: int
    rows: int
    is_grid: bool

    def means(self, image: Image.Image, starts: list[int]) -> Image.Image:
        """The means of the blocks that begin at these rows."""
        if image.mode == "RGBA":
            four = _relabelled(image.convert("RGBa").convert("RGBA"), "CMYK")
            return _relabelled(self.means(four, starts), "RGBA")
        if self.is_grid:
            return image.reduce(self.n)
        columns = [_column(image, self.width, self.ratio, k) for k in range(self.n)]
        if self.n == 1:
            return _rows(columns, starts, 1)
        return _rows(columns, starts, self.rows).reduce((1, self.rows * self.n))


def reduce_half(
    half: Image.Image, whole: tuple[int, int], size: tuple[int, int], part: PixelBox
) -> Image.Image:
    """A part of what ``reduce_by_means`` makes of a picture that is at hand at half its size.

    A pixel of the half stands for each of the four it is the mean of. For blocks of three pixels
    a side (reductions of ``whole`` by 2.5 to 3.5) that comes near: less than 0.05 % of a photo's
    pixels differ visibly. Blocks of two would be blurred.
    """
    x = Blocks(part.size[0], whole[0] / size[0], part.left)
    y = Blocks(part.size[1], whole[1] / size[1], part.top)
    if made := kernels.sampled(half, _taps(x), _taps(y)):
        return made
    padded = extended_crop(half, PixelBox(0, 0, half.width + 1, half.height + 1))
    return _mixed_rows(_mixed_columns(padded, x, 0), y, 0)


def mirrored(image: Image.Image, across: bool, down: bool) -> Image.Image:
    """Left and right (``across``), top and bottom (``down``) exchanged."""
    if across and down:
        return image.transpose(Image.Transpose.ROTATE_180)
    if across:
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return image.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if down else image


def _relabelled(image: Image.Image, mode: str) -> Image.Image:
    """The same bytes under the name of another mode with as many channels."""
    return _seen_as(mode, image.size, image.tobytes())


def _seen_as(mode: str, size: tuple[int, int], pixels: bytes) -> Image.Image:
    """Bytes as an image, without a copy where Pillow can."""
    return Image.frombuffer(mode, size, pixels, "raw", mode, 0, 1)


def _column(image: Image.Image, width: int, ratio: float, k: int) -> Image.Image:
    """Of every block of columns the one numbered ``k``; all rows."""
    size = (width, image.height)
    # Pillow samples at floor(a * (x + .5) + c): that is round(x * ratio) + k.
    offset = 0.5 - ratio / 2 + k + EPSILON
    column = image.transform(size, Image.Transform.AFFINE, (ratio, 0, offset, 0, 1, 0), NEAREST)
    past = _round((width - 1) * ratio) + k - image.width
    if past >= 0:
        column.paste(image.crop((past, 1, past + 1, image.height)), (width - 1, 0))
        last = image.getpixel((image.width - 1, image.height - 1))
        assert last is not None
        column.putpixel((width - 1, image.height - 1), last)  # after the last row there is none
    return column


def _rows(columns: list[Image.Image], starts: list[int], n: int) -> Image.Image:
    """For every start the ``n`` rows from there of each column image, below each other."""
    mode, (width, height) = columns[0].mode, columns[0].size
    data = [memoryview(column.tobytes()) for column in columns]
    stride = len(data[0]) // height
    stack = b"".join(
        rows[start * stride : (start + n) * stride] for start in starts for rows in data
    )
    return _seen_as(mode, (width, len(starts) * n * len(data)), stack)


def _picked(
    image: Image.Image, ratio_x: float, ratio_y: float, n: int, part: PixelBox
) -> Image.Image | None:
    """Blocks of one pixel, or means of 2 x 2 to within a level; None for other blocks.

    The exact means of four would cost twice as much.
    """
    if ratio_x == ratio_y == n or not all(
        n - 0.5 < ratio < n + 0.5 for ratio in (ratio_x, ratio_y)
    ):
        return None
    if n > 2:
        return None
    first_x, first_y = 0.5 + part.left * ratio_x + EPSILON, 0.5 + part.top * ratio_y + EPSILON
    if made := kernels.picked(image, n, part.size, (first_x, ratio_x), (first_y, ratio_y)):
        return made
    x, y = first_x - ratio_x / 2, first_y - ratio_y / 2  # Pillow samples at the pixels' centres

    def pixels(across: int, down: int) -> Image.Image:
        return _nearest(image, part.size, (ratio_x, 0, x + across, 0, ratio_y, y + down))

    if n == 1:
        return pixels(0, 0)
    upper = Image.blend(pixels(0, 0), pixels(1, 0), 0.5)
    lower = Image.blend(pixels(0, 1), pixels(1, 1), 0.5)
    return Image.blend(upper, lower, 0.5)


def _round(value: float) -> int:
    return math.floor(value + 0.5)


class Axis(Struct, frozen=True):
    """Where output pixel i samples along one axis: at ``start + i * step``, pixel centres whole.

    Skia cuts the way from one source pixel to the next to sixteenths, on a mirrored axis upwards.
    """

    start: float
    step: float
    count: int

    @property
    def first(self) -> float:
        """The position of output pixel 0, moved so that its whole part is the pixel before it."""
        return self.start + (EPSILON if self.step >= 0 else 1 / STEPS - EPSILON)

    def weights(self) -> bytes:
        """Of each output pixel how much (of 255) it takes of the pixel after the one before it."""
        first, step = self.first * STEPS, self.step * STEPS
        return bytes([_WEIGHTS[math.floor(first + i * step) % STEPS] for i in range(self.count)])

    @property
    def span(self) -> tuple[int, int]:
        """The first source pixel needed and the one after the last."""
        ends = self.first, self.first + (self.count - 1) * self.step
        return math.floor(min(ends)), math.floor(max(ends)) + 2

    @property
    def is_plain(self) -> bool:
        """Whether it takes one source pixel after another as they are."""
        return self.step == 1 and math.floor(self.first * STEPS) % STEPS == 0


class Blocks(Struct, frozen=True):
    """Where output pixel i takes its block of three source pixels, told in pairs of them.

    The block starts at ``round(i * ratio)``: with two of a pair and one of the next, or with one
    and two.
    """

    count: int
    ratio: float
    start: int

    @property
    def first(self) -> float:
        return 0.25 + EPSILON + self.start * self.step

    @property
    def step(self) -> float:
        return self.ratio / 2

    def weights(self) -> bytes:
        """Of each output pixel how much (of 255) it takes of the pair after the first."""
        pixels = range(self.start, self.start + self.count)
        return bytes([(85, 170)[_round(i * self.ratio) % 2] for i in pixels])


_WEIGHTS = [_round(sixteenth * 255 / STEPS) for sixteenth in range(STEPS)]


def sample_upright(
    image: Image.Image, x: Axis, y: Axis, coverage: Image.Image | None = None
) -> Image.Image:
    """Bilinear samples on a grid along the image's own axes; edge pixels go on beyond the edge.

    A ``coverage`` of the image's size cuts it before: what comes out is RGBA then.
    """
    is_plain = x.is_plain and y.is_plain
    if not is_plain and (made := kernels.sampled(image, _taps(x), _taps(y), coverage)):
        return made
    cut = with_alpha(image, coverage) if coverage else image
    (left, right), (top, bottom) = x.span, y.span
    if is_plain:
        return extended_crop(cut, PixelBox(left, top, left + x.count, top + y.count))
    part = _premultiplied(extended_crop(cut, PixelBox(left, top, right, bottom)))
    across = _mixed_columns(part, x, left)
    return _straight(_mixed_rows(across, y, top))


@functools.lru_cache(maxsize=256)  # the photos of a feed are often sampled alike
def _taps(axis: Axis | Blocks) -> kernels.Taps:
    return axis.first, axis.step, axis.weights()


def _mixed_columns(image: Image.Image, x: Axis | Blocks, left: int) -> Image.Image:
    c = x.first - left - x.step / 2  # Pillow samples at floor(a * (x + .5) + c)
    size = (x.count, image.height)
    before = _nearest(image, size, (x.step, 0, c, 0, 1, 0))
    if (mask := _column_mask(x, image.height)) is not None:
        before.paste(_nearest(image, size, (x.step, 0, c + 1, 0, 1, 0)), (0, 0), mask)
    return before


def _mixed_rows(image: Image.Image, y: Axis | Blocks, top: int) -> Image.Image:
    f = y.first - top - y.step / 2
    size = (image.width, y.count)
    before = _nearest(image, size, (1, 0, 0, 0, y.step, f))
    if (mask := _row_mask(y, image.width)) is not None:
        before.paste(_nearest(image, size, (1, 0, 0, 0, y.step, f + 1)), (0, 0), mask)
    return before


def _column_mask(x: Axis | Blocks, height: int) -> Image.Image | None:
    """How much of the columns after is mixed in, all rows alike; None for nothing."""

    def make() -> Image.Image | None:
        weights = x.weights()
        return Image.frombytes("L", (x.count, height), weights * height) if any(weights) else None

    return _masks.get((x, height, "columns"), make)


def _row_mask(y: Axis | Blocks, width: int) -> Image.Image | None:
    def make() -> Image.Image | None:
        weights = y.weights()
        if not any(weights):
            return None
        column = Image.frombytes("L", (1, y.count), weights)
        return column.resize((width, y.count), NEAREST)

    return _masks.get((y, width, "rows"), make)


def _mask_weight(mask: Image.Image | None) -> int:
    return 200 + (mask.width * mask.height if mask else 0)


# The photos of a feed are often sampled alike.
_masks: WeightedCache[tuple[Axis | Blocks, int, str], Image.Image | None] = WeightedCache(
    MASK_BYTES, _mask_weight
)


def _nearest(image: Image.Image, size: tuple[int, int], matrix: tuple[float, ...]) -> Image.Image:
    return image.transform(size, Image.Transform.AFFINE, matrix, NEAREST)


def sample_turned(image: Image.Image, back: Affine, area: PixelBox, inside: Box) -> Image.Image:
    """Bilinear samples over a device area; ``back`` maps device pixels to the image's.

    Only the part ``inside`` of the image is needed; around it the edge pixels go on, so that
    edges can be cut by a coverage.
    """
    part = PixelBox.around(inside.corners).grown(2)
    pixels = extended_crop(image, part)
    a, b, c, d, e, f = (
        Affine.translation(-part.left, -part.top) @ back @ Affine.translation(area.left, area.top)
    )
    # Pillow takes premultiplied samples of RGBA by itself.
    return pixels.transform(
        area.size, Image.Transform.AFFINE, (a, c, e, b, d, f), Image.Resampling.BILINEAR
    )


def extended_crop(image: Image.Image, area: PixelBox) -> Image.Image:
    """Part of an image that may reach beyond it: there its edge pixels go on."""
    whole = PixelBox(0, 0, *image.size)
    if area == whole:
        return image
    inside = area.intersection(whole)
    part = image.crop(inside)
    if inside == area:
        return part
    wide, tall = area.size
    result = Image.new(image.mode, area.size)
    x, y = inside.left - area.left, inside.top - area.top
    right, bottom = x + part.width, y + part.height
    result.paste(part, (x, y))
    for column, start, end in ((x, 0, x), (right - 1, right, wide)):
        if start < end:
            strip = result.crop((column, y, column + 1, bottom))
            result.paste(strip.resize((end - start, part.height), NEAREST), (start, y))
    for row, start, end in ((y, 0, y), (bottom - 1, bottom, tall)):
        if start < end:
            strip = result.crop((0, row, wide, row + 1))
            result.paste(strip.resize((wide, end - start), NEAREST), (0, start))
    return result


def _premultiplied(image: Image.Image) -> Image.Image:
    return image.convert("RGBa") if image.mode == "RGBA" else image


def _straight(image: Image.Image) -> Image.Image:
    return image.convert("RGBA") if image.mode == "RGBa" else image
