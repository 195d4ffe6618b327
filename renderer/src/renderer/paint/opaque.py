"""Which boxes of a mask are opaque: their pixels are copied, ten times as fast as mixed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from renderer.paint.box import PixelBox

FULL = b"\xff"
BAND = 64  # rows that are looked at together
NARROWEST = 64  # opaque columns of a band that are worth a box
WORTH_A_LOOK = 16_384  # pixels of a mask


@dataclass(frozen=True, slots=True)
class OpaqueRows:
    """Of each row of a mask where its opaque part starts and ends; (0, 0) without one."""

    parts: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, mask: Image.Image) -> OpaqueRows:
        width, pixels = mask.width, mask.tobytes()
        rows = (pixels[at : at + width] for at in range(0, len(pixels), width))
        return cls([_opaque_part(row) for row in rows])

    def common(self, top: int, bottom: int) -> tuple[int, int]:
        """The part that is opaque in all of some rows; beyond the mask its last rows go on."""
        rows = self.parts[min(max(0, top), len(self.parts) - 1) : max(1, bottom)]
        return max(start for start, _ in rows), min(end for _, end in rows)


def mask_boxes(mask: Image.Image) -> Iterator[tuple[PixelBox, bool]]:
    """Boxes that make up a mask, and whether each is opaque.

    A mask that is small, or not opaque in the middle, is one box.
    """
    width, height = mask.size
    if width * height >= WORTH_A_LOOK:
        start, end = _opaque_part(mask.crop((0, height // 2, width, height // 2 + 1)).tobytes())
        if 2 * (end - start) >= width:
            rows = OpaqueRows.of(mask)
            yield from boxes(width, height, BAND, lambda top, bottom: rows.common(top, bottom))
            return
    yield PixelBox(0, 0, width, height), False


def boxes(
    width: int, height: int, band: int, opaque: Callable[[int, int], tuple[int, int]]
) -> Iterator[tuple[PixelBox, bool]]:
    """Boxes that make up a picture, and whether each is opaque, found by bands of so many rows.

    ``opaque`` says which columns are opaque in all rows of a band; bands that are alike are one.
    """
    begun, alike = 0, (0, 0)
    for top in range(0, height, band):
        bottom = min(height, top + band)
        start, end = opaque(top, bottom)
        found = (start, end) if end - start >= NARROWEST else (0, 0)
        if top and found != alike:
            yield from _beside(width, begun, top, *alike)
            begun = top
        alike = found
    yield from _beside(width, begun, height, *alike)


def _beside(
    width: int, top: int, bottom: int, start: int, end: int
) -> Iterator[tuple[PixelBox, bool]]:
    for left, right, is_opaque in ((0, start, False), (start, end, True), (end, width, False)):
        if left < right:
            yield PixelBox(left, top, right, bottom), is_opaque


def _opaque_part(row: bytes) -> tuple[int, int]:
    start, end = row.find(FULL), row.rfind(FULL) + 1
    return (start, end) if end and row[start:end] == FULL * (end - start) else (0, 0)
