"""Outlines: closed or open contours of lines and curves, y down, in any pixel space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from renderer.paint.box import Box
from renderer.paint.transform import Affine

Point = tuple[float, float]
Segment = tuple[Point, ...]  # one point: line; two: quadratic; three: cubic; the last is the end

KAPPA = 0.5522847498307936  # cubic control distance of a quarter circle of radius 1


@dataclass(frozen=True, slots=True)
class Contour:
    start: Point
    segments: tuple[Segment, ...]
    closed: bool = True

    def points(self) -> Iterator[Point]:
        """Every point, control points included."""
        yield self.start
        for segment in self.segments:
            yield from segment

    def reversed(self) -> Contour:
        """The same way back: inside another contour it cuts a hole."""
        ends = [self.start, *(segment[-1] for segment in self.segments)]
        back = zip(reversed(self.segments), reversed(ends[:-1]), strict=True)
        turned = tuple((*segment[-2::-1], end) for segment, end in back)
        return Contour(ends[-1], turned, self.closed)

    def transformed(self, matrix: Affine) -> Contour:
        move = matrix.apply
        return Contour(
            move(*self.start),
            tuple(tuple(move(*p) for p in segment) for segment in self.segments),
            self.closed,
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """Filled by the non-zero rule."""

    contours: tuple[Contour, ...]

    def reversed(self) -> Outline:
        return Outline(tuple(contour.reversed() for contour in self.contours))

    def transformed(self, matrix: Affine) -> Outline:
        return Outline(tuple(contour.transformed(matrix) for contour in self.contours))

    def points(self) -> Iterator[Point]:
        for contour in self.contours:
            yield from contour.points()

    def __add__(self, other: Outline) -> Outline:
        return Outline(self.contours + other.contours)


def polygon(points: Sequence[Point]) -> Outline:
    return Outline((Contour(points[0], tuple((p,) for p in points[1:])),))


def rectangle(box: Box) -> Outline:
    return polygon(box.corners)


def rounded_rectangle(box: Box, radius: float) -> Outline:
    """Corners are circular, at most half the shorter side; clockwise from the left edge's top."""
    r = max(0.0, min(radius, box.width / 2, box.height / 2))
    if r == 0:
        return rectangle(box)
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    k = r * (1 - KAPPA)
    return Outline(
        (
            Contour(
                (left, top + r),
                (
                    ((left, top + k), (left + k, top), (left + r, top)),
                    ((right - r, top),),
                    ((right - k, top), (right, top + k), (right, top + r)),
                    ((right, bottom - r),),
                    ((right, bottom - k), (right - k, bottom), (right - r, bottom)),
                    ((left + r, bottom),),
                    ((left + k, bottom), (left, bottom - k), (left, bottom - r)),
                ),
            ),
        )
    )


def ellipse(box: Box) -> Outline:
    """Counter-clockwise from the leftmost point."""
    rx, ry = box.width / 2, box.height / 2
    cx, cy = box.x + rx, box.y + ry
    kx, ky = rx * KAPPA, ry * KAPPA
    return Outline(
        (
            Contour(
                (cx - rx, cy),
                (
                    ((cx - rx, cy + ky), (cx - kx, cy + ry), (cx, cy + ry)),
                    ((cx + kx, cy + ry), (cx + rx, cy + ky), (cx + rx, cy)),
                    ((cx + rx, cy - ky), (cx + kx, cy - ry), (cx, cy - ry)),
                    ((cx - kx, cy - ry), (cx - rx, cy - ky), (cx - rx, cy)),
                ),
            ),
        )
    )
