"""Rich text: a little HTML to paragraphs of styled spans, as the editor reads it.

Anything can be thrown at it: unknown tags stand on lines of their own, broken markup degrades to
text, and nesting only ever costs a stack entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from msgspec import Struct, field
from msgspec.structs import replace

from renderer.fonts.matching import parse_weight
from renderer.text.content import BULLET, PARAGRAPH_ENDS, Paragraph, Span, TextStyle, clean

LENGTH = re.compile(r"([-+]?(?:\d*+\.\d++|\d++))\s*+(px|em|%|)")
SMALLER = 1 / 1.2  # the size of sup and sub in their parent's
SUP_RISE, SUB_RISE = 0.4, -0.25
LIST_INDENT = 2.1
HEADING_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
MAX_SIZE, MAX_DEPTH = 1000.0, 100

StyleChange = Callable[[TextStyle], TextStyle]

INLINE: Mapping[str, StyleChange] = {
    "b": lambda style: replace(style, weight=max(700, style.weight)),
    "strong": lambda style: replace(style, weight=max(700, style.weight)),
    "i": lambda style: replace(style, italic=True),
    "em": lambda style: replace(style, italic=True),
    "u": lambda style: replace(style, underline=True),
    "s": lambda style: replace(style, line_through=True),
    "sup": lambda style: _raised(style, SUP_RISE),
    "sub": lambda style: _raised(style, SUB_RISE),
    "span": lambda style: style,
    "a": lambda style: style,
}


def rich_paragraphs(text: str, style: TextStyle, font_size: float) -> list[Paragraph]:
    """The paragraphs of a marked-up text; ``font_size`` px is what one em stands for."""
    reader = _Reader(style, font_size)
    reader.feed(text)
    reader.close()
    return reader.finish()


class _Open(Struct):
    """An open tag with what holds inside it."""

    tag: str
    attributes: Mapping[str, str | None]
    style: TextStyle
    align: str | None
    is_block: bool


class _List(Struct):
    ordered: bool
    count: int = 0


class _Line(Struct):
    """The line being collected."""

    spans: list[Span] = field(default_factory=list)
    align: str | None = None
    marker: str = ""


class _Reader(HTMLParser):
    def __init__(self, style: TextStyle, font_size: float) -> None:
        super().__init__(convert_charrefs=True)
        self._font_size = font_size
        self._stack: list[_Open] = [_Open("", {}, style, None, True)]
        self._lists: list[_List] = []
        self._line = _Line()
        self._done: list[Paragraph] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._end_line()
            return
        if len(self._stack) > MAX_DEPTH:
            return
        is_block = tag not in INLINE
        if is_block:
            self._end_block()
        if tag in ("ul", "ol"):
            self._lists.append(_List(tag == "ol"))
        self._open(tag, dict(attrs), is_block)
        if tag == "li" and self._lists:
            self._lists[-1].count += 1
            innermost = self._lists[-1]
            self._line.marker = f"{innermost.count}. " if innermost.ordered else BULLET

    def _open(self, tag: str, attributes: Mapping[str, str | None], is_block: bool) -> None:
        style, align = self._styled(tag, attributes, self._stack[-1])
        self._stack.append(_Open(tag, attributes, style, align, is_block))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost such tag with all that is open in it; a stray end is ignored.

        What an inline tag closes along the way goes on after it, as in browsers.
        """
        at = next((i for i in range(len(self._stack) - 1, 0, -1) if self._stack[i].tag == tag), 0)
        if at == 0:
            return
        closed = self._stack[at:]
        if any(one.is_block for one in closed):
            self._end_block()
        del self._stack[at:]
        for one in closed:
            if one.tag in ("ul", "ol") and self._lists:
                self._lists.pop()
        if not closed[0].is_block:
            for one in closed[1:]:
                self._open(one.tag, one.attributes, one.is_block)

    def handle_data(self, data: str) -> None:
        first, *others = PARAGRAPH_ENDS.split(data)
        self._add(first)
        for text in others:
            self._end_line()
            self._add(text)

    def finish(self) -> list[Paragraph]:
        if self._line.spans or not self._done:
            self._end_line()
        return self._done

    def _add(self, text: str) -> None:
        if text:
            innermost = self._stack[-1]
            self._line.spans.append(Span(clean(text), innermost.style))
            self._line.align = innermost.align

    def _end_block(self) -> None:
        """A block begins or ends: what was collected becomes a line, but no line is made up."""
        if self._line.spans or self._line.marker:
            self._end_line()

    def _end_line(self) -> None:
        line = self._line
        spans = line.spans or [Span("", self._stack[-1].style)]
        self._done.append(
            Paragraph(
                tuple(spans),
                align=line.align or self._stack[-1].align,
                indent=LIST_INDENT * len(self._lists),
                marker=line.marker,
            )
        )
        self._line = _Line()

    def _styled(
        self, tag: str, attributes: Mapping[str, str | None], outer: _Open
    ) -> tuple[TextStyle, str | None]:
        change = INLINE.get(tag)
        style = change(outer.style) if change else outer.style
        if tag in HEADING_SIZES:
            style = replace(style, weight=700, size=style.size * HEADING_SIZES[tag])
        align = outer.align
        for name, value in _declarations(attributes.get("style") or ""):
            if name == "text-align" and value in ("left", "right", "center", "justify"):
                align = value
            else:
                style = self._declared(style, outer.style, name, value)
        return style, align

    def _declared(self, style: TextStyle, outer: TextStyle, name: str, value: str) -> TextStyle:
        """The style with one CSS declaration applied; one that means nothing is passed over."""
        match name:
            case "color":
                return replace(style, fill=value)
            case "background-color":
                return replace(style, highlight=value)
            case "font-size":
                size = _length(value, outer.size, self._font_size)
                return style if size is None else replace(style, size=min(MAX_SIZE, size))
            case "letter-spacing":
                spacing = _length(value, style.size, self._font_size)
                return style if spacing is None else replace(style, letter_spacing=spacing)
            case "font-family":
                return replace(style, family=value.split(",")[0].strip(" '\""))
            case "font-weight":
                return replace(style, weight=parse_weight(value))
            case "font-style":
                return replace(style, italic=value != "normal")
            case "text-decoration" | "text-decoration-line":
                return replace(
                    style,
                    underline=style.underline or "underline" in value,
                    line_through=style.line_through or "line-through" in value,
                )
        return style


def _raised(style: TextStyle, rise: float) -> TextStyle:
    return replace(style, size=style.size * SMALLER, rise=style.rise + rise * style.size)


def _declarations(css: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in css.split(";"))
    return [(name.strip().lower(), value.strip()) for name, colon, value in pairs if colon]


def _length(text: str, em: float, px_per_em: float) -> float | None:
    """A px, em or % length in ems of the block; None for anything else."""
    match = LENGTH.fullmatch(text.lower())
    if match is None:
        return None
    value = float(match[1])
    per_unit = {"px": 1 / px_per_em, "": 1 / px_per_em, "em": em, "%": em / 100}
    return value * per_unit[match[2]]
