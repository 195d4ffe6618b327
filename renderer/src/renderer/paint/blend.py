"""Mix a picture's colours with those under it (W3C Compositing and Blending, level 1).

Modes carry the names of CSS ``mix-blend-mode``. In the formulas ``b`` is a level of the backdrop
and ``s`` one of the picture, 0 to 1, as whole bands of pixels; something divided by 0 is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PIL import Image, ImageChops

Band = Any  # what Pillow's image arithmetic hands out
Bands = tuple[Band, Band, Band]
Operations = dict[str, Any]
Mix = Callable[[Image.Image, Image.Image], Image.Image]


def blended(source: Image.Image, backdrop: Image.Image, mode: str) -> Image.Image:
    """``source`` (RGB or straight RGBA) mixed with a ``backdrop`` of its size, to be laid over it.

    The alpha stays the source's; over what is translucent its own colour shows in part.
    ``mode`` is one of BLEND_MODES.
    """
    own = source.convert("RGB")
    mixed = BLEND_MODES[mode](backdrop.convert("RGB"), own)
    if backdrop.mode == "RGBA":
        mixed = Image.composite(mixed, own, backdrop.getchannel("A"))
    if source.mode == "RGBA":
        mixed.putalpha(source.getchannel("A"))
    return mixed


def _by_channel(formula: Callable[[Operations, Band, Band], Band]) -> Mix:
    return _by_colour(
        lambda ops, below, own: (
            formula(ops, below[0], own[0]),
            formula(ops, below[1], own[1]),
            formula(ops, below[2], own[2]),
        )
    )


def _by_colour(formula: Callable[[Operations, Bands, Bands], Bands]) -> Mix:
    def mix(backdrop: Image.Image, source: Image.Image) -> Image.Image:
        bands = [band.convert("F") for band in (*backdrop.split(), *source.split())]
        named = dict(zip(("r", "g", "b", "R", "G", "B"), bands, strict=True))
        return Image.merge("RGB", [_channel(number, formula, named) for number in range(3)])

    return mix


def _channel(
    number: int,
    formula: Callable[[Operations, Bands, Bands], Bands],
    bands: dict[str, Image.Image],
) -> Image.Image:
    from PIL import ImageMath  # 3 ms: not without a blend that needs it

    def levels(ops: Operations) -> Band:
        red, green, blue, own_red, own_green, own_blue = (ops[name] / 255.0 for name in bands)
        mixed = formula(ops, (red, green, blue), (own_red, own_green, own_blue))[number]
        return ops["convert"](mixed * 255.0 + 0.5, "L")

    image: Image.Image = ImageMath.lambda_eval(levels, **bands)
    return image


def _either(ops: Operations, condition: Band, yes: Band, no: Band) -> Band:
    chosen = ops["float"](condition)
    return chosen * yes + (1.0 - chosen) * no


def _colour_dodge(ops: Operations, b: Band, s: Band) -> Band:
    dodged = _either(ops, s < 1.0, ops["min"](b / (1.0 - s), 1.0), 1.0)
    return _either(ops, b > 0.0, dodged, 0.0)


def _colour_burn(ops: Operations, b: Band, s: Band) -> Band:
    burnt = _either(ops, s > 0.0, 1.0 - ops["min"]((1.0 - b) / s, 1.0), 0.0)
    return _either(ops, b < 1.0, burnt, 1.0)


def _hard_light(ops: Operations, b: Band, s: Band) -> Band:
    return _either(ops, s <= 0.5, 2.0 * b * s, 1.0 - 2.0 * (1.0 - b) * (1.0 - s))


def _soft_light(ops: Operations, b: Band, s: Band) -> Band:
    lifted = _either(ops, b <= 0.25, ((16.0 * b - 12.0) * b + 4.0) * b, b**0.5)
    darker = b - (1.0 - 2.0 * s) * b * (1.0 - b)
    return _either(ops, s <= 0.5, darker, b + (2.0 * s - 1.0) * (lifted - b))


def _luminosity(colour: Bands) -> Band:
    red, green, blue = colour
    return 0.3 * red + 0.59 * green + 0.11 * blue


def _with_luminosity(ops: Operations, colour: Bands, wanted: Band) -> Bands:
    """The colour made lighter or darker, and greyer where a channel would leave its range."""
    shift = wanted - _luminosity(colour)
    red, green, blue = (channel + shift for channel in colour)
    lowest = ops["min"](ops["min"](red, green), blue)
    highest = ops["max"](ops["max"](red, green), blue)
    scale = _either(ops, lowest < 0.0, wanted / (wanted - lowest), 1.0)
    scale = ops["min"](scale, _either(ops, highest > 1.0, (1.0 - wanted) / (highest - wanted), 1.0))
    return (
        wanted + (red - wanted) * scale,
        wanted + (green - wanted) * scale,
        wanted + (blue - wanted) * scale,
    )


def _saturation(ops: Operations, colour: Bands) -> tuple[Band, Band]:
    """The distance of the highest channel from the lowest, and the lowest."""
    red, green, blue = colour
    lowest = ops["min"](ops["min"](red, green), blue)
    return ops["max"](ops["max"](red, green), blue) - lowest, lowest


def _with_saturation(ops: Operations, colour: Bands, wanted: Band) -> Bands:
    saturation, lowest = _saturation(ops, colour)
    red, green, blue = colour
    return (
        (red - lowest) * wanted / saturation,
        (green - lowest) * wanted / saturation,
        (blue - lowest) * wanted / saturation,
    )


def _hue(ops: Operations, below: Bands, own: Bands) -> Bands:
    coloured = _with_saturation(ops, own, _saturation(ops, below)[0])
    return _with_luminosity(ops, coloured, _luminosity(below))


def _saturated(ops: Operations, below: Bands, own: Bands) -> Bands:
    coloured = _with_saturation(ops, below, _saturation(ops, own)[0])
    return _with_luminosity(ops, coloured, _luminosity(below))


BLEND_MODES: dict[str, Mix] = {
    "multiply": ImageChops.multiply,
    "screen": ImageChops.screen,
    "overlay": _by_channel(lambda ops, b, s: _hard_light(ops, s, b)),
    "darken": ImageChops.darker,
    "lighten": ImageChops.lighter,
    "color-dodge": _by_channel(_colour_dodge),
    "color-burn": _by_channel(_colour_burn),
    "hard-light": _by_channel(_hard_light),
    "soft-light": _by_channel(_soft_light),
    "difference": ImageChops.difference,
    "exclusion": _by_channel(lambda ops, b, s: b + s - 2.0 * b * s),
    "hue": _by_colour(_hue),
    "saturation": _by_colour(_saturated),
    "color": _by_colour(lambda ops, below, own: _with_luminosity(ops, own, _luminosity(below))),
    "luminosity": _by_colour(
        lambda ops, below, own: _with_luminosity(ops, below, _luminosity(own))
    ),
}
