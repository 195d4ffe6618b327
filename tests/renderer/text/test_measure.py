"""What a paragraph's characters are wide, in ems: half an em for a letter of Block."""

from __future__ import annotations

import pytest
from lettering import BLOCK, ROBOTO, faces, measured

from renderer.text.content import Paragraph, Span, TextStyle
from renderer.text.measure import measure

SPACED = TextStyle("Block", letter_spacing=0.25)


def test_a_letter_is_half_an_em_wide() -> None:
    assert measured("ab c").before == pytest.approx((0, 0.5, 1, 1.5, 2))


def test_letter_spacing_follows_every_letter() -> None:
    assert measured("ab", SPACED).before == pytest.approx((0, 0.75, 1.5))


def test_letter_spacing_follows_a_cluster_not_its_marks() -> None:
    text = "e\u0301"
    plain, spaced = (measured(text, TextStyle("Roboto", letter_spacing=s)) for s in (0.0, 0.5))
    assert spaced.before[-1] == pytest.approx(plain.before[-1] + 0.5)


def test_a_span_s_size_counts() -> None:
    large = TextStyle("Block", size=2.0)
    both = measure(Paragraph((Span("a", BLOCK), Span("b", large))), faces())
    assert both.before == pytest.approx((0, 0.5, 1.5))


def test_a_soft_hyphen_is_not_seen() -> None:
    assert measured("a\u00adb").width(0, 3) == pytest.approx(1)


def test_ink_leaves_spaces_out() -> None:
    assert measured("ab  c ").ink == pytest.approx(1.5)


def test_a_word_may_be_split_between_clusters() -> None:
    assert measured("xe\u0301y", ROBOTO).starts == (0, 1, 3)


@pytest.mark.parametrize(("width", "cut"), [(1.0, 2), (1.4, 2), (1.5, 3), (9.0, 5)])
def test_as_much_is_cut_off_as_fits(width: float, cut: int) -> None:
    assert measured("abcde").last_fitting(0, 5, width) == cut


@pytest.mark.parametrize("width", [0.0, 0.3, -1.0])
def test_at_least_one_cluster_is_cut_off(width: float) -> None:
    assert measured("xe\u0301y", ROBOTO).last_fitting(1, 4, width) == 3
