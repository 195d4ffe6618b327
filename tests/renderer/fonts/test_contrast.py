"""Light text is painted bolder than its coverage, dark text a little thinner."""

from __future__ import annotations

import pytest

from renderer.fonts.contrast import OF_GRADIENTS, TONES, painted_coverage, tone_of


@pytest.mark.parametrize(
    ("rgb", "tone"),
    [
        ((0, 0, 0), 0),
        ((31, 31, 31), 0),
        ((33, 33, 33), 1),
        ((255, 0, 0), 1),
        ((192, 57, 43), 2),
        ((41, 128, 185), 3),
        ((64, 191, 64), 4),
        ((0, 255, 0), 5),
        ((193, 193, 193), 6),
        ((255, 255, 0), 7),
        (OF_GRADIENTS, 4),
    ],
)
def test_a_colour_has_the_tone_it_has_in_the_browser(rgb: tuple[int, int, int], tone: int) -> None:
    assert tone_of(rgb) == tone


@pytest.mark.parametrize(
    ("tone", "coverage", "painted"),
    [(0, 128, 125), (0, 204, 198), (7, 64, 80), (7, 128, 143), (7, 200, 208), (4, 128, 133)],
)
def test_coverage_is_painted_as_in_the_browser(tone: int, coverage: int, painted: int) -> None:
    assert painted_coverage(tone)[coverage] == pytest.approx(painted, abs=1)


@pytest.mark.parametrize("tone", range(TONES))
def test_what_is_covered_wholly_or_not_is_painted_so(tone: int) -> None:
    table = painted_coverage(tone)
    assert (len(table), table[0], table[255]) == (256, 0, 255)
    assert list(table) == sorted(table)
