"""Fonts and paragraphs for tests of text: widths in ems, families by name, no design needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from block_font import block_font

from renderer.design import DesignFont
from renderer.fonts.library import DesignFonts, FontLibrary
from renderer.fonts.request import FontSettings
from renderer.plugins import load_plugins
from renderer.text.bounds import Bounds
from renderer.text.content import Paragraph, Span, TextStyle
from renderer.text.itemize import FaceChooser
from renderer.text.layout import lay_out
from renderer.text.measure import MeasuredParagraph, measure
from renderer.text.place import Block, BlockStyle

GOLDEN_FONTS = Path(__file__).parents[2] / "golden" / "assets" / "fonts"
FILES = {
    "Noto Sans Arabic": "NotoSansArabic-Regular.ttf",
    "Noto Sans Hebrew": "NotoSansHebrew-Regular.ttf",
    "Noto Sans Thai": "NotoSansThai-Regular.ttf",
    "Noto Sans JP": "NotoSansJP-Regular.otf",
    "Noto Sans KR": "NotoSansKR-Regular.otf",
    "Noto Color Emoji": "NotoColorEmoji.ttf",
    "Figtree": "Figtree-Variable.woff2",
}
BLOCK = TextStyle("Block")
ROBOTO = TextStyle("Roboto")


def golden_font(name: str) -> bytes:
    return (GOLDEN_FONTS / name).read_bytes()


def library(
    fallback: Sequence[str] = (), files: Mapping[str, bytes] = {}, folders: Sequence[Path] = ()
) -> FontLibrary:
    """A renderer's fonts; ``files`` is what lies behind the urls of designs."""
    providers = tuple(load_plugins().font_providers.values())
    settings = FontSettings(tuple(folders), download=dict(files).__getitem__)
    return FontLibrary(settings, fallback, providers)


def design_fonts(families: Mapping[str, bytes], fallback: Sequence[str] = ()) -> DesignFonts:
    """The fonts of a design that lists one regular file for each family."""
    listed = [DesignFont(font_family=family, url=family) for family in families]
    return library(fallback, families).for_design(listed, _unexpected)


def _unexpected(issue: object) -> None:
    raise AssertionError(issue)


@cache
def fonts() -> DesignFonts:
    """The bundled families, Block, and the scripts' subsets; emoji and scripts are fallbacks."""
    families = {family: golden_font(name) for family, name in FILES.items()}
    return design_fonts(
        {"Block": block_font(), **families}, fallback=[name for name in FILES if name != "Figtree"]
    )


@cache
def faces() -> FaceChooser:
    return FaceChooser(fonts())


def paragraph(text: str, style: TextStyle = BLOCK, **properties: object) -> Paragraph:
    return Paragraph((Span(text, style),), **properties)  # type: ignore[arg-type]


def measured(text: str, style: TextStyle = BLOCK, **properties: object) -> MeasuredParagraph:
    return measure(paragraph(text, style, **properties), faces())


def set_in_box(
    *lines: str | Paragraph,
    width: float = 100,
    height: float = 100,
    size: float = 10,
    line_height: float = 1.2,
    align: str = "left",
    vertical_align: str = "top",
    overflow: str = "resize",
    bounds: Bounds | None = None,
    balanced: bool = False,
) -> Block:
    """Paragraphs laid out in a box; plain text is set in Block: half the size a letter."""
    style = BlockStyle(
        size, line_height, align, vertical_align, width, height, overflow,
        bounds=bounds, balanced=balanced,
    )  # fmt: skip
    paragraphs = [line if isinstance(line, Paragraph) else paragraph(line) for line in lines]
    return lay_out(paragraphs, style, fonts())
