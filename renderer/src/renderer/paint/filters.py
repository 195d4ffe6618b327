"""The editor's colour filters and its blur, on a picture's own pixels.

Every filter works on straight 8-bit RGB and writes 8 bits back, rounded half to even and clamped;
alpha stays. ``v`` is the intensity, -1 to 1; m is a pixel's mean and M its largest channel.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

from PIL import Image, ImageFilter

Filter = Callable[[Image.Image], Image.Image]
Curve = Callable[[float], float]
Rgb = tuple[float, float, float]

# Filters without a simple form are tabulated at this many levels of each channel, of which every
# second one is exact on multiples of 1/16; in between they are interpolated.
LEVELS = 33


def filtered(image: Image.Image, steps: Sequence[Filter]) -> Image.Image:
    """The image's colours after the filters, one after the other; its alpha stays."""
    if not steps:
        return image
    if image.mode != "RGBA":
        return functools.reduce(lambda picture, step: step(picture), steps, image)
    alpha = image.getchannel("A")
    colours = image.convert("RGBa").convert("RGBA").convert("RGB")  # as a canvas gives them back
    result = functools.reduce(lambda picture, step: step(picture), steps, colours)
    result = result.convert("RGBA")
    result.putalpha(alpha)
    return result


def stack_blur(image: Image.Image, radius: float) -> Image.Image:
    """A triangular blur reaching ``radius`` pixels; beyond the edge its pixels repeat."""
    if radius <= 0:
        return image
    radius = min(radius, 2 * max(image.size))  # a wider one changes nothing
    box = ImageFilter.BoxBlur(radius / 2)  # two boxes make a triangle
    if image.mode == "RGBA":
        return image.convert("RGBa").filter(box).filter(box).convert("RGBA")
    return image.filter(box).filter(box)


@functools.lru_cache(maxsize=256)
def made_filter(name: str, v: float) -> Filter | None:
    """One of FILTERS at an intensity; None where it changes nothing."""
    return FILTERS[name](v)


def _curves(red: Curve, green: Curve, blue: Curve) -> Filter:
    table = [_byte(curve(x)) for curve in (red, green, blue) for x in range(256)]
    return lambda image: image.point(table)


def _matrix(*rows: Rgb) -> Filter:
    values = tuple(value for row in rows for value in (*row, 0.0))
    return lambda image: image.convert("RGB", values)


def _colours(change: Callable[[Rgb], Rgb]) -> Filter:
    def entry(red: float, green: float, blue: float) -> Rgb:
        r, g, b = change((red * 255, green * 255, blue * 255))
        return r / 255, g / 255, b / 255

    table = ImageFilter.Color3DLUT.generate(LEVELS, entry)
    return lambda image: image.filter(table)


def _byte(value: float) -> int:
    return min(255, max(0, round(value)))


def _same(x: float) -> float:
    return x


def _brightness(v: float) -> Filter:
    return _curves(*[lambda x: x + 255 * v] * 3)


def _grayscale(v: float) -> Filter:
    return _matrix(*[(0.34, 0.5, 0.16)] * 3)


def _sepia(v: float) -> Filter:
    return _matrix((0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131))


def _contrast(v: float) -> Filter:
    c = 100 * v
    f = 259 * (c + 255) / (255 * (259 - c))
    return _curves(*[lambda x: f * (x - 128) + 128] * 3)


def _saturation(v: float) -> Filter:
    lightness = (0.2126, 0.7152, 0.0722)
    rows = [
        [-v * weight + (1 + v if i == j else 0) for j, weight in enumerate(lightness)]
        for i in range(3)
    ]
    return _matrix(*[(a, b, c) for a, b, c in rows])


def _warm(v: float) -> Filter | None:
    return _curves(lambda x: x + 30 * v, lambda x: x + 15 * v, _same) if v > 0 else None


def _cold(v: float) -> Filter | None:
    if v <= 0:
        return None
    return _curves(lambda x: x - 15 * v, lambda x: x - 10 * v, lambda x: x + 15 * v)


def _temperature(v: float) -> Filter:
    return _curves(lambda x: x + 15 * v, _same, lambda x: x - 15 * v)


def _scaled(colour: Rgb, factor: float) -> Rgb:
    red, green, blue = colour
    return red * factor, green * factor, blue * factor


def _shadows(v: float) -> Filter:
    def change(colour: Rgb) -> Rgb:
        m = sum(colour) / 3
        return _scaled(colour, 1 + 2 * v * (1 - m / 128)) if m < 128 else colour

    return _colours(change)


def _black(v: float) -> Filter:
    def change(colour: Rgb) -> Rgb:
        m = sum(colour) / 3
        return _scaled(colour, 1 + v * (1 - m / 128)) if m < 128 else colour

    return _colours(change)


def _white(v: float) -> Filter:
    def change(colour: Rgb) -> Rgb:
        m = sum(colour) / 3
        return _scaled(colour, 1 + v * (m - 128) / 127) if m > 128 else colour

    return _colours(change)


def _vibrance(v: float) -> Filter:
    def change(colour: Rgb) -> Rgb:
        most = max(colour)
        pull = -v / 2 if v >= 0 else -v * 1.5 * (sum(colour) / 3) / (most or 1)
        red, green, blue = (x + (most - x) * pull for x in colour)
        return red, green, blue

    return _colours(change)


def _natural(v: float) -> Filter | None:
    """Two steps with eight bits in between: lighter, then more colourful."""
    if v <= 0:
        return None
    lighter = _curves(*[lambda x: x * (1 + 0.1 * v)] * 3)
    gain = 1 + 0.2 * v
    rest = (1 - gain) / 3
    rows = [tuple(rest + (gain if i == j else 0) for j in range(3)) for i in range(3)]
    colourful = _matrix(*[(a, b, c) for a, b, c in rows])
    return lambda image: colourful(lighter(image))


FILTERS: dict[str, Callable[[float], Filter | None]] = {
    "brightness": _brightness,
    "grayscale": _grayscale,
    "sepia": _sepia,
    "contrast": _contrast,
    "saturation": _saturation,
    "warm": _warm,
    "cold": _cold,
    "temperature": _temperature,
    "shadows": _shadows,
    "black": _black,
    "white": _white,
    "vibrance": _vibrance,
    "natural": _natural,
}
