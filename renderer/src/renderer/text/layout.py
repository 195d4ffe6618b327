"""The whole way of a text: measure, fit, shape, place. Layouts are remembered."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from msgspec import Struct

from renderer.cache import WeightedCache
from renderer.fonts.library import DesignFonts
from renderer.text.bounds import splits_word
from renderer.text.content import Paragraph
from renderer.text.fit import ELLIPSIS, fit, height_of
from renderer.text.itemize import FaceChooser
from renderer.text.line import shape_line
from renderer.text.measure import measure
from renderer.text.place import Block, BlockStyle, place
from renderer.text.plain_fit import plain_height
from renderer.text.word import words
from renderer.text.wrap import LineRange

logger = logging.getLogger(__name__)

CACHE_BYTES = 4 * 1024 * 1024
BYTES_PER_GLYPH, BYTES_PER_LINE = 150, 1000


def lay_out(paragraphs: Sequence[Paragraph], style: BlockStyle, fonts: DesignFonts) -> Block:
    """A text broken into lines, fitted to its box and placed in it."""
    key = (fonts.number, tuple(paragraphs), style)
    block = _blocks.get(key, lambda: _laid_out(paragraphs, style, faces_of(fonts)))
    logger.debug("layouts: %s; words: %s", _blocks, words)
    return block


class Fitted(Struct, frozen=True):
    """How a text fits its box: its size and height in px, and what had to be done to it."""

    size: float
    height: float
    is_cut: bool
    splits_words: bool


def fitted(paragraphs: Sequence[Paragraph], style: BlockStyle, fonts: DesignFonts) -> Fitted:
    """The answer of ``lay_out`` without its lines, at a fraction of the time."""
    faces = faces_of(fonts)
    height = plain_height(paragraphs, style, faces)
    if height is not None:
        return Fitted(style.size, height, is_cut=False, splits_words=False)
    ranges, found = fit(
        [measure(paragraph, faces, style.breaking) for paragraph in paragraphs], faces, style
    )
    return Fitted(
        found.size,
        height_of(ranges, faces, found),
        any(line.suffix == ELLIPSIS for line in ranges),
        any(map(splits_word, ranges)),
    )


def faces_of(fonts: DesignFonts) -> FaceChooser:
    """What has been found out about which face draws what, kept with a design's fonts."""
    known: FaceChooser | None = fonts.learnt.get(FaceChooser)
    return known or fonts.learnt.setdefault(FaceChooser, FaceChooser(fonts))


def _laid_out(paragraphs: Sequence[Paragraph], wanted: BlockStyle, faces: FaceChooser) -> Block:
    measured = [measure(paragraph, faces, wanted.breaking) for paragraph in paragraphs]
    ranges, style = fit(measured, faces, wanted)
    lines = [shape_line(line, faces, _justified_width(line, style), style.size) for line in ranges]
    return place(lines, style)


def _justified_width(line: LineRange, style: BlockStyle) -> float | None:
    """The width in ems a justified line's spaces are stretched to."""
    paragraph = line.paragraph.paragraph
    if (paragraph.align or style.align) != "justify":
        return None
    return style.width / style.size - paragraph.indent


def _weight(block: Block) -> int:
    glyphs = sum(len(run.glyphs) for line in block.lines for run in line.line.runs)
    return glyphs * BYTES_PER_GLYPH + len(block.lines) * BYTES_PER_LINE


_blocks: WeightedCache[tuple[int, tuple[Paragraph, ...], BlockStyle], Block] = WeightedCache(
    CACHE_BYTES, _weight
)
