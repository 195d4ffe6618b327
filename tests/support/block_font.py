"""A font whose every letter is a block, so that widths and pictures can be told by eye.

One em is ten units: a letter is a block four wide and seven high in an advance of five, a space
is five wide and empty, a hyphen and an ellipsis are flat blocks; ascent 8, descent 2.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

UPEM = 1000
UNIT = UPEM // 10
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,"
EMPTY = " \t\u00a0\u200b\u00ad"
FLAT = "-…"


@cache
def block_font(
    family: str = "Block",
    letters: str = LETTERS,
    weight: int = 400,
    italic: bool = False,
    style_name: str = "Regular",
) -> bytes:
    """The bytes of a TTF file with these letters."""
    names = {ord(c): f"u{ord(c):04X}" for c in letters + EMPTY + FLAT}
    glyphs: dict[str, Any] = {".notdef": _block(1, 9)}
    metrics = {".notdef": (5 * UNIT, 0)}
    for code, name in names.items():
        character = chr(code)
        if character in EMPTY:
            glyphs[name] = _block(0, 0)
            metrics[name] = (0 if character in "\u200b\u00ad" else 5 * UNIT, 0)
        else:
            glyphs[name] = _block(3, 4) if character in FLAT else _block(0, 7)
            metrics[name] = (5 * UNIT, 0)
    builder = FontBuilder(UPEM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(names)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=8 * UNIT, descent=-2 * UNIT)
    name = f"{family}-{style_name}".replace(" ", "")
    builder.setupNameTable({"familyName": family, "styleName": style_name, "psName": name})
    selection = 1 if italic else 0
    builder.setupOS2(usWeightClass=weight, fsSelection=selection)
    builder.setupPost()
    return saved(builder.font)


def saved(font: Any) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _block(bottom: int, top: int) -> Any:
    pen = TTGlyphPen(None)
    if top > bottom:
        _rectangle(pen, 0, bottom * UNIT, 4 * UNIT, top * UNIT)
    return pen.glyph()


def _rectangle(pen: Any, left: int, bottom: int, right: int, top: int) -> None:
    pen.moveTo((left, bottom))
    for point in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(point)
    pen.closePath()


def with_tables(data: bytes, tables: Mapping[str, Any], without: Iterable[str] = ()) -> bytes:
    """A font with tables added or replaced, and others left out."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data))
    for tag in without:
        del font[tag]
    for tag, table in tables.items():
        font[tag] = table
    return saved(font)
