"""How a text fits, without painting it: the same answer as painting gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer import ElementContext, Issue, Text
from renderer.design import Node
from renderer.elements.text import fit_text, paint_text
from renderer.engine import Renderer

SETUP = Renderer().setup
FONTS = SETUP.fonts.for_design((), lambda issue: None)
WORDS = st.text("abcé -\n<b>", max_size=40) | st.lists(
    st.sampled_from(["oak", "lamp", "a", "of", "handmade"]), max_size=9
).map(" ".join)


def context(element: Text, found: list[Issue]) -> ElementContext:
    node = Node("here", "text", element, {})
    return SETUP.context(node, 1.0, 4, FONTS, SETUP.assets, found.append)


@given(WORDS, st.sampled_from(["resize", "change-font-size", "ellipsis", "keep-height"]))
def test_a_fit_has_the_painting_s_height_and_reports(text: str, overflow: str) -> None:
    element = Text(text=text, width=100, height=40, font_size=18, text_overflow=overflow)
    painting: list[Issue] = []
    fitting: list[Issue] = []
    drawing = paint_text(element, context(element, painting))
    found = fit_text(element, context(element, fitting))
    assert fitting == painting
    if found is not None and overflow not in ("ellipsis", "keep-height"):
        assert found.height == pytest.approx(drawing.height)


def fitted(text: str, **properties: Any) -> Any:
    element = Text(text=text, **{"width": 100, "height": 40, "font_size": 20, **properties})
    return fit_text(element, context(element, []))


def test_a_text_that_fits_keeps_its_size() -> None:
    assert (fitted("Lamp").size, fitted("Lamp").is_cut) == (20, False)


def test_a_text_that_is_too_long_is_smaller() -> None:
    assert fitted("A lamp of brass and oak for a desk").size < 20


def test_a_word_that_is_broken_is_told() -> None:
    assert fitted("Kunstlederschreibtischstuhlunterlage").splits_words
    assert not fitted("Leder und Stuhl und Unterlage").splits_words


def test_a_cut_text_is_told() -> None:
    assert fitted("A lamp of brass and oak for a desk", text_overflow="ellipsis").is_cut
    assert not fitted("Lamp", text_overflow="ellipsis").is_cut


def test_an_empty_text_has_no_fit() -> None:
    assert fitted("") is None
