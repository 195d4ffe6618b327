"""What a value has to be to become a property of an element."""

from __future__ import annotations

from renderer.paint.colour import parse_colour
from renderer.paint.gradient import parse_gradient
from renderer.resolve.row import Row
from renderer.resolve.texts import ADDRESSES
from renderer.resolve.values import Json, Value, is_missing, number_of, shown_text, source_text

FLAGS = frozenset(
    ("visible", "showInExport", "alwaysOnTop", "flipX", "flipY", "shadowEnabled", "blurEnabled",
     "brightnessEnabled", "sepiaEnabled", "grayscaleEnabled", "backgroundEnabled", "curveEnabled",
     "keepRatio", "stretchEnabled")
)  # fmt: skip
NUMBERS = frozenset(
    ("x", "y", "width", "height", "rotation", "opacity", "fontSize", "letterSpacing", "lineHeight",
     "strokeWidth", "cornerRadius", "borderSize", "blurRadius", "brightness", "shadowBlur",
     "shadowOffsetX", "shadowOffsetY", "shadowOpacity", "cropX", "cropY", "cropWidth",
     "cropHeight", "backgroundOpacity", "backgroundPadding", "backgroundCornerRadius")
)  # fmt: skip
FRACTIONS = frozenset(
    ("opacity", "shadowOpacity", "backgroundOpacity", "cropX", "cropY", "cropWidth", "cropHeight")
)
COLOURS = frozenset(
    ("fill", "stroke", "color", "backgroundColor", "borderColor", "shadowColor", "background")
)
NO = frozenset(("", "0", "false", "no", "off", "n", "null", "none"))


def as_property(name: str, sample: Json, value: Value, row: Row) -> Json | None:
    """A value as a property of the kind it or its sample is; None for an unfit one."""
    if name in FLAGS or isinstance(sample, bool):
        return is_true(value)
    if name in NUMBERS or (isinstance(sample, int | float) and not is_missing(value)):
        number = number_of(value, row.context.decimal)
        if number is None or (name in FRACTIONS and not 0 <= number <= 1):
            return None
        return float(number)
    text = source_text(value) if name in ADDRESSES else shown_text(value)
    if name in COLOURS and not _is_paint(name, text):
        return None
    return text


def is_true(value: Value) -> bool:
    """Whether a value says yes: anything but nothing, zero, false, no and off."""
    if is_missing(value):
        return False
    return shown_text(value).strip().casefold() not in NO


def _is_paint(name: str, text: str) -> bool:
    if name == "background" and "/" in text:
        return True
    return parse_gradient(text) is not None or parse_colour(text) is not None
