"""Curves to straight lines: contours as polylines that stay within a tolerance of the curve."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from renderer.paint.outline import Contour, Point, Segment
from renderer.time_limit import check_time

MAX_STEPS = 200  # lines for one curve
END_STEP = 0.05  # of a step


def flatten(contour: Contour, tolerance: float = 0.1, reach: float = 0.0) -> list[Point]:
    """The contour's corners and points on its curves; repeated points are left out.

    The lines lie within ``tolerance`` of the curve, and so do their parallels at the distance
    ``reach`` (half of a stroke's width). A closed contour's start is not repeated at the end.
    """
    points = [contour.start]
    for segment in contour.segments:
        check_time()
        for point in _steps(points[-1], segment, tolerance, reach):
            if point != points[-1]:
                points.append(point)
    if contour.closed and len(points) > 1 and points[-1] == points[0]:
        points.pop()
    return points


def _steps(start: Point, segment: Segment, tolerance: float, reach: float) -> Iterator[Point]:
    if len(segment) == 1:
        yield segment[0]
        return
    count = _step_count((start, *segment), tolerance, reach)
    if reach:  # short first and last lines, so that joins see the curve's own direction
        yield _point_at(start, segment, END_STEP / count)
    for i in range(1, count):
        yield _point_at(start, segment, i / count)
    if reach:
        yield _point_at(start, segment, 1 - END_STEP / count)
    yield segment[-1]


def _step_count(polygon: tuple[Point, ...], tolerance: float, reach: float) -> int:
    """Wang's bound for the curve itself, and the arc's sagitta for what runs beside it."""
    degree = len(polygon) - 1
    bend = max(
        math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1])
        for a, b, c in zip(polygon, polygon[1:], polygon[2:], strict=False)
    )
    legs = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(polygon) if a != b]
    turn = sum(
        abs(math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]))
        for a, b in itertools.pairwise(legs)
    )
    needed = (degree * (degree - 1) * bend + reach * turn * turn) / (8 * tolerance)
    return max(1, min(MAX_STEPS, math.ceil(math.sqrt(needed))))


def _point_at(start: Point, segment: Segment, t: float) -> Point:
    s = 1 - t
    if len(segment) == 2:
        (x1, y1), (x2, y2) = segment
        a, b, c = s * s, 2 * s * t, t * t
        return a * start[0] + b * x1 + c * x2, a * start[1] + b * y1 + c * y2
    (x1, y1), (x2, y2), (x3, y3) = segment
    a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return a * start[0] + b * x1 + c * x2 + d * x3, a * start[1] + b * y1 + c * y2 + d * y3
