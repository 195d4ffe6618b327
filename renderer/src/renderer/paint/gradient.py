"""Linear gradients: CSS text to geometry, geometry to pixels."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgspec import Struct
from PIL import Image

from renderer import kernels
from renderer.paint.box import Box, PixelBox
from renderer.paint.colour import Colour, parse_colour
from renderer.paint.outline import Point
from renderer.paint.transform import Affine

Stop = tuple[float, Colour]

NEAREST = Image.Resampling.NEAREST
FUNCTION = "linear-gradient("
LONGEST = 5000  # characters of a gradient: what reads it takes the square of them
FARTHEST = 1000.0  # gradient lines: no stop lies beyond
FIXED = 30_000  # samples: Pillow reads up to 32,767 of them by numbers of 16.16 bits
NO_CHANGE = 1e-6  # of the gradient line: too little to show in 8 bits

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
SIDES = {"top": 0.0, "right": 90.0, "bottom": 180.0, "left": 270.0}


@dataclass(frozen=True, slots=True)
class LinearGradient:
    """Colours along the line from ``start`` to ``end``; beyond it the end colours go on."""

    start: Point
    end: Point
    stops: tuple[Stop, ...]


class GradientSpec(Struct, frozen=True):
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
    if len(text) > LONGEST:
        return None
    text = text.strip().removesuffix(";").rstrip()
    if not text.startswith(FUNCTION) or not text.endswith(")"):
        return None
    parts = _split(text[len(FUNCTION) : -1].strip())
    degrees = _direction(parts[0]) if parts else None
    stops = _stops(parts if degrees is None else parts[1:])
    return GradientSpec(degrees or 0.0, stops) if stops else None


def _split(text: str) -> list[str]:
    """The parts between commas that stand outside brackets."""
    return [part.strip() for part in re.findall(r"(?:[^,(]|\([^)]*\)?)+", text)]


def _direction(part: str) -> float | None:
    """Degrees; None for a colour stop. Corners are plain diagonals, unlike in CSS."""
    if match := re.fullmatch(rf"({NUMBER}(?:e[-+]?\d+)?)deg", part):
        degrees = float(match[1])
        return degrees % 360 if math.isfinite(degrees) else None
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
        match = re.fullmatch(rf"(.+?)(?:\s+({NUMBER})%)?(?:\s+{NUMBER}%)?", part)
        colour = parse_colour(match[1]) if match else None
        if match is None or colour is None:
            return ()
        found.append((_position(match[2]), colour))
    return tuple(sorted(_spread(found), key=lambda stop: stop[0]))


def _position(percent: str | None) -> float | None:
    return None if percent is None else min(FARTHEST, max(-FARTHEST, float(percent) / 100))


def _spread(found: list[tuple[float | None, Colour]]) -> list[Stop]:
    """Ends without a position lie at 0 and 1, the others evenly between their neighbours."""
    if not found:
        return []
    last = len(found) - 1
    known = [
        (i, float(i == last) if position is None else position)
        for i, (position, _) in enumerate(found)
        if position is not None or i in (0, last)
    ]
    positions = [known[0][1]]
    for (before, low), (after, high) in itertools.pairwise(known):
        step = (high - low) / (after - before)
        positions += [low + step * (i - before) for i in range(before + 1, after)] + [high]
    return [(p, colour) for p, (_, colour) in zip(positions, found, strict=True)]


def paint_gradient(gradient: LinearGradient, matrix: Affine, area: PixelBox) -> Image.Image:
    """The gradient's pixels over a device area: RGB where every stop is opaque, else straight RGBA.

    ``matrix`` maps the gradient's space to device pixels.
    """
    width, height = area.size
    (x0, y0), (x1, y1) = gradient.start, gradient.end
    dx, dy = x1 - x0, y1 - y0
    length2 = dx * dx + dy * dy
    if length2 == 0 or matrix.determinant == 0:
        beyond = gradient.stops[-1][0] + 1
        return _strip(gradient.stops, beyond, 1.0, 1).resize((width, height))
    back = matrix.inverse() @ Affine.translation(area.left + 0.5, area.top + 0.5)
    # Pixel (x, y) lies at position across * x + down * y + first of the gradient line.
    across = (back.a * dx + back.b * dy) / length2
    down = (back.c * dx + back.d * dy) / length2
    first = ((back.e - x0) * dx + (back.f - y0) * dy) / length2
    if abs(across) * width < NO_CHANGE and abs(down) * height < NO_CHANGE:
        return _strip(gradient.stops, first, 1.0, 1).resize((width, height))
    if abs(down) * height < NO_CHANGE:
        return _strip(gradient.stops, first, across, width).resize((width, height), NEAREST)
    if abs(across) * width < NO_CHANGE:
        return _rows(_strip(gradient.stops, first, down, height), width)
    low = first + min(0.0, across * (width - 1)) + min(0.0, down * (height - 1))
    step = max(abs(across), abs(down)) / 2  # two samples a pixel hide the nearest-neighbour lookup
    samples = math.ceil((abs(across) * width + abs(down) * height) / step) + 1
    strip = _strip(gradient.stops, low, step, samples)
    # Pillow maps pixel centres: what comes out for (x, y) is read at (x + .5, y + .5).
    start = (first - low - (across + down) / 2) / step + 0.5
    return _slanted(strip, (start, across / step, down / step), (width, height))


def _slanted(
    strip: Image.Image, place: tuple[float, float, float], size: tuple[int, int]
) -> Image.Image:
    """The strip's colours on all pixels; ``place`` is that of a corner, and a pixel's two steps."""
    start, across, down = place
    if strip.width < FIXED:
        middle = start + across * 0.5 + down * 0.5
        if image := kernels.slanted(strip, (middle, across, down), size):
            return image
    return strip.transform(size, Image.Transform.AFFINE, (across, down, start, 0, 0, 0.5))


def _rows(strip: Image.Image, width: int) -> Image.Image:
    """A row of each of a strip's colours; equal ones that follow each other are filled at once."""
    image = Image.new(strip.mode, (width, strip.width), None)
    top = 0
    for colour, run in itertools.groupby(colours(strip)):
        bottom = top + sum(1 for _ in run)
        image.paste(colour, (0, top, width, bottom))
        top = bottom
    return image


def colours(image: Image.Image) -> Iterator[tuple[int, ...]]:
    """Its pixels, row by row."""
    data = image.tobytes()
    bands = len(image.mode)
    return zip(*(data[band::bands] for band in range(bands)), strict=True)


@functools.lru_cache(maxsize=64)
def _strip(stops: tuple[Stop, ...], low: float, step: float, samples: int) -> Image.Image:
    """One row of the colours at ``low``, ``low + step``, ...; interpolated in straight alpha."""
    mode = "RGB" if all(colour.alpha >= 1 for _, colour in stops) else "RGBA"
    ramps = [_ramp(stops, channel, low, step, samples) for channel in range(len(mode))]
    bands = [Image.frombytes("L", (samples, 1), ramp) for ramp in ramps]
    return Image.merge(mode, bands)


def _ramp(stops: tuple[Stop, ...], channel: int, low: float, step: float, samples: int) -> bytes:
    """One channel of a strip, stretch by stretch between the stops."""
    levels = [(position, _rgba(colour)[channel]) for position, colour in stops]
    if step < 0:
        return _ramp(stops, channel, low + step * (samples - 1), -step, samples)[::-1]

    def index(position: float) -> int:
        """The first sample at or after a position."""
        return math.ceil((position - low) / step)

    ramp = bytearray([levels[0][1]]) * min(samples, max(0, index(levels[0][0])))
    for (start, one), (end, other) in itertools.pairwise(levels):
        stretch = range(len(ramp), min(samples, max(0, index(end))))
        if one == other or end == start:
            ramp += bytearray([one]) * len(stretch)
            continue
        slope = (other - one) / (end - start)
        base = one + (low - start) * slope + 0.5
        ramp += ramp_levels(base, slope * step, stretch)
    return bytes(ramp + bytearray([levels[-1][1]]) * (samples - len(ramp)))


def ramp_levels(base: float, rise: float, samples: range) -> bytes:
    """The whole part of ``base + rise * i`` for each sample ``i``, level by level.

    There are at most 256 levels, and far more samples.
    """
    levels = bytearray()
    start = samples.start
    while start < samples.stop:
        level = int(base + rise * start)
        beyond = level + 1 if rise > 0 else level
        end = max(start + 1, min(samples.stop, int((beyond - base) / rise)))
        # Rounding may be off by a sample either way.
        while end > start + 1 and int(base + rise * (end - 1)) != level:
            end -= 1
        while end < samples.stop and int(base + rise * end) == level:
            end += 1
        levels += bytes([level]) * (end - start)
        start = end
    return bytes(levels)


def _rgba(colour: Colour) -> tuple[int, int, int, int]:
    return *colour.rgb, int(colour.alpha * 255 + 0.5)
