"""The corners of a star, which a rating repeats and a burst has many of."""

from __future__ import annotations

import math

Point = tuple[float, float]


def star(points: int, inner_radius: float) -> list[Point]:
    """A star in the circle of radius 1 about (0, 0), its first point up, clockwise.

    ``inner_radius`` (0 to 1) is how far out the notches between the points lie.
    """
    corners = []
    for i in range(2 * points):
        radius = inner_radius if i % 2 else 1.0
        angle = math.pi * i / points
        corners.append((radius * math.sin(angle), -radius * math.cos(angle)))
    return corners
