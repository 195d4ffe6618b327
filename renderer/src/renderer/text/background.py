"""The box behind a text: one rectangle per line, grown and joined, with rounded corners."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from renderer.paint.box import Box
from renderer.paint.outline import KAPPA, Contour, Outline, Point, Segment, rounded_rectangle
from renderer.time_limit import check_time

SNAP = 1.0  # px; smaller steps between two lines' edges are smoothed away


def background_outline(boxes: Sequence[Box], pad: float, radius: float) -> Outline:
    """The union of the boxes grown by ``pad``, all its corners (inner ones too) rounded.

    Boxes are those of a block's lines from top to bottom: neighbours overlap once grown, or
    touch; a gap between them is bridged straight. Each corner's radius is at most half of either
    edge that meets in it, where the topmost edge counts as two: the editor begins in its middle.
    """
    grown = [box.grown(pad) for box in boxes]
    if len(grown) == 1:
        return rounded_rectangle(grown[0], radius)
    return _rounded(_union(grown), radius)


def _union(boxes: Sequence[Box]) -> list[Point]:
    """The corners of the union, clockwise, after the middle of its top edge."""
    levels = sorted({y for box in boxes for y in (box.y, box.bottom)})
    coming = sorted(boxes, key=lambda box: box.y, reverse=True)
    across: list[Box] = []
    right: list[Point] = []
    left: list[Point] = []
    for top, bottom in itertools.pairwise(levels):
        check_time()
        while coming and coming[-1].y < bottom:
            across.append(coming.pop())
        across = [box for box in across if box.bottom > top]
        if not across:
            continue
        x0 = _snapped(min(box.x for box in across), left)
        x1 = _snapped(max(box.right for box in across), right)
        right += [(x1, top), (x1, bottom)]
        left += [(x0, top), (x0, bottom)]
    corners = _without_straights(right + left[::-1])
    if not corners:
        return []
    middle = (left[0][0] + right[0][0]) / 2, left[0][1]
    return [middle, *corners]


def _snapped(x: float, edge: Sequence[Point]) -> float:
    """An edge's x, or that of the line above where they nearly agree."""
    return edge[-1][0] if edge and abs(edge[-1][0] - x) < SNAP else x


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
    """An outline from the first point, which is none of the corners, around all others."""
    if not corners:
        return Outline(())
    segments: list[Segment] = []
    for before, corner, after in zip(
        corners, corners[1:], [*corners[2:], corners[0]], strict=False
    ):
        r = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        enter, leave = _toward(corner, before, r), _toward(corner, after, r)
        segments.append((enter,))
        if r > 0:
            k = r * (1 - KAPPA)
            segments.append((_toward(corner, before, k), _toward(corner, after, k), leave))
    return Outline((Contour(corners[0], tuple(segments)),))


def _toward(point: Point, other: Point, distance: float) -> Point:
    length = math.dist(point, other)
    k = distance / length if length else 0.0
    return point[0] + (other[0] - point[0]) * k, point[1] + (other[1] - point[1]) * k
