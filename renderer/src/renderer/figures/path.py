"""Path text to outlines: the little language the figures are written in.

SVG's absolute commands ``M L H V C Q A Z`` with numbers between spaces; a command letter stands
before each use. ``A rx ry large sweep x y`` is SVG's arc of an upright ellipse, without the
rotation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from renderer.paint.outline import Contour, Outline, Point, Segment

ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 6, "Z": 0}


def read_path(text: str) -> Outline:
    """The closed contours a path text describes; every contour ends with ``Z``."""
    contours: list[Contour] = []
    start = here = (0.0, 0.0)
    segments: list[Segment] = []
    for command, numbers in _commands(text):
        match command:
            case "M":
                start = here = numbers[0], numbers[1]
                segments = []
                continue
            case "Z":
                contours.append(Contour(start, tuple(segments)))
                continue
            case "H":
                segments.append(((numbers[0], here[1]),))
            case "V":
                segments.append(((here[0], numbers[0]),))
            case "A":
                rx, ry, large, sweep, x, y = numbers
                segments += _arc(here, (x, y), rx, ry, large == 1, clockwise=sweep == 1)
            case _:
                segments.append(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
        here = segments[-1][-1]
    return Outline(tuple(contours))


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    words = iter(text.split())
    for word in words:
        yield word, [float(next(words)) for _ in range(ARGUMENTS[word])]


def _arc(
    start: Point, end: Point, rx: float, ry: float, large: bool, clockwise: bool
) -> list[Segment]:
    """Cubics of a quarter turn at most, along the ellipse through both points.

    Radii too small to reach are grown to a half turn, as SVG does.
    """
    half = math.hypot((end[0] - start[0]) / rx, (end[1] - start[1]) / ry) / 2
    grown = max(1.0, half)
    rx, ry, half = rx * grown, ry * grown, half / grown
    # On the unit circle: half the chord, and the centre across it.
    hx, hy = (end[0] - start[0]) / rx / 2, (end[1] - start[1]) / ry / 2
    away = math.sqrt(max(0.0, 1 / (half * half) - 1)) * (1 if large == clockwise else -1)
    cx, cy = start[0] / rx + hx + hy * away, start[1] / ry + hy - hx * away
    first = math.atan2(start[1] / ry - cy, start[0] / rx - cx)
    turn = 2 * math.asin(min(1.0, half))
    turn = (2 * math.pi - turn if large else turn) * (1 if clockwise else -1)
    count = math.ceil(abs(turn) / (math.pi / 2) - 1e-9)
    k = 4 / 3 * math.tan(turn / count / 4)
    segments: list[Segment] = []
    for i in range(count):
        a, b = first + turn * i / count, first + turn * (i + 1) / count
        unit = (
            (math.cos(a) - k * math.sin(a), math.sin(a) + k * math.cos(a)),
            (math.cos(b) + k * math.sin(b), math.sin(b) - k * math.cos(b)),
            (math.cos(b), math.sin(b)),
        )
        segments.append(tuple(((cx + x) * rx, (cy + y) * ry) for x, y in unit))
    return segments
