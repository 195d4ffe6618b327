"""Linear gradients: CSS text to geometry, geometry to pixels."""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass

from PIL import Image

from renderer.paint.box import Box, PixelBox
from renderer.paint.colour import Colour, parse_colour
from renderer.paint.outline import Point
from renderer.paint.transform import Affine

Stop = tuple[float, Colour]

SIDES = {"top": 0.0, "right": 90.0, "bottom": 180.0, "left": 270.0}


@dataclass(frozen=True, slots=True)
class LinearGradient:
    """Colours along the line from ``start`` to ``end``; beyond it the end colours go on."""

    start: Point
    end: Point
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class GradientSpec:
    """What a gradient text says, before it knows the box it fills."""

    degrees: float
    stops: tuple[Stop, ...]

    def across_css(self, box: Box) -> LinearGradient:
        """CSS geometry: the corners get the end colours exactly."""
        radians = math.radians(self.degrees)
        length = abs(box.width * math.sin(radians)) + abs(box.height * math.cos(radians))
        return self._along(box, length)

    def across_side(self, box: Box) -> LinearGradient:
        """The editor's geometry for pages and figures.

        The line is as long as the box is high when the angle is within 45 degrees of the
        vertical, else as long as the box is wide.
        """
        steep = abs(math.cos(math.radians(self.degrees))) >= math.sqrt(0.5) - 1e-9
        return self._along(box, box.height if steep else box.width)

    def _along(self, box: Box, length: float) -> LinearGradient:
        radians = math.radians(self.degrees)
        dx, dy = math.sin(radians) * length / 2, -math.cos(radians) * length / 2
        cx, cy = box.x + box.width / 2, box.y + box.height / 2
        return LinearGradient((cx - dx, cy - dy), (cx + dx, cy + dy), self.stops)


@functools.lru_cache(maxsize=1024)
def parse_gradient(text: str) -> GradientSpec | None:
    """The gradient a ``linear-gradient(...)`` text describes; None where it describes none."""
    match = re.fullmatch(r"\s*linear-gradient\(\s*(.*?)\s*\)\s*;?\s*", text, re.DOTALL)
    if match is None:
        return None
    parts = _split(match[1])
    degrees = _direction(parts[0]) if parts else None
    stops = _stops(parts if degrees is None else parts[1:])
    return GradientSpec(degrees or 0.0, stops) if stops else None


def _split(text: str) -> list[str]:
    """The parts between commas that stand outside brackets."""
    return [part.strip() for part in re.findall(r"(?:[^,(]|\([^)]*\)?)+", text)]


def _direction(part: str) -> float | None:
    """Degrees; None for a colour stop. Corners are plain diagonals, unlike in CSS."""
    if match := re.fullmatch(r"([-+]?[\d.]+(?:e[-+]?\d+)?)deg", part):
        return float(match[1]) % 360
    if not part.startswith("to "):
        return None
    sides = [SIDES[word] for word in part[3:].split() if word in SIDES]
    if not sides:
        return None
    if set(sides) == {0.0, 270.0}:
        return 315.0
    return sum(sides) / len(sides)


def _stops(parts: list[str]) -> tuple[Stop, ...]:
    """Stops by position; missing positions are spread evenly between their neighbours."""
    found: list[tuple[float | None, Colour]] = []
    for part in parts:
        match = re.fullmatch(r"(.+?)(?:\s+([-+]?[\d.]+)%)?(?:\s+[-+]?[\d.]+%)?", part)
        colour = parse_colour(match[1]) if match else None
        if match is None or colour is None:
            return ()
        found.append((float(match[2]) / 100 if match[2] else None, colour))
    return tuple(sorted(_spread(found), key=lambda stop: stop[0]))


def _spread(found: list[tuple[float | None, Colour]]) -> list[Stop]:
    if not found:
        return []
    positions = [position for position, _ in found]
    positions[0] = 0.0 if positions[0] is None else positions[0]
    positions[-1] = 1.0 if positions[-1] is None else positions[-1]
    known = [i for i, position in enumerate(positions) if position is not None]
    for before, after in zip(known, known[1:], strict=False):
        low, high = positions[before], positions[after]
        assert low is not None and high is not None
        for i in range(before + 1, after):
            positions[i] = low + (high - low) * (i - before) / (after - before)
    return [(p or 0.0, colour) for p, (_, colour) in zip(positions, found, strict=True)]


def paint_gradient(gradient: LinearGradient, matrix: Affine, area: PixelBox) -> Image.Image:
    """The gradient's straight RGBA pixels over a device area.

    ``matrix`` maps the gradient's space to device pixels.
    """
    (x0, y0), (x1, y1) = gradient.start, gradient.end
    dx, dy = x1 - x0, y1 - y0
    length2 = dx * dx + dy * dy
    width, height = area.size
    if length2 == 0 or matrix.determinant == 0:
        return Image.new("RGBA", (width, height), _rgba(gradient.stops[-1][1]))
    back = matrix.inverse() @ Affine.translation(area.left, area.top)
    # t(x, y) = ta x + tb y + tc is the position on the gradient line of a device pixel.
    ta = (back.a * dx + back.b * dy) / length2
    tb = (back.c * dx + back.d * dy) / length2
    tc = ((back.e - x0) * dx + (back.f - y0) * dy) / length2
    corners = [tc + ta * x + tb * y for x in (0.5, width - 0.5) for y in (0.5, height - 0.5)]
    low, high = min(corners), max(corners)
    samples = min(16384, 2 + 2 * math.ceil(math.hypot(width, height)))
    span = max(high - low, 1e-9)
    strip = _strip(gradient.stops, low, span, samples)
    k = (samples - 1) / span
    if abs(tb) * height < 1e-9 * abs(ta) * width:
        row = strip.transform(
            (width, 1), Image.Transform.AFFINE, (ta * k, 0, (tc - low) * k + 0.5, 0, 0, 0.5)
        )
        return row.resize((width, height), Image.Resampling.NEAREST)
    if abs(ta) * width < 1e-9 * abs(tb) * height:
        column = strip.transform(
            (1, height), Image.Transform.AFFINE, (0, tb * k, (tc - low) * k + 0.5, 0, 0, 0.5)
        )
        return column.resize((width, height), Image.Resampling.NEAREST)
    return strip.transform(
        (width, height),
        Image.Transform.AFFINE,
        (ta * k, tb * k, (tc - low) * k + 0.5, 0, 0, 0.5),
    )


def _strip(stops: tuple[Stop, ...], low: float, span: float, samples: int) -> Image.Image:
    """One row of the colours from position ``low`` to ``low + span``, interpolated straight."""
    data = bytearray()
    step = span / (samples - 1)
    at = 0
    for i in range(samples):
        t = low + i * step
        while at < len(stops) and stops[at][0] <= t:
            at += 1
        if at == 0 or at == len(stops):
            data += bytes(_rgba(stops[min(at, len(stops) - 1)][1]))
            continue
        (t0, first), (t1, second) = stops[at - 1], stops[at]
        mix = (t - t0) / (t1 - t0)
        data += bytes(
            int(a + (b - a) * mix + 0.5)
            for a, b in zip(_rgba(first), _rgba(second), strict=True)
        )
    return Image.frombytes("RGBA", (samples, 1), bytes(data))


def _rgba(colour: Colour) -> tuple[int, int, int, int]:
    return *colour.rgb, int(colour.alpha * 255 + 0.5)
