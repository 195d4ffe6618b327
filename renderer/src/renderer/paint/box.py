"""Axis-parallel rectangles: in element pixels (float) and in device pixels (whole)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from renderer.paint.transform import Affine


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Clockwise from the top left."""
        return (
            (self.x, self.y),
            (self.right, self.y),
            (self.right, self.bottom),
            (self.x, self.bottom),
        )

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)


class PixelBox(NamedTuple):
    """Device pixels from (left, top) up to, not including, (right, bottom)."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> PixelBox:
        """The smallest whole-pixel box that holds the points."""
        xs, ys = zip(*points, strict=True)
        return cls(math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)), math.ceil(max(ys)))

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top

    @property
    def is_empty(self) -> bool:
        return self.right <= self.left or self.bottom <= self.top

    def intersection(self, other: PixelBox) -> PixelBox:
        return PixelBox(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def grown(self, by: int) -> PixelBox:
        return PixelBox(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, dx: int, dy: int) -> PixelBox:
        return PixelBox(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def halves(self) -> tuple[PixelBox, PixelBox]:
        """Cut across the longer side, which has to have two pixels."""
        if self.right - self.left > self.bottom - self.top:
            middle = (self.left + self.right) // 2
            return self._replace(right=middle), self._replace(left=middle)
        middle = (self.top + self.bottom) // 2
        return self._replace(bottom=middle), self._replace(top=middle)


def covered_pixels(box: Box, matrix: Affine) -> PixelBox:
    """The device pixels that a transformed box touches."""
    return PixelBox.around(matrix.apply(x, y) for x, y in box.corners)
