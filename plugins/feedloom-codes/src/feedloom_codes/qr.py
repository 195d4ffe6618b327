"""The QR code: text in, dark modules out, as one outline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import segno
from segno import DataOverflowError

from feedloom_codes.modules import (
    check_quiet_zone,
    colour_of,
    dark_boxes,
    on_background,
    report_if_small,
)
from renderer import Affine, Box, DesignError, Element, ElementContext, Mark, Outline, Shape

LEVELS = ("L", "M", "Q", "H")


class QrElement(Element, frozen=True, kw_only=True, rename="camel"):
    """``quietZone`` counts in modules; ``errorCorrection`` is L, M, Q or H.

    The code is the largest square in the middle of the element's box.
    """

    text: str = ""
    fill: str = "black"
    background_color: str = "white"
    quiet_zone: int = 4
    error_correction: str = "M"


def paint_qr(qr: QrElement, context: ElementContext) -> Sequence[Mark]:
    """The code on its background; a blank text draws nothing."""
    check_quiet_zone(qr.quiet_zone, context)
    if not qr.text.strip() or qr.width <= 0 or qr.height <= 0:
        return ()
    modules, dark = _encoded(qr, context)
    side = min(qr.width, qr.height)
    left, top = (qr.width - side) / 2, (qr.height - side) / 2
    module = side / (modules + 2 * qr.quiet_zone)
    report_if_small(module, context)
    edge = qr.quiet_zone * module
    place = Affine.translation(left + edge, top + edge) @ Affine.scaling(module)
    code = Shape(dark.transformed(place), colour_of(qr.fill, "fill", context))
    return on_background([code], Box(left, top, side, side), qr.background_color, context)


def _encoded(qr: QrElement, context: ElementContext) -> tuple[int, Outline]:
    level = qr.error_correction.upper()
    if level not in LEVELS:
        found = f"is {qr.error_correction!r}"
        raise DesignError(
            f"{context.place}.errorCorrection", found, f"one of {', '.join(LEVELS)} is expected"
        )
    try:
        return modules_of(qr.text, level)
    except DataOverflowError:
        found = f"has {len(qr.text)} characters, too many for a QR code"
        expected = "a shorter text or a lower errorCorrection is expected"
        raise DesignError(f"{context.place}.text", found, expected) from None
    except UnicodeEncodeError as error:
        found = f"has half a character at position {error.start}"
        raise DesignError(f"{context.place}.text", found, "whole characters are expected") from None


@lru_cache(maxsize=128)
def modules_of(text: str, level: str) -> tuple[int, Outline]:
    """The modules of a side, and the dark ones as an outline with sides of 1 each."""
    code = segno.make(text, error=level, micro=False)
    rows = [bytes(row) for row in code.matrix]
    return len(rows), dark_boxes(rows, 1, 1)
