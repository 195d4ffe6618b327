"""Figures with straight sides whose strokes keep their width: polygons, arrows, the cross."""

from __future__ import annotations

import math

from renderer.figures.figure import Figure


def ring(corners: int, *radii: float) -> str:
    """A path through points about (100, 100), clockwise from the top, the radii taking turns."""
    points = (
        (radius, 2 * math.pi * i / corners)
        for i, radius in ((i, radii[i % len(radii)]) for i in range(corners))
    )
    x_y = (f"{100 + r * math.sin(a):.3f} {100 - r * math.cos(a):.3f}" for r, a in points)
    return f"M {' L '.join(x_y)} Z"


def bubble(width: float, height: float) -> str:
    """A box with a tail; unlike everything else its corners stay circular when it is stretched."""
    r, bottom = min(width, height) / 10, height * 0.8
    return (
        f"M {r} 0 H {width - r} A {r} {r} 0 1 {width} {r}"
        f" V {bottom - r} A {r} {r} 0 1 {width - r} {bottom}"
        f" H {width * 0.6} L {width * 0.5} {height} L {width * 0.4} {bottom}"
        f" H {r} A {r} {r} 0 1 0 {bottom - r} V {r} A {r} {r} 0 1 {r} 0 Z"
    )


def steady(path: str) -> Figure:
    return Figure(path, keeps_stroke=True)


REGULAR = {
    "rect": steady("M 0 0 H 200 V 200 H 0 Z"),
    "circle": steady("M 0 100 A 100 100 0 0 200 100 A 100 100 0 0 0 100 Z"),
    "star": steady(ring(10, 100, 50)),
    "triangle": steady("M 100 0 L 200 200 H 0 Z"),
    "rightTriangle": steady("M 0 0 H 200 L 0 200 Z"),
    "diamond": steady("M 100 0 L 200 100 L 100 200 L 0 100 Z"),
    "pentagon": steady(ring(5, 100)),
    "hexagon": steady(ring(6, 100)),
    "cross": steady("M 70 0 H 130 V 70 H 200 V 130 H 130 V 200 H 70 V 130 H 0 V 70 H 70 Z"),
    "rightArrow": steady("M 0 50 H 120 V 0 L 200 100 L 120 200 V 150 H 0 Z"),
    "leftArrow": steady("M 200 50 V 150 H 80 V 200 L 0 100 L 80 0 V 50 Z"),
    "upArrow": steady("M 50 200 V 80 H 0 L 100 0 L 200 80 H 150 V 200 Z"),
    "speechBubble": steady(bubble(200, 200)),
    "downArrow": steady("M 50 0 H 150 V 120 H 200 L 100 200 L 0 120 H 50 Z"),
}
