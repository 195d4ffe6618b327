"""A picture is cut to an outline before it is scaled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from renderer.composite.cutting import cut_of
from renderer.paint.box import Box, PixelBox
from renderer.paint.outline import rounded_rectangle
from renderer.paint.resample import Axis, sample_upright
from renderer.paint.surface import with_alpha
from renderer.paint.transform import IDENTITY

NOISE = Image.merge("RGB", [Image.effect_noise((300, 240), 90) for _ in range(3)])


def rounded(size: tuple[int, int], radius: float) -> Image.Image:
    area = PixelBox(0, 0, *size)
    return cut_of(rounded_rectangle(Box(0, 0, *size), radius), IDENTITY, area)


def axis(size: int, step: float, offset: float) -> Axis:
    """Over all of a side, from a half pixel before it to a half pixel after it."""
    count = max(1, int(size / abs(step)))
    start = min(offset * abs(step), size) - 0.5
    return Axis(start if step > 0 else size - 1 - start, step, count)


@given(
    st.integers(1, 300),
    st.integers(1, 240),
    st.floats(0.2, 150),
    st.floats(0.3, 3).flatmap(lambda step: st.sampled_from([step, -step])),
    st.floats(0.3, 3),
    st.floats(0, 1),
)
def test_cut_pixels_are_sampled_as_translucent_ones(
    width: int, height: int, radius: float, step_x: float, step_y: float, offset: float
) -> None:
    image, coverage = NOISE.crop((0, 0, width, height)), rounded((width, height), radius)
    x, y = axis(width, step_x, offset), axis(height, step_y, offset)
    expected = sample_upright(with_alpha(image, coverage), x, y)
    assert sample_upright(image, x, y, coverage).tobytes() == expected.tobytes()


def test_the_corners_are_cut_off_and_nothing_else() -> None:
    coverage = rounded((60, 40), 10)
    assert [coverage.getpixel(corner) for corner in ((0, 0), (59, 0), (0, 39), (59, 39))] == [0] * 4
    assert coverage.crop((10, 0, 50, 40)).getextrema() == (255, 255)
    assert coverage.crop((0, 10, 60, 30)).getextrema() == (255, 255)
