"""The text element: its properties, and how they steer the text stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from msgspec.structs import replace

from renderer.context import ElementContext
from renderer.design import SCHEMA_VERSIONS, Element
from renderer.elements.choices import Choice, check_choices
from renderer.elements.text_marks import JOINS, Look, block_marks, curve_marks
from renderer.errors import LimitError, quoted
from renderer.fonts.matching import WEIGHT_NAMES, is_weight, parse_weight
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Drawing, Mark, moved
from renderer.limits import Limits
from renderer.paint.box import Box
from renderer.paint.colour import parse_colour
from renderer.text.bounds import Bounds
from renderer.text.content import (
    TRANSFORMS,
    Paragraph,
    TextStyle,
    is_rich,
    plain_paragraphs,
    transformed,
)
from renderer.text.itemize import FaceChooser
from renderer.text.layout import Fitted, faces_of, fitted, lay_out
from renderer.text.measure import measure
from renderer.text.place import BlockStyle

PLACEHOLDER_OPACITY = 0.6
VERTICAL_SHARES = {"top": 0.0, "middle": 0.5, "bottom": 1.0}
STRAIGHT_BELOW = 1e-3  # a curve power that bends nothing visible
LEAST_SIZE = 0.01  # px; what is smaller can't be seen
UNVERSIONED_SPACING = 16.0  # px that designs without a schemaVersion count letterSpacing in
PROBLEMS = {
    "text-cut": "is too long even at {size:g} px; cut with an ellipsis",
    "text-overflow": "is too long even at {size:g} px; higher than its box",
    "word-split": "has a word too long for a line even at {size:g} px; split",
}
ALIGN = Choice("align", ("left", "center", "right", "justify"), "left")
VERTICAL_ALIGN = Choice("verticalAlign", tuple(VERTICAL_SHARES), "top")
TRANSFORM = Choice("textTransform", ("none", *TRANSFORMS), "as it is written")
OVERFLOW = Choice(
    "textOverflow", ("resize", "change-font-size", "ellipsis", "keep-height"), "as resize"
)
DIRECTION = Choice("dir", ("auto", "ltr", "rtl"), "as auto")
STYLE = Choice("fontStyle", ("normal", "italic", "oblique"), "italic")
WEIGHT = Choice("fontWeight", (*WEIGHT_NAMES, "1 to 1000"), "normal")
JOIN = Choice("strokeLineJoin", tuple(JOINS), "miter")
DECORATION = Choice("textDecoration", ("none", "underline", "line-through"), "without it")
LINE_BOXES_SINCE = 3  # older schema versions have one background box for all lines


class Text(Element, frozen=True, kw_only=True, rename="camel", dict=True):
    """Type ``text``; fontSize in px, letterSpacing and the background's measures relative to it."""

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
    line_height: float | Literal["auto"] = 1.2
    letter_spacing: float = 0.0
    background_enabled: bool = False
    background_color: str = "#7ED321"
    background_opacity: float = 1.0
    background_corner_radius: float = 0.5
    background_padding: float = 0.5
    curve_enabled: bool = False
    curve_power: float = 0.5
    text_overflow: str = ""
    dir: str = "auto"
    min_font_size: float = 0.0
    max_font_size: float = 0.0
    max_lines: int = 0
    ellipsis: bool = True
    hyphenate: str = ""
    balance: bool = False

    @property
    def size(self) -> float:
        """The font size in px; 0 means 1, as in the editor."""
        return max(LEAST_SIZE, self.font_size) if self.font_size > 0 else 1.0

    @property
    def is_curved(self) -> bool:
        return self.curve_enabled and abs(self.curve_power) >= STRAIGHT_BELOW

    @property
    def bounds(self) -> Bounds | None:
        """What the designer allows for fitting; None leaves it to the way texts overflow."""
        if self.min_font_size <= 0 and self.max_font_size <= 0 and self.max_lines <= 0:
            return None
        most = max(LEAST_SIZE, self.max_font_size) if self.max_font_size > 0 else self.size
        least = max(LEAST_SIZE, self.min_font_size) if self.min_font_size > 0 else self.size
        return Bounds(least, most, max(0, self.max_lines), self.ellipsis)

    @cached_property
    def style(self) -> TextStyle:
        return TextStyle(
            family=self.font_family,
            weight=parse_weight(self.font_weight),
            italic=self.font_style != "normal",
            letter_spacing=self.letter_spacing,
            underline="underline" in self.text_decoration,
            line_through="line-through" in self.text_decoration,
        )

    def paragraphs(self) -> Sequence[Paragraph]:
        text = self.text or self.placeholder
        if is_rich(text):
            from renderer.text.rich import rich_paragraphs  # an HTML parser: not without markup

            paragraphs = rich_paragraphs(text, self.style, self.size)
        else:
            paragraphs = plain_paragraphs(text, self.style)
        if self.dir in ("ltr", "rtl"):
            paragraphs = [replace(paragraph, direction=self.dir) for paragraph in paragraphs]
        return transformed(paragraphs, self.text_transform)


def paint_text(text: Text, context: ElementContext) -> Drawing:
    """The background, then each line's decorations and glyphs; an empty text draws nothing."""
    setting = _setting(text, context)
    if setting is None:
        return Drawing((), text.width, 0)
    style, look, paragraphs = setting
    faces = faces_of(context.fonts)
    if text.is_curved:
        from renderer.text.curve import curve

        curved = curve(
            paragraphs,
            faces,
            size=style.size,
            line_height=style.line_height,
            power=text.curve_power,
            width=style.width,
        )
        marks = curve_marks(curved, style.width, style.size, look)
        drawing = Drawing(marks, style.width, curved.box.height)
    else:
        block = lay_out(paragraphs, style, context.fonts)
        drawing = Drawing(block_marks(block, look), block.width, block.height)
        if block.problem:
            context.report(PROBLEMS[block.problem].format(size=block.size), block.problem)
    _report_glyphs(paragraphs, context)
    return drawing


def fit_text(text: Text, context: ElementContext) -> Fitted | None:
    """How a text will fit its box, with all that painting it would report, and no glyph set.

    None for a text that is empty or curved: they fit.
    """
    setting = _setting(text, context)
    if setting is None:
        return None
    style, _, paragraphs = setting
    found = None if text.is_curved else fitted(paragraphs, style, context.fonts)
    if found is None:
        for paragraph in paragraphs:
            measure(paragraph, faces_of(context.fonts))
    _report_glyphs(paragraphs, context)
    return found


Setting = tuple[BlockStyle, Look, Sequence[Paragraph]]


def _setting(text: Text, context: ElementContext) -> Setting | None:
    """What to set and how; None where there is nothing to."""
    shown = text.text or text.placeholder
    if not shown:
        return None
    check_length(text, context.limits)
    if context.schema_version is None:
        spacing = text.letter_spacing * UNVERSIONED_SPACING / text.size
        text = replace(text, letter_spacing=spacing)
    check_choices(_chosen(text), context)
    style = block_style(text, faces_of(context.fonts), context)
    look = look_of(text, style, context)
    paragraphs = text.paragraphs()
    if text.hyphenate:
        from renderer.text.hyphenation import hyphenated

        try:
            paragraphs = hyphenated(paragraphs, text.hyphenate)
        except ValueError as problem:
            context.report(f"hyphenate {problem}; not hyphenated")
    check_spans(paragraphs, context)
    if text.is_curved:
        _check_curved(paragraphs, text.letter_spacing, context)
    return style, look, paragraphs


def check_length(text: Text, limits: Limits) -> None:
    """Raises LimitError for a text too long to be set."""
    found, most = len(text.text or text.placeholder), limits.text_characters
    if found > most:
        raise LimitError(f"text has {found:,} characters; at most {most:,} are allowed")


def _chosen(text: Text) -> Iterator[tuple[Choice, str]]:
    yield ALIGN, text.align
    yield VERTICAL_ALIGN, text.vertical_align
    yield TRANSFORM, text.text_transform
    yield OVERFLOW, text.text_overflow
    yield DIRECTION, text.dir
    yield STYLE, text.font_style
    if not is_weight(text.font_weight):
        yield WEIGHT, str(text.font_weight)
    if text.stroke_width > 0:
        yield JOIN, text.stroke_line_join
    for word in text.text_decoration.split():
        yield DECORATION, word


def _report_glyphs(paragraphs: Sequence[Paragraph], context: ElementContext) -> None:
    for problem, kind in faces_of(context.fonts).problems(paragraphs).items():
        context.report(problem, kind)


def set_text(
    words: str, box: Box, context: ElementContext, properties: Mapping[str, Any]
) -> Sequence[Mark]:
    """The words in a box of another element: in its middle unless ``vertical_align`` is given.

    The properties mean what they do in the newest schema version, whatever the design's is.
    """
    given = {"text_overflow": "change-font-size", "vertical_align": "middle", **properties}
    share = VERTICAL_SHARES[given["vertical_align"]]
    given |= {"text": words, "width": box.width, "height": box.height, "vertical_align": "top"}
    drawing = paint_text(Text(**given), replace(context, schema_version=max(SCHEMA_VERSIONS)))
    return moved(drawing.marks, box.x, box.y + (box.height - drawing.height) * share)


def block_style(text: Text, faces: FaceChooser, context: ElementContext) -> BlockStyle:
    """The element's box and how its lines are set; an automatic line is the font's own."""
    line_height = text.line_height
    if line_height == "auto":
        face = faces.primary(text.style)
        line_height = (face.ascent(text.size) + face.descent(text.size)) / text.size
    return BlockStyle(
        size=text.size,
        line_height=max(0.0, line_height),
        align=text.align,
        vertical_align=text.vertical_align,
        width=text.width,
        height=text.height,
        overflow=text.text_overflow or context.text_overflow,
        breaking=context.line_breaking,
        bounds=text.bounds,
        balanced=text.balance,
    )


def check_spans(paragraphs: Sequence[Paragraph], context: ElementContext) -> None:
    """Report the colours of rich text's spans that are none: black, or no highlight, is drawn."""
    styles = dict.fromkeys(span.style for paragraph in paragraphs for span in paragraph.spans)
    for style in styles:
        if style.fill is not None:
            context.check_paint(style.fill, "color of a span")
        if style.highlight is not None and parse_colour(style.highlight) is None:
            context.report(
                f"background-color of a span is no colour ({quoted(style.highlight)}); left out"
            )


def _check_curved(paragraphs: Sequence[Paragraph], spacing: float, context: ElementContext) -> None:
    """Report what rich text asks for and a curve doesn't show."""
    styles = {span.style for paragraph in paragraphs for span in paragraph.spans}
    asked = {
        "highlights": any(style.highlight for style in styles),
        "raised or lowered letters": any(style.rise for style in styles),
        "letter spacing of a part": any(style.letter_spacing != spacing for style in styles),
        "list markers": any(paragraph.marker for paragraph in paragraphs),
    }
    if lost := [name for name, is_asked in asked.items() if is_asked]:
        context.report(f"a curve shows no {', no '.join(lost)}; left out")


def look_of(text: Text, style: BlockStyle, context: ElementContext) -> Look:
    context.check_paint(text.fill, "fill")
    if text.stroke_width > 0:
        context.check_paint(text.stroke, "stroke")
    if text.background_enabled:
        context.colour(text.background_color, "backgroundColor")
    half_line = style.line_height / 2
    return Look(
        fill=text.fill,
        stroke=text.stroke,
        stroke_width=text.stroke_width,
        stroke_join=text.stroke_line_join,
        background=text.background_color if text.background_enabled else None,
        background_opacity=text.background_opacity,
        padding=text.background_padding * half_line,
        corner_radius=text.background_corner_radius * half_line,
        is_legacy=context.schema_version is None or context.schema_version < LINE_BOXES_SINCE,
        opacity=1.0 if text.text else PLACEHOLDER_OPACITY,
    )


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("text", Text, paint_text))
