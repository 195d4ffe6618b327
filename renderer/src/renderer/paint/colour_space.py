"""Colours of CSS's wider spaces brought to sRGB, as CSS Color 4 defines the conversions."""

from __future__ import annotations

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

LINEAR_FROM_D65: Matrix = (
    (3.2409699419, -1.5373831776, -0.4986107603),
    (-0.9692436363, 1.8759675015, 0.0415550574),
    (0.0556300797, -0.2039769589, 1.0569715142),
)
D65_FROM_D50: Matrix = (
    (0.9554734215, -0.0230984549, 0.0632592432),
    (-0.0283697093, 1.0099953981, 0.0210413990),
    (0.0123140148, -0.0205076493, 1.3303659009),
)
D65_FROM_P3: Matrix = (
    (0.4865709486, 0.2656676932, 0.1982172852),
    (0.2289745641, 0.6917385218, 0.0792869141),
    (0.0, 0.0451133819, 1.0439443689),
)


def to_srgb(space: str, coordinates: tuple[float, ...]) -> Triple | None:
    """Channels of sRGB, 0 to 1 inside its gamut; None for a space that isn't known here.

    ``space`` and ``coordinates`` are tinycss2's (hues in degrees, percentages as 0 to 100).
    """
    from tinycss2.color4 import Color

    if any(part != part for part in coordinates):  # not a number, from an overflow
        return None
    one, two, three = coordinates
    match space:
        case "srgb":
            return one, two, three
        case "hsl":
            saturation, lightness = (min(100.0, max(0.0, part)) for part in (two, three))
            red, green, blue = Color("hsl", (one, saturation, lightness), 1).to("srgb").coordinates
            return red, green, blue
        case "hwb":
            white, black = max(0.0, two), max(0.0, three)
            red, green, blue = Color("hwb", (one, white, black), 1).to("srgb").coordinates
            return red, green, blue
        case "lab" | "lch":
            x, y, z = Color(space, coordinates, 1).to("xyz-d50").coordinates
            return _from_xyz(_product(D65_FROM_D50, (x, y, z)))
        case "oklab" | "oklch":
            x, y, z = Color(space, coordinates, 1).to("xyz-d65").coordinates
            return _from_xyz((x, y, z))
        case "xyz-d50":
            return _from_xyz(_product(D65_FROM_D50, (one, two, three)))
        case "xyz-d65":
            return _from_xyz((one, two, three))
        case "srgb-linear":
            return _encoded(one), _encoded(two), _encoded(three)
        case "display-p3":
            linear = _decoded(one), _decoded(two), _decoded(three)
            return _from_xyz(_product(D65_FROM_P3, linear))
    return None


def _from_xyz(xyz: Triple) -> Triple:
    red, green, blue = _product(LINEAR_FROM_D65, xyz)
    return _encoded(red), _encoded(green), _encoded(blue)


def _product(matrix: Matrix, vector: Triple) -> Triple:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def _encoded(linear: float) -> float:
    """sRGB's transfer curve, clamped to its gamut."""
    linear = min(1.0, max(0.0, linear))
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _decoded(encoded: float) -> float:
    encoded = min(1.0, max(0.0, encoded))
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4
