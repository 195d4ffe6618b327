"""What a very wide line sees of the contour it follows: its convex hull."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from renderer.paint.outline import Point

FLAT = 1e-12


def hull_seen_from(points: Sequence[Point], radius: float, tolerance: float) -> list[Point] | None:
    """The corners of a closed line's hull, clockwise as seen (y runs down), if it will do.

    It does where all within ``radius`` of the line is, but for ``tolerance``, all within that of
    the hull: discs over both ends of a bay close it, and nothing inside is farther away.
    """
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if math.hypot(max(xs) - min(xs), max(ys) - min(ys)) > radius:
        return None
    hull = _hull(points)
    widest = math.sqrt(8 * radius * tolerance)  # an arc of this chord is as high as the tolerance
    for first, second in zip(hull, [*hull[1:], *hull[:1]], strict=True):
        is_side = abs(first - second) in (1, len(points) - 1)
        if not is_side and math.dist(points[first], points[second]) > widest:
            return None
    return [points[i] for i in hull] if len(hull) > 2 else None


def _hull(points: Sequence[Point]) -> list[int]:
    """The numbers of a hull's corners (Andrew's monotone chain)."""
    order = sorted(range(len(points)), key=points.__getitem__)
    above = _chain(points, order)
    below = _chain(points, reversed(order))
    return above[:-1] + below[:-1]


def _chain(points: Sequence[Point], order: Iterable[int]) -> list[int]:
    chain: list[int] = []
    for number in order:
        x, y = points[number]
        while len(chain) > 1:
            (x0, y0), (x1, y1) = points[chain[-2]], points[chain[-1]]
            if (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > FLAT:
                break
            chain.pop()
        chain.append(number)
    return chain
