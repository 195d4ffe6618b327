"""The box behind a text: one rectangle per line, grown and joined, with rounded corners."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from renderer.paint.box import Box
from renderer.paint.outline import KAPPA, Contour, Outline, Point, Segment, rounded_rectangle


def background_outline(boxes: Sequence[Box], pad: float, radius: float) -> Outline:
    """The union of the boxes grown by ``pad``, all its corners (inner ones too) rounded.

    Boxes are those of a block's lines from top to bottom: neighbours overlap once grown, or
    touch. Each corner's radius is at most half of either edge that meets in it.
    """
    grown = [box.grown(pad) for box in boxes]
    if len(grown) == 1:
        return rounded_rectangle(grown[0], radius)
    return _rounded(_union(grown), radius)


def _union(boxes: Sequence[Box]) -> list[Point]:
    """The corners of the union, clockwise from the top left, of boxes that overlap in turn."""
    levels = sorted({y for box in boxes for y in (box.y, box.bottom)})
    right: list[Point] = []
    left: list[Point] = []
    for top, bottom in itertools.pairwise(levels):
        across = [box for box in boxes if box.y < bottom and box.bottom > top]
        if not across:
            continue
        x0, x1 = min(box.x for box in across), max(box.right for box in across)
        right += [(x1, top), (x1, bottom)]
        left += [(x0, top), (x0, bottom)]
    return _without_straights(right + left[::-1])


def _without_straights(points: Sequence[Point]) -> list[Point]:
    """Only the points where the direction changes."""
    distinct = [p for i, p in enumerate(points) if math.dist(p, points[i - 1]) > 1e-9]
    kept = []
    for i, point in enumerate(distinct):
        before, after = distinct[i - 1], distinct[(i + 1) % len(distinct)]
        turn = (point[0] - before[0]) * (after[1] - point[1]) - (point[1] - before[1]) * (
            after[0] - point[0]
        )
        if abs(turn) > 1e-9:
            kept.append(point)
    return kept


def _rounded(corners: Sequence[Point], radius: float) -> Outline:
    segments: list[Segment] = []
    start: Point | None = None
    for i, corner in enumerate(corners):
        before, after = corners[i - 1], corners[(i + 1) % len(corners)]
        r = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        enter, leave = _toward(corner, before, r), _toward(corner, after, r)
        if start is None:
            start = enter
        else:
            segments.append((enter,))
        if r > 0:
            k = r * (1 - KAPPA)
            segments.append((_toward(corner, before, k), _toward(corner, after, k), leave))
    return Outline((Contour(start, tuple(segments)),) if start else ())


def _toward(point: Point, other: Point, distance: float) -> Point:
    length = math.dist(point, other)
    k = distance / length if length else 0.0
    return point[0] + (other[0] - point[0]) * k, point[1] + (other[1] - point[1]) * k
