"""From laid-out text to marks: background, decorations, glyph runs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from renderer.fonts.face import Face
from renderer.layers import Glyph, GlyphRun, Mark, Paint, Shape, Stroke
from renderer.paint.box import Box
from renderer.paint.colour import BLACK, Colour, parse_colour
from renderer.paint.gradient import LinearGradient, parse_gradient
from renderer.paint.outline import Outline, ellipse, rectangle, rounded_rectangle
from renderer.paint.stroke import Join
from renderer.text.background import background_outline
from renderer.text.content import TextStyle
from renderer.text.line import Run
from renderer.text.place import Block, PlacedLine, decorations, highlights

if TYPE_CHECKING:
    from renderer.text.curve import CurvedText

# A canvas passes over a join it does not know: its default stays.
JOINS: Mapping[str, Join] = {"round": "round", "miter": "miter", "bevel": "bevel"}


class Look(Struct, frozen=True):
    """What colours a text: CSS texts, and lengths relative to the font size.

    ``padding`` and ``corner_radius`` are the background's, in ems; ``stroke_width`` is in px.
    """

    fill: str
    stroke: str
    stroke_width: float
    stroke_join: str
    background: str | None
    background_opacity: float
    padding: float
    corner_radius: float
    is_legacy: bool
    opacity: float

    def paint(self, css: str, box: Box) -> Paint:
        """A colour or, over the element's box, a CSS gradient; anything else is black."""
        if spec := parse_gradient(css):
            gradient = spec.across_css(box)
            stops = tuple((at, colour.faded(self.opacity)) for at, colour in gradient.stops)
            return LinearGradient(gradient.start, gradient.end, stops)
        return (parse_colour(css) or BLACK).faded(self.opacity)

    def run_paint(self, style: TextStyle, box: Box) -> Paint:
        return self.paint(style.fill or self.fill, box)

    def glyph_marks(
        self, face: Face, size: float, glyphs: Sequence[Glyph], style: TextStyle, box: Box
    ) -> Iterator[Mark]:
        """The stroke, then the fill on top: half the stroke stays visible."""
        if self.stroke_width > 0:
            stroke = Stroke(self.stroke_width, JOINS.get(self.stroke_join, "miter"))
            yield GlyphRun(face, size, glyphs, self.paint(self.stroke, box), stroke)
        yield GlyphRun(face, size, glyphs, self.run_paint(style, box))

    def background_colour(self) -> Colour | None:
        """A gradient is drawn black, as in the editor."""
        if self.background is None:
            return None
        opacity = min(1.0, max(0.0, self.background_opacity)) * self.opacity
        return (parse_colour(self.background) or BLACK).faded(opacity)


def block_marks(block: Block, look: Look) -> list[Mark]:
    box = block.text_box
    marks: list[Mark] = []
    if (colour := look.background_colour()) and (outline := _block_outline(block, look)):
        marks.append(Shape(outline, colour, casts_shadow=False))
    for line in block.lines:
        marks += _line_marks(line, block.size, look, box)
    return marks


def curve_marks(curved: CurvedText, width: float, size: float, look: Look) -> list[Mark]:
    box = Box(0, 0, width, curved.box.height)
    marks: list[Mark] = []
    if (colour := look.background_colour()) and curved.glyphs:
        grown = curved.box.grown(look.padding * size)
        outline = rounded_rectangle(grown, look.corner_radius * size)
        marks.append(Shape(outline, colour, casts_shadow=False))
    for band, style in curved.decorations:
        marks.append(Shape(band, look.run_paint(style, box)))
    for (face, style), glyphs in itertools.groupby(curved.glyphs, key=lambda g: (g.face, g.style)):
        turned = tuple(Glyph(g.index, g.x, g.y, g.degrees) for g in glyphs)
        marks += look.glyph_marks(face, style.size * size, turned, style, box)
    return marks


def _block_outline(block: Block, look: Look) -> Outline | None:
    pad, radius = look.padding * block.size, look.corner_radius * block.size
    if look.is_legacy:
        return rounded_rectangle(block.text_box.grown(pad), radius)
    boxes = [line.box for line in block.lines if line.line.runs]
    return background_outline(boxes, pad, radius) if boxes else None


def _line_marks(line: PlacedLine, size: float, look: Look, box: Box) -> Iterator[Mark]:
    """Highlights and decorations, then glyphs, the marker's first."""
    for highlight in highlights(line, size):
        colour = parse_colour(highlight.style.highlight or "")
        if colour is not None:
            yield Shape(rectangle(highlight.box), colour.faded(look.opacity), casts_shadow=False)
    for decoration in decorations(line, size):
        yield Shape(rectangle(decoration.box), look.run_paint(decoration.style, box))
    if line.bullet is not None:
        yield Shape(ellipse(line.bullet), look.run_paint(line.line.styles[0][0], box))
    if line.line.number and line.number_x is not None:
        yield from _run_marks(line.line.number.runs, line.number_x, line, size, look, box)
    yield from _run_marks(line.line.runs, line.x, line, size, look, box)


def _run_marks(
    runs: Sequence[Run], x: float, line: PlacedLine, size: float, look: Look, box: Box
) -> Iterator[Mark]:
    """One mark for neighbouring runs that look alike."""
    for _, alike in itertools.groupby(runs, key=_appearance):
        same = list(alike)
        face, style = same[0].face, same[0].style
        glyphs = tuple(
            Glyph(glyph.index, x + (run.x + glyph.x) * size, line.baseline - glyph.y * size)
            for run in same
            for glyph in run.glyphs
        )
        if glyphs:
            yield from look.glyph_marks(face, style.size * size, glyphs, style, box)


def _appearance(run: Run) -> tuple[object, float, str | None]:
    return run.face, run.style.size, run.style.fill
