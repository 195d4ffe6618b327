"""Shape words with HarfBuzz: characters in, glyphs with advances in font units out."""

from __future__ import annotations

from msgspec import Struct

from renderer.cache import WeightedCache
from renderer.fonts.face import Face
from renderer.text.punctuation import halved_marks
from renderer.time_limit import check_time

CACHE_BYTES = 2 * 1024 * 1024
WORD_BYTES, GLYPH_BYTES = 500, 130  # an entry with its text, and each glyph in it, as measured


class ShapedGlyph(Struct, frozen=True):
    """A glyph in visual order; ``cluster`` is the index of its first character."""

    index: int
    cluster: int
    advance: int
    x_offset: int
    y_offset: int


def shape(
    face: Face, text: str, script: str, rtl: bool, ligatures: bool
) -> tuple[ShapedGlyph, ...]:
    """The glyphs of a word, left to right; invisible characters give none with an advance.

    Letter-spaced text has no ligatures.
    """
    key = (face, text, script, rtl, ligatures)
    return shapes.get(key, lambda: _shaped(face, text, script, rtl, ligatures))


def _shaped(
    face: Face, text: str, script: str, rtl: bool, ligatures: bool
) -> tuple[ShapedGlyph, ...]:
    import uharfbuzz as hb

    check_time()
    buffer = hb.Buffer()
    buffer.add_str(_without_surrogates(text))
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = script if script not in ("Zyyy", "Zinh", "Zzzz") else "Latn"
    buffer.language = "en"
    features: dict[str, bool | list[tuple[int, int, bool]]] = {}
    if not ligatures:
        features |= {"liga": False, "clig": False}
    if halved := halved_marks(text):
        features["halt"] = halved
    hb.shape(face.hb_font, buffer, features)
    return tuple(
        ShapedGlyph(
            info.codepoint, info.cluster, position.x_advance, position.x_offset, position.y_offset
        )
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )


def _without_surrogates(text: str) -> str:
    """Lone surrogates, which no font maps, as the replacement character."""
    return (
        text
        if text.isascii()
        else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    )


def _weight(glyphs: tuple[ShapedGlyph, ...]) -> int:
    return WORD_BYTES + GLYPH_BYTES * len(glyphs)


shapes: WeightedCache[tuple[Face, str, str, bool, bool], tuple[ShapedGlyph, ...]] = WeightedCache(
    CACHE_BYTES, _weight
)
