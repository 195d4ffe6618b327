"""The barcode: text in, bars out, with the text below in the renderer's own lettering."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from feedloom_codes.modules import (
    check_quiet_zone,
    colour_of,
    dark_boxes,
    on_background,
    report_if_small,
)
from feedloom_codes.symbology import SYMBOLOGIES, Encoded, encode
from renderer import (
    Affine,
    Box,
    DesignError,
    Element,
    ElementContext,
    Mark,
    Shape,
)

LARGEST_TEXT = 0.5  # of the height: the bars keep the rest
LINE_HEIGHT = 1.2


class BarcodeElement(Element, frozen=True, kw_only=True, rename="camel"):
    """``quietZone`` counts in modules, left and right; 11 is what EAN-13 asks for."""

    text: str = ""
    symbology: str = "code128"
    fill: str = "black"
    background_color: str = "white"
    quiet_zone: int = 11
    show_text: bool = True
    font_family: str = "Roboto"
    font_size: float = 14.0


def paint_barcode(barcode: BarcodeElement, context: ElementContext) -> Sequence[Mark]:
    """Bars over the element's width and, below, the encoded text; a blank text draws nothing."""
    check_quiet_zone(barcode.quiet_zone, context)
    if barcode.symbology not in SYMBOLOGIES:
        expected = f"one of {', '.join(SYMBOLOGIES)} is expected"
        found = f"is {barcode.symbology!r}"
        raise DesignError(f"{context.place}.symbology", found, expected)
    if not barcode.text.strip() or barcode.width <= 0 or barcode.height <= 0:
        return ()
    code = _encoded(barcode, context)
    module = barcode.width / (len(code.modules) + 2 * barcode.quiet_zone)
    report_if_small(module, context)
    below = _text_height(barcode)
    bars = dark_boxes([code.modules], module, barcode.height - below)
    dark = bars.transformed(Affine.translation(barcode.quiet_zone * module, 0))
    marks: list[Mark] = [Shape(dark, colour_of(barcode.fill, "fill", context))]
    if below:
        marks += _text_marks(code.text, barcode, below, context)
    box = Box(0, 0, barcode.width, barcode.height)
    return on_background(marks, box, barcode.background_color, context)


def _encoded(barcode: BarcodeElement, context: ElementContext) -> Encoded:
    try:
        return _remembered(barcode.symbology, barcode.text.strip())
    except ValueError as error:
        found = f"is {barcode.text!r:.60}, which is no {barcode.symbology}"
        raise DesignError(f"{context.place}.text", found, str(error)) from None


_remembered = lru_cache(maxsize=128)(encode)


def _text_height(barcode: BarcodeElement) -> float:
    """0 where no text is shown."""
    if not barcode.show_text or barcode.font_size <= 0:
        return 0.0
    return min(barcode.font_size * LINE_HEIGHT, barcode.height * LARGEST_TEXT)


def _text_marks(
    shown: str, barcode: BarcodeElement, height: float, context: ElementContext
) -> Sequence[Mark]:
    return context.text(
        shown,
        Box(0, barcode.height - height, barcode.width, height),
        vertical_align="top",
        font_family=barcode.font_family,
        font_size=height / LINE_HEIGHT,
        line_height=LINE_HEIGHT,
        fill=barcode.fill,
    )
