"""What a design's texts are drawn in is told with who answered, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from block_font import block_font, with_tables
from fontTools.ttLib import newTable

from renderer import (
    DesignError,
    Element,
    ElementContext,
    ElementType,
    FontUse,
    FontUses,
    LimitError,
    Limits,
    Mark,
    Renderer,
    TimeLimitError,
    hookimpl,
)


def design(*texts: dict[str, Any], fonts: list[dict[str, str]] | None = None) -> dict[str, Any]:
    children = [{"type": "text", **text} for text in texts]
    return {
        "width": 10,
        "height": 10,
        "fonts": fonts or [],
        "pages": [{"children": children[:1]}, {"children": children[1:]}],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "block.ttf").write_bytes(block_font("Block", "AB"))
    (tmp_path / "greek.ttf").write_bytes(block_font("Greek", "\u0391"))
    return tmp_path


def uses(folder: Path, *texts: dict[str, Any], **keywords: Any) -> FontUses:
    of_renderer = {name: keywords.pop(name) for name in ("fallback", "limits") if name in keywords}
    renderer = Renderer(assets=folder, fonts=[folder], **of_renderer)
    return renderer.font_uses(design(*texts, **keywords))


def use(folder: Path, **text: Any) -> FontUse:
    (only,) = uses(folder, text).uses
    return only


def test_every_style_on_every_page_is_one_use(folder: Path) -> None:
    text = {"text": "A", "fontFamily": "Block"}
    rich = {"text": "A<b>B</b>", "fontFamily": "Block"}
    found = uses(folder, text, rich, {**text, "fontFamily": "Roboto"}).uses
    assert [(one.family, one.weight) for one in found] == [
        ("Block", 400),
        ("Block", 700),
        ("Roboto", 400),
    ]


def test_a_use_names_its_provider_and_file(folder: Path) -> None:
    found = use(folder, text="A", fontFamily="block")
    assert (found.provider, found.file) == ("folders", str(folder / "block.ttf"))
    assert found.complete


def test_a_design_s_own_font_is_its_own(folder: Path) -> None:
    fonts = [{"fontFamily": "Own", "url": "block.ttf"}]
    (found,) = uses(folder, {"text": "A", "fontFamily": "Own"}, fonts=fonts).uses
    assert (found.provider, found.file, found.drawn_family) == ("design", "block.ttf", "Block")


def test_what_is_made_up_is_said(folder: Path) -> None:
    found = use(folder, text="A", fontFamily="Block", fontWeight="bold", fontStyle="italic")
    assert found.synthetic == ("bold", "italic")
    assert (found.weight, found.drawn_weight) == (700, 400)


def test_a_family_that_nobody_has_is_drawn_in_another(folder: Path) -> None:
    found = use(folder, text="A", fontFamily="Nowhere Grotesk")
    assert (found.provider, found.drawn_family) == (None, "Roboto")
    assert not found.complete


def test_characters_are_drawn_in_a_fallback_or_missing(folder: Path) -> None:
    text = {"text": "A \u0391 \u6f22\n", "fontFamily": "Block"}
    (found,) = uses(folder, text, fallback=["Greek"]).uses
    assert found.fallbacks == {"Greek": "\u0391"}
    assert found.missing == "\u6f22"
    assert not found.complete


def test_the_licence_is_the_font_s_own_word(folder: Path) -> None:
    names = newTable("name")
    names.names = []
    for number, text in ((1, "Free"), (13, "SIL Open Font License"), (14, "https://x.test/OFL")):
        names.setName(text, number, 3, 1, 0x409)
    (folder / "free.ttf").write_bytes(with_tables(block_font(), {"name": names}))
    found = use(folder, text="A", fontFamily="Free")
    assert (found.licence, found.licence_url) == ("SIL Open Font License", "https://x.test/OFL")


def test_a_listed_file_that_is_no_font_is_an_issue(folder: Path) -> None:
    (folder / "page.ttf").write_bytes(b"<html>")
    fonts = [{"fontFamily": "Own", "url": "page.ttf"}]
    found = uses(folder, {"text": "A", "fontFamily": "Roboto"}, fonts=fonts)
    assert [issue.place for issue in found.issues] == ["fonts[0] (Own)"]
    assert not found.complete


def test_a_signed_url_is_shown_without_its_signature(folder: Path) -> None:
    fonts = [{"fontFamily": "Own", "url": "block.ttf?signature=s3cret"}]
    found = uses(folder, {"text": "A", "fontFamily": "Own"}, fonts=fonts)
    assert "s3cret" not in repr(found)


class Label(Element, frozen=True, kw_only=True, rename="camel"):
    text: str = ""


def paint_label(label: Label, context: ElementContext) -> Sequence[Mark]:
    marks = context.text(label.text, font_family="Block", font_size=10)
    if not label.text.isascii():
        raise DesignError(context.place, "has letters", "others are expected")
    return marks


class LabelPlugin:
    @hookimpl
    def register_element_types(self, register: Callable[[ElementType], None]) -> None:
        register(ElementType("label", Label, paint_label))


@pytest.mark.parametrize(("text", "missing"), [("AB", ""), ("A\u6f22", "\u6f22")])
def test_fonts_of_a_plugin_s_elements_count(
    folder: Path, install: Callable[[Any], None], text: str, missing: str
) -> None:
    """Whether its painter comes through, or fails once it has set its text."""
    install(LabelPlugin())
    label = {"type": "label", "text": text, "width": 50, "height": 20}
    found = Renderer(fonts=[folder]).font_uses(
        {"width": 50, "height": 20, "pages": [{"children": [label]}]}
    )
    (only,) = found.uses
    assert (only.family, only.provider, only.missing) == ("Block", "folders", missing)


def test_a_text_too_long_to_be_drawn_is_an_error(folder: Path) -> None:
    with pytest.raises(LimitError, match=r"pages\[0\]\.children\[0\] .*4 characters; at most 3"):
        uses(folder, {"text": "Lamp"}, limits=Limits(text_characters=3))


def test_looking_has_no_more_time_than_drawing(folder: Path) -> None:
    with pytest.raises(TimeLimitError):
        uses(folder, {"text": "Lamp"}, limits=Limits(picture_seconds=0))
