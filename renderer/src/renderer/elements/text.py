"""The text element: its properties, and from a laid-out block to marks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from renderer.context import ElementContext
from renderer.design import Element
from renderer.fonts.matching import parse_weight
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Glyph, GlyphRun, Mark, Paint, Shape, Stroke
from renderer.paint.box import Box
from renderer.paint.colour import BLACK, parse_colour
from renderer.paint.gradient import parse_gradient
from renderer.paint.outline import rectangle, rounded_rectangle
from renderer.text.background import background_outline
from renderer.text.content import Span, TextStyle, paragraphs_of
from renderer.text.fit import fit
from renderer.text.itemize import FaceChooser
from renderer.text.line import Run, shape_line
from renderer.text.measure import measure
from renderer.text.place import Block, decorations, place


class Text(Element, frozen=True, kw_only=True, rename="camel"):
    """Type ``text``; fontSize in px, letterSpacing and backgrounds relative to it."""

    text: str = ""
    placeholder: str = ""
    font_size: float = 14.0
    font_family: str = "Roboto"
    font_style: str = "normal"
    font_weight: str | int = "normal"
    text_decoration: str = ""
    text_transform: str = "none"
    fill: str = "black"
    align: str = "center"
    vertical_align: str = "top"
    stroke_width: float = 0.0
    stroke: str = "black"
    stroke_line_join: str = "round"
    line_height: float | str = 1.2
    letter_spacing: float = 0.0
    background_enabled: bool = False
    background_color: str = "#7ED321"
    background_opacity: float = 1.0
    background_corner_radius: float = 0.5
    background_padding: float = 0.5
    curve_enabled: bool = False
    curve_power: float = 0.5
    text_overflow: str = ""

    @property
    def shown(self) -> str:
        return self.text or self.placeholder


def paint_text(element: Text, context: ElementContext) -> Sequence[Mark]:
    """Background, then decorations and glyphs line by line."""
    if not element.shown:
        return ()
    block = lay_out(element, context)
    box = Box(0, 0, block.width, block.height)
    fill = text_paint(element.fill, box)
    stroke = None
    if element.stroke_width > 0:
        stroke = Stroke(
            text_paint(element.stroke, box), element.stroke_width, element.stroke_line_join
        )
    return [*_background(element, block, context), *_lines(block, fill, stroke, box)]


def lay_out(element: Text, context: ElementContext) -> Block:
    """The element's text broken, fitted and placed in its box."""
    size = element.font_size or 1.0
    line_height = _line_height(element, context)
    faces = FaceChooser(context.fonts, context.report)
    style = TextStyle(
        family=element.font_family,
        weight=parse_weight(element.font_weight),
        italic=element.font_style != "normal",
        letter_spacing=element.letter_spacing,
        underline="underline" in element.text_decoration,
        line_through="line-through" in element.text_decoration,
    )
    spans = [Span(element.shown, style)]
    paragraphs = [measure(p, faces) for p in paragraphs_of(spans, element.text_transform)]
    overflow = element.text_overflow or context.text_overflow
    fitted = fit(
        paragraphs,
        faces,
        overflow=overflow,
        size=size,
        line_height=line_height,
        width=element.width,
        height=element.height,
    )
    justify_to = element.width / fitted.size if element.align == "justify" else None
    lines = [shape_line(line, faces, justify_to) for line in fitted.lines]
    block = place(
        lines,
        size=fitted.size,
        line_height=line_height,
        align=element.align,
        width=element.width,
        height=fitted.height,
        top=_top(element, fitted.height, lines_height(lines, fitted.size, line_height)),
    )
    return block


def _top(element: Text, box_height: float, text_height: float) -> float:
    spare = max(0.0, box_height - text_height)
    return spare * {"middle": 0.5, "bottom": 1.0}.get(element.vertical_align, 0.0)


def lines_height(lines: Sequence[object], size: float, line_height: float) -> float:
    return sum(line.size for line in lines) * size * line_height  # type: ignore[attr-defined]


def _line_height(element: Text, context: ElementContext) -> float:
    try:
        return max(0.0, float(element.line_height))
    except ValueError:
        return 1.2


def text_paint(text: str, box: Box) -> Paint:
    """A colour or, over the element's box, a CSS gradient; anything else is black."""
    if spec := parse_gradient(text):
        return spec.across_css(box)
    return parse_colour(text) or BLACK


def _background(element: Text, block: Block, context: ElementContext) -> Iterator[Mark]:
    if not element.background_enabled:
        return
    unit = block.size * _line_height(element, context) / 2
    pad, radius = element.background_padding * unit, element.background_corner_radius * unit
    if context.legacy_background:
        outline = rounded_rectangle(Box(0, 0, block.width, block.height).grown(pad), radius)
    else:
        outline = background_outline([line.box for line in block.lines], pad, radius)
    colour = parse_colour(element.background_color) or BLACK
    faded = colour.faded(min(1.0, max(0.0, element.background_opacity)))
    yield Shape(outline, faded, casts_shadow=False)


def _lines(block: Block, fill: Paint, stroke: Stroke | None, box: Box) -> Iterator[Mark]:
    for placed in block.lines:
        for decoration in decorations(placed, block.size):
            yield Shape(rectangle(decoration.box), run_paint(decoration.run, fill, box))
        for _, runs in itertools.groupby(placed.line.runs, key=_looks):
            same = list(runs)
            first = same[0]
            glyphs = tuple(
                Glyph(
                    glyph.index,
                    placed.x + glyph.x * block.size,
                    placed.baseline - glyph.y * block.size,
                )
                for run in same
                for glyph in run.glyphs
            )
            if glyphs:
                size = first.style.size * block.size
                paint = run_paint(first, fill, box)
                yield GlyphRun(first.face, size, glyphs, paint, stroke)


def _looks(run: Run) -> tuple[object, ...]:
    """Runs that agree in this are drawn as one."""
    return run.face, run.style.size, run.style.fill


def run_paint(run: Run, fill: Paint, box: Box) -> Paint:
    return text_paint(run.style.fill, box) if run.style.fill else fill


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("text", Text, paint_text))
