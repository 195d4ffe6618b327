"""Cut outlines that reach absurdly far beyond the picture down to what can be seen of them."""

from __future__ import annotations

from collections.abc import Sequence

from renderer.paint.box import PixelBox
from renderer.paint.flatten import flatten
from renderer.paint.outline import Contour, Outline, Point, polygon


def clipped(outline: Outline, area: PixelBox) -> Outline:
    """Polygons that fill the area as the outline does; outside it they run along its edges."""
    left, top, right, bottom = area
    contours: list[Contour] = []
    for contour in outline.contours:
        points: Sequence[Point] = flatten(contour)
        points = _kept(points, axis=0, sign=1, bound=left)
        points = _kept(points, axis=0, sign=-1, bound=right)
        points = _kept(points, axis=1, sign=1, bound=top)
        points = _kept(points, axis=1, sign=-1, bound=bottom)
        if points:
            contours += polygon(points).contours
    return Outline(tuple(contours))


def _kept(points: Sequence[Point], axis: int, sign: int, bound: float) -> list[Point]:
    """The part of a polygon on one side of a line parallel to an axis (Sutherland-Hodgman)."""
    kept: list[Point] = []
    for i, point in enumerate(points):
        before = points[i - 1]
        depth, depth_before = (sign * (p[axis] - bound) for p in (point, before))
        if (depth >= 0) != (depth_before >= 0):
            k = depth_before / (depth_before - depth)
            kept.append(
                (before[0] + (point[0] - before[0]) * k, before[1] + (point[1] - before[1]) * k)
            )
        if depth >= 0:
            kept.append(point)
    return kept
