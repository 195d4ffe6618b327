"""A cut picture in boxes: together they are the picture cut and sampled as a whole."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from renderer.composite.cutting import Cut, cut_of, sample_cut
from renderer.paint.box import Box, PixelBox
from renderer.paint.outline import rounded_rectangle
from renderer.paint.resample import Axis, sample_upright
from renderer.paint.surface import with_alpha
from renderer.paint.transform import IDENTITY

NOISE = Image.merge("RGB", [Image.effect_noise((300, 240), 90) for _ in range(3)])
PLAIN = Axis(0, 1, 300), Axis(0, 1, 240)


def rounded(radius: float, image: Image.Image = NOISE) -> tuple[Image.Image, Cut]:
    box = Box(0, 0, *image.size)
    area = PixelBox(0, 0, *image.size)
    return image, cut_of(rounded_rectangle(box, radius), IDENTITY, area)


def axis(size: int, step: float, offset: float) -> Axis:
    """Over all of a side, from a half pixel before it to a half pixel after it."""
    count = max(1, int(size / abs(step)))
    start = min(offset * abs(step), size) - 0.5
    return Axis(start if step > 0 else size - 1 - start, step, count)


@example(1, 1, 0.5, 1.0, 3.0, 1.0)
@given(
    st.integers(1, 300),
    st.integers(1, 240),
    st.floats(0.2, 150),
    st.floats(0.3, 3).flatmap(lambda step: st.sampled_from([step, -step])),
    st.floats(0.3, 3),
    st.floats(0, 1),
)
def test_the_boxes_make_up_the_picture_cut_as_a_whole(
    width: int, height: int, radius: float, step_x: float, step_y: float, offset: float
) -> None:
    image = NOISE.crop((0, 0, width, height))
    _, cut = rounded(radius, image)
    x, y = axis(width, step_x, offset), axis(height, step_y, offset)
    expected = sample_upright(with_alpha(image, cut.coverage), x, y)
    made = Image.new("RGBA", (x.count, y.count), "red")
    seen = Image.new("L", made.size)
    for box, patch in sample_cut(image, cut, x, y):
        assert seen.crop(box).getextrema() == (0, 0)
        made.paste(patch, box[:2])
        seen.paste(255, box)
    assert made.tobytes() == expected.tobytes()


def test_most_of_a_photo_with_round_corners_is_opaque() -> None:
    image, cut = rounded(20)
    patches = [patch for _, patch in sample_cut(image, cut, *PLAIN)]
    translucent = sum(patch.width * patch.height for patch in patches if patch.mode == "RGBA")
    assert {patch.mode for patch in patches} == {"RGB", "RGBA"}
    assert translucent < 300 * 240 / 10


@pytest.mark.parametrize("radius", [0.5, 100])
def test_a_small_picture_is_one_box(radius: float) -> None:
    small = NOISE.crop((0, 0, 60, 60))
    image, cut = rounded(radius, small)
    boxes = [box for box, _ in sample_cut(image, cut, Axis(0, 1, 60), Axis(0, 1, 60))]
    assert boxes == [(0, 0, 60, 60)]
