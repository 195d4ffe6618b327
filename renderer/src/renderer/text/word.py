"""Words set in a style: where their glyphs go and how wide each character is, in ems."""

from __future__ import annotations

import regex
from msgspec import Struct

from renderer.cache import WeightedCache
from renderer.fonts.face import Face, in_64ths
from renderer.text.content import TextStyle
from renderer.text.shape import shape

CACHE_BYTES = 6 * 1024 * 1024
WORD_BYTES, GLYPH_BYTES = 600, 160  # an entry with its text, and each glyph in it, as measured


# Scripts whose letters are joined, and their ISO 15924 codes: spaces would cut them (measured).
JOINED = frozenset(("Arab", "Syrc", "Mong", "Nkoo", "Mand", "Phag", "Rohg"))
UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}")


class PlacedGlyph(Struct, frozen=True):
    """A glyph's origin, right of a left edge and above the baseline."""

    index: int
    x: float
    y: float


class SetWord(Struct, frozen=True):
    """A word's glyphs from its left edge in visual order, and what its characters advance.

    A cluster's advance is its first character's; letter spacing follows each cluster. ``starts``
    are the characters that begin one.
    """

    glyphs: tuple[PlacedGlyph, ...]
    advances: tuple[float, ...]
    starts: tuple[int, ...]
    width: float


def set_word(
    text: str, style: TextStyle, face: Face, script: str, rtl: bool, block: float | None = None
) -> SetWord:
    """A word, or a space, in a style; a tab is as wide as a space.

    Where ``block``, the px of an em, is given, glyphs go where they are drawn at that size.
    """
    size = style.size if block is None else size_as_set(style, block)
    key = (text, face, script, rtl, size, style.letter_spacing, style.rise)
    return words.get(key, lambda: _set(text.replace("\t", " "), style, size, face, script, rtl))


def size_as_set(style: TextStyle, block: float) -> float:
    """A style's size, in ems of a block of so many px, cut as browsers do: to 64ths of a px."""
    size = style.size * block
    cut = in_64ths(size) / 64
    return style.size if cut in (0, size) else cut / block


def _set(text: str, style: TextStyle, size: float, face: Face, script: str, rtl: bool) -> SetWord:
    spacing = style.letter_spacing
    glyphs = shape(face, text, script, rtl, ligatures=spacing == 0)
    placed = []
    advances = [0.0] * len(text)
    scale = size / face.upem
    at = 0.0
    for i, glyph in enumerate(glyphs):
        x, y = at + glyph.x_offset * scale, glyph.y_offset * scale + style.rise
        placed.append(PlacedGlyph(glyph.index, x, y))
        advance = glyph.advance * scale
        advances[glyph.cluster] += advance
        at += advance
        if i + 1 == len(glyphs) or glyphs[i + 1].cluster != glyph.cluster:
            at += _is_spaced(text[glyph.cluster], script) * spacing
    starts = sorted({glyph.cluster for glyph in glyphs})
    for start in starts:
        advances[start] += _is_spaced(text[start], script) * spacing
    return SetWord(tuple(placed), tuple(advances), tuple(starts), at)


def _is_spaced(character: str, script: str) -> bool:
    """Whether letter spacing follows: not what is joined to the next letter, nor what is unseen."""
    return script not in JOINED and not (character > "\x7f" and UNSEEN.match(character) is not None)


def _weight(word: SetWord) -> int:
    return WORD_BYTES + GLYPH_BYTES * len(word.glyphs)


words: WeightedCache[tuple[object, ...], SetWord] = WeightedCache(CACHE_BYTES, _weight)
