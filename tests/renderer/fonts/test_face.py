"""A face knows what it draws and how high it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from block_font import block_font
from lettering import golden_font

from renderer.fonts.face import Face, lazy_hb_face, open_answer, open_face, round_half_up
from renderer.fonts.file import FontFile
from renderer.fonts.request import FontAnswer


def face(data: bytes) -> Face:
    return open_face(FontFile("shop", data))


BLOCK = face(block_font())


def test_a_file_is_opened_once() -> None:
    assert face(block_font()) is BLOCK


def test_it_covers_what_it_maps() -> None:
    assert BLOCK.covers("Ab 9")
    assert not BLOCK.covers("A\u0416")


def test_it_draws_a_cluster_whose_composed_form_it_has() -> None:
    composed = face(block_font(letters="\u00e9"))
    assert composed.draws("e\u0301")
    assert not composed.draws("e\u0300")


def test_it_draws_a_character_whose_parts_it_has() -> None:
    assert face(block_font(letters="e\u0301")).draws("\u00e9")


def test_an_advance_is_in_ems() -> None:
    assert BLOCK.advance("A") == 0.5


def test_an_unmapped_character_has_the_missing_glyph_s_advance() -> None:
    assert BLOCK.advance("\u0416") == 0.5


@pytest.mark.parametrize(("size", "ascent", "descent"), [(10, 8, 2), (16, 13, 3), (13, 10, 3)])
def test_ascent_and_descent_are_rounded_to_pixels(size: float, ascent: int, descent: int) -> None:
    assert (BLOCK.ascent(size), BLOCK.descent(size)) == (ascent, descent)


@pytest.mark.parametrize(("value", "rounded"), [(2.5, 3), (2.49, 2), (-2.5, -3), (0.0, 0)])
def test_halves_are_rounded_away_from_zero(value: float, rounded: int) -> None:
    assert round_half_up(value) == rounded


def test_colour_is_seen() -> None:
    assert face(golden_font("NotoColorEmoji.ttf")).has_colour
    assert not BLOCK.has_colour


def test_pictures_of_glyphs_are_not_read_to_know_that_there_are_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[bytes] = []

    def noting(table: Callable[[bytes], bytes | None]) -> Any:
        return lazy_hb_face(lambda tag: read.append(tag) or table(tag))

    monkeypatch.setattr("renderer.fonts.face.lazy_hb_face", noting)
    emoji = FontFile("opened anew", golden_font("NotoColorEmoji.ttf"), trusted=True)
    assert open_face(emoji).has_colour
    assert b"CBDT" not in read


def test_a_weight_widens_a_variable_face() -> None:
    file = FontFile("variable", golden_font("Figtree-Variable.woff2"))
    light, heavy = (open_answer(FontAnswer(file, axes={"wght": w})) for w in (300, 900))
    assert heavy.advance("n") > light.advance("n")


def test_axes_that_a_file_lacks_are_passed_over() -> None:
    answered = open_answer(FontAnswer(FontFile("shop", block_font()), axes={"wght": 700}))
    assert answered.axes == ()
