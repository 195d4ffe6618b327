"""Strokes: the outline of a line drawn along an outline, and the outline cut into dashes.

A stroke is the union of one rectangle per straight piece and one wedge per corner. They all turn
the same way round, so that the non-zero rule fills it without holes however wide it is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from renderer.paint.flatten import flatten
from renderer.paint.hull import hull_seen_from
from renderer.paint.outline import Contour, Outline, Point
from renderer.time_limit import check_time

Join = Literal["round", "miter", "bevel"]
Cap = Literal["butt", "round", "square"]

MITER_LIMIT = 10.0  # the canvas's: longer miters, in half widths, are bevelled
LEAST_ARC = 2 * math.pi / 2000  # a circle of 80,000 px at a tolerance of 0.1
COARSE = 2000  # half widths that are this many pixels wide may be a pixel off
THINNEST = 1e-6  # half a width that can't be seen, nor divided by
MAX_DASHES = 20_000  # more are drawn as an unbroken line


def stroke_outline(
    outline: Outline,
    width: float,
    join: Join = "round",
    cap: Cap = "butt",
    tolerance: float = 0.1,
) -> Outline:
    """The outline of a line of ``width`` along an outline, centred on it.

    Curves become straight lines that stay within ``tolerance``: units of the outline's own space,
    pixels if it is the device's. Caps end open contours.
    """
    radius = width / 2
    if radius < THINNEST:
        return Outline(())
    arc_step = max(LEAST_ARC, 2 * math.acos(max(0.0, 1 - tolerance / radius)))
    pen = _Pen(radius, join, cap, tolerance, arc_step)
    return Outline(tuple(c for contour in outline.contours for c in pen.along(contour)))


def dash_outline(
    outline: Outline,
    pattern: Sequence[float],
    offset: float = 0.0,
    width: float = 0.0,
    tolerance: float = 0.1,
) -> Outline:
    """The pieces of an outline that the pattern's 1st, 3rd, ... lengths cover, as open contours.

    A pattern of odd length is doubled; one without length leaves the outline whole. Each contour
    begins ``offset`` into the pattern. ``width`` is the width the dashes will be stroked with:
    curves become straight lines here already.
    """
    lengths = [max(0.0, length) for length in pattern] * (1 + len(pattern) % 2)
    period = sum(lengths)
    if period <= 0:
        return outline
    lines = [_line(contour, tolerance, width / 2) for contour in outline.contours]
    total = sum(math.dist(a, b) for line in lines for a, b in itertools.pairwise(line))
    if total / period * len(lengths) / 2 > MAX_DASHES:
        return outline
    return Outline(
        tuple(
            Contour(dash[0], tuple((point,) for point in dash[1:]), closed=False)
            for line in lines
            for dash in _dashes(line, lengths, offset % period)
        )
    )


def _line(contour: Contour, tolerance: float, reach: float) -> list[Point]:
    """The contour flattened, its start repeated at the end where it is closed."""
    points = flatten(contour, tolerance, reach)
    return [*points, points[0]] if contour.closed and len(points) > 1 else points


def _dashes(
    line: Sequence[Point], lengths: Sequence[float], offset: float
) -> Iterator[list[Point]]:
    steps = itertools.cycle(enumerate(lengths))
    index, left = next(steps)
    while offset > left:
        offset -= left
        index, left = next(steps)
    left -= offset
    dash = [line[0]] if index % 2 == 0 else []
    for start, end in itertools.pairwise(line):
        length = math.dist(start, end)
        done = 0.0
        while length - done > left:
            done += left
            k = done / length
            cut = start[0] + (end[0] - start[0]) * k, start[1] + (end[1] - start[1]) * k
            if index % 2 == 0:
                yield [*dash, cut]
            index, left = next(steps)
            dash = [cut] if index % 2 == 0 else []
        left -= length - done
        if dash:
            dash.append(end)
    if len(dash) > 1:
        yield dash


@dataclass(frozen=True, slots=True)
class _Pen:
    """Walks along contours, laying the edges of the line to the left of its way."""

    radius: float
    join: Join
    cap: Cap
    tolerance: float
    arc_step: float

    def along(self, contour: Contour) -> Iterator[Contour]:
        points = flatten(contour, self.tolerance, self.radius)
        if len(points) == 1:
            return
        coarse = max(self.tolerance, self.radius / COARSE)
        if (
            contour.closed
            and self.join == "round"
            and (hull := hull_seen_from(points, self.radius, coarse))
        ):
            yield _closed(self._edge([hull[-1], *hull, hull[0]])[2:])
            return
        back = points[::-1]
        if contour.closed:
            yield _closed(self._edge([points[-1], *points, points[0]])[2:])
            yield _closed(self._edge([back[-1], *back, back[0]])[2:])
        else:
            there = [*self._edge(points), *self._cap_at(points[-2], points[-1])]
            yield _closed([*there, *self._edge(back), *self._cap_at(back[-2], back[-1])])

    def _edge(self, line: Sequence[Point]) -> list[Point]:
        """The edge to the left of a walk along the line, joined at its inner points."""
        edge: list[Point] = []
        before: Point | None = None
        for start, end in itertools.pairwise(line):
            normal = self._normal(start, end)
            if before is not None:
                check_time()
                edge += self._corner(start, before, normal)
            edge += ((start[0] + normal[0], start[1] + normal[1]),
                     (end[0] + normal[0], end[1] + normal[1]))  # fmt: skip
            before = normal
        return edge

    def _normal(self, start: Point, end: Point) -> Point:
        """Radius long, to the left of the way from start to end."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy)  # which may be too small to divide by first
        return dy / length * self.radius, -dx / length * self.radius

    def _corner(self, at: Point, before: Point, after: Point) -> Iterable[Point]:
        """What the edge needs between two pieces: a wedge outside, the corner itself inside."""
        cross = before[0] * after[1] - before[1] * after[0]
        dot = before[0] * after[0] + before[1] * after[1]
        if cross <= 0 and dot > 0 and -cross < 1e-9 * dot:
            return ()
        if cross < 0:
            return (at,)
        if self.join == "round":
            return self._arc(at, before, abs(math.atan2(cross, dot)))
        if self.join == "miter":
            square = self.radius * self.radius
            # 1 / sin(half the corner's angle) in half widths; dot = square * cos(turn).
            if (square + dot) * MITER_LIMIT * MITER_LIMIT >= 2 * square:
                k = square / (square + dot)
                return ((at[0] + (before[0] + after[0]) * k, at[1] + (before[1] + after[1]) * k),)
        return ()

    def _arc(self, at: Point, first: Point, angle: float) -> list[Point]:
        """Points between the ends of an arc about ``at``, clockwise as seen (y runs down)."""
        count = math.ceil(angle / self.arc_step)
        turns = [angle * i / count for i in range(1, count)]
        return [
            (
                at[0] + first[0] * math.cos(turn) - first[1] * math.sin(turn),
                at[1] + first[0] * math.sin(turn) + first[1] * math.cos(turn),
            )
            for turn in turns
        ]

    def _cap_at(self, before: Point, end: Point) -> Iterable[Point]:
        if self.cap == "butt":
            return ()
        nx, ny = self._normal(before, end)
        if self.cap == "round":
            return self._arc(end, (nx, ny), math.pi)
        ahead = end[0] - ny, end[1] + nx
        return (ahead[0] + nx, ahead[1] + ny), (ahead[0] - nx, ahead[1] - ny)


def _closed(points: Sequence[Point]) -> Contour:
    return Contour(points[0], tuple((point,) for point in points[1:]))
