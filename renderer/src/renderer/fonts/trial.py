"""Unpack and try out a stranger's font where it can do no harm, before it is opened here.

Threat: FreeType and HarfBuzz interpret the programs and tables in a font; broken ones may crash
them or keep them busy for long, and a packed font may unpack without bound.

Defence: a font whose source the operator didn't choose is unpacked, and its glyphs are drawn and
its characters shaped, in a process that may die (``apart``). Only a font that comes through is
opened in this process. Residual risk: what a trial of bounded length doesn't reach (the last
glyphs of very large fonts, odd sizes, combinations of features).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from renderer.apart import ProcessLost, call_apart
from renderer.apart.wire import Message
from renderer.errors import FontError
from renderer.fonts.file import FontFile
from renderer.fonts.ink import GlyphKey, ink_of
from renderer.fonts.sfnt import WOFF, check_frame, checked_sfnt
from renderer.paint.freetype import FreeTypeError

if TYPE_CHECKING:
    from renderer.fonts.face import Face

SECONDS = 8.0  # of a processor
EACH_SECONDS = 0.3  # for one kind of work on all glyphs
HINTED, UNHINTED = (16.0, (1.0, 0.0, 0.0, 1.0)), (40.0, (0.0, 1.0, -1.0, 0.0))
COLOUR_SIZE = 32.0
THIN = 1.0  # px of a stroke that FreeType makes itself
CHARACTERS_AT_ONCE = 64


def harmless_sfnt(file: FontFile, index: int) -> bytes:
    """The font's plain sfnt bytes; FontError where it can't be used."""
    if file.trusted:
        return checked_sfnt(file)
    check_frame(file)
    try:
        tried = call_apart(try_out, file.data, {"name": file.name, "index": index}, seconds=SECONDS)
    except ProcessLost:
        raise FontError(
            f"font {file.name} makes the font library fail, or keeps it busy for too long"
        ) from None
    return tried.data if file.data[:4] in WOFF else file.data


def try_out(data: bytes, name: str, index: int) -> Message:
    """Use a font in all the ways a picture does. Gives its unpacked bytes where it was packed."""
    from renderer.fonts.face import open_face

    plain = checked_sfnt(FontFile(name, data))
    file = FontFile(name, plain, trusted=True)
    face = open_face(file, index)
    glyphs = range(face.font.hb_face.glyph_count)
    if face.has_outlines:
        for size, linear in (UNHINTED, HINTED):
            for glyph in _for_a_while(glyphs):
                _draw(face, GlyphKey(glyph, size, linear, 0, 0))
        for glyph in glyphs[:CHARACTERS_AT_ONCE]:
            _draw(face, GlyphKey(glyph, *UNHINTED, 0, 0, stroke=THIN))
        for axes in _extremes(face.font.hb_face):
            varied = open_face(file, index, axes)
            for glyph in glyphs[:CHARACTERS_AT_ONCE]:
                _draw(varied, GlyphKey(glyph, *HINTED, 0, 0))
    if face.has_colour:
        from renderer.fonts.colour_glyphs import colour_glyph

        for glyph in _for_a_while(glyphs):
            colour_glyph(face, glyph, COLOUR_SIZE, (0, 0, 0))
    _shape_all(face.hb_font, sorted(face.font.hb_face.unicodes))
    return Message({}, plain if plain is not data else b"")


def _draw(face: Face, key: GlyphKey) -> None:
    """As it is drawn in pictures, without one."""
    try:
        ink_of(face, key)
    except FreeTypeError:
        from renderer.fonts.glyphs import EVERYWHERE, draw_outline  # Pillow, and all that it loads

        draw_outline(face, key, EVERYWHERE)


def _shape_all(hb_font: object, characters: list[int]) -> None:
    import uharfbuzz as hb

    for start in _for_a_while(range(0, len(characters), CHARACTERS_AT_ONCE)):
        buffer = hb.Buffer()
        buffer.add_codepoints(characters[start : start + CHARACTERS_AT_ONCE])
        buffer.guess_segment_properties()
        hb.shape(hb_font, buffer)


def _extremes(hb_face: object) -> Iterator[tuple[tuple[str, float], ...]]:
    """Both ends of every axis, the others at rest."""
    for axis in getattr(hb_face, "axis_infos", ())[:8]:
        yield ((axis.tag, axis.min_value),)
        yield ((axis.tag, axis.max_value),)


def _for_a_while(numbers: Iterable[int]) -> Iterator[int]:
    end = time.process_time() + EACH_SECONDS
    for number in numbers:
        if time.process_time() >= end:
            return
        yield number
