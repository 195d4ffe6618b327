"""The editor's block means and Skia's bilinear, pixel by pixel."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image
from typed_pictures import assert_pictured, typed

from renderer.paint.box import Box, PixelBox
from renderer.paint.resample import (
    Axis,
    extended_crop,
    reduce_by_means,
    sample_turned,
    sample_upright,
)
from renderer.paint.transform import Affine

GREYS = {".": 0, "-": 40, "+": 100, "#": 200}


def noise(width: int, height: int, mode: str = "L") -> Image.Image:
    image = Image.effect_noise((width, height), 100)
    return image if mode == "L" else Image.merge(mode, [image] * len(mode))


def block_mean(image: Image.Image, left: int, top: int, n: int) -> int:
    """The mean of n x n pixels read on in rows past the right edge, rounded half up."""
    pixels = image.tobytes()
    start = top * image.width + left
    values = [pixels[start + y * image.width + x] for y in range(n) for x in range(n)]
    return (2 * sum(values) + n * n) // (2 * n * n)


@pytest.mark.parametrize(("width", "height"), [(20, 12), (15, 9), (13, 8), (29, 17), (7, 4)])
def test_a_pixel_is_the_mean_of_a_block_that_starts_at_the_rounded_ratio(
    width: int, height: int
) -> None:
    image = noise(40, 24)
    reduced = reduce_by_means(image, width, height)
    n = int(40 / width + 0.5)
    for j in range(height - 1):
        for i in range(width):
            left, top = int(i * 40 / width + 0.5), int(j * 24 / height + 0.5)
            assert abs(reduced.getpixel((i, j)) - block_mean(image, left, top, n)) <= 1


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (2, 40)])
def test_a_block_higher_than_the_image_ends_with_it(size: tuple[int, int]) -> None:
    image = Image.new("RGBA", (40, 12), "red")
    assert reduce_by_means(image, *size).getcolors() == [(size[0] * size[1], (255, 0, 0, 255))]


def test_below_a_ratio_of_one_and_a_half_the_nearest_pixel_is_taken() -> None:
    image = typed(".-+#", GREYS, "L")
    assert_pictured(reduce_by_means(image, 3, 1), GREYS, ".-#")


def test_a_block_past_the_right_edge_goes_on_in_the_next_row() -> None:
    image = typed(
        """
        .....
        #....
        #....
        .....
        .....
        .....
        """,
        GREYS,
        "L",
    )
    assert reduce_by_means(image, 2, 2).getpixel((1, 0)) == 44  # two of nine are 200


def test_colours_of_a_translucent_picture_count_without_their_alpha() -> None:
    image = Image.new("RGBA", (2, 2), (200, 100, 40, 255))
    image.putpixel((0, 0), (9, 9, 9, 0))  # a canvas gives transparent pixels back as black
    assert reduce_by_means(image, 1, 1).getpixel((0, 0)) == (150, 75, 30, 191)


@given(st.integers(1, 30), st.integers(1, 30), st.sampled_from(["L", "RGB", "RGBA"]))
def test_a_flat_picture_stays_flat(width: int, height: int, mode: str) -> None:
    flat = Image.new(mode, (30, 30), (90,) * len(mode) if mode != "L" else 90)
    assert reduce_by_means(flat.convert(mode), width, height).getcolors() is not None
    assert len(reduce_by_means(flat, width, height).getcolors() or []) == 1


def test_whole_steps_take_pixels_as_they_are() -> None:
    image = noise(9, 7, "RGB")
    sampled = sample_upright(image, Axis(2, 1, 5), Axis(1, 1, 4))
    assert sampled.tobytes() == image.crop((2, 1, 7, 5)).tobytes()


def test_between_two_pixels_the_way_is_cut_to_sixteenths() -> None:
    image = Image.frombytes("L", (2, 1), bytes([0, 160]))
    fractions = [0.06, 0.0625, 0.12, 0.5, 0.99]
    values = [
        sample_upright(image, Axis(f, 0.001, 1), Axis(0, 1, 1)).getpixel((0, 0)) for f in fractions
    ]
    assert values == [0, 10, 10, 80, 150]


def test_on_a_mirrored_axis_the_way_is_rounded_up() -> None:
    image = Image.frombytes("L", (2, 1), bytes([0, 160]))
    assert sample_upright(image, Axis(0.51, -0.001, 1), Axis(0, 1, 1)).getpixel((0, 0)) == 90


def test_a_mirrored_axis_reads_backwards() -> None:
    image = typed(".-+#", GREYS, "L")
    assert_pictured(sample_upright(image, Axis(3, -1, 4), Axis(0, 1, 1)), GREYS, "#+-.")


@given(
    st.floats(-0.9, 40),
    st.floats(0.05, 3),
    st.integers(1, 40),
    st.sampled_from([1, -1]),
)
def test_samples_lie_between_their_neighbours(
    start: float, step: float, count: int, sign: int
) -> None:
    assume(-0.9 < start + sign * (count - 1) * step < 40.9)
    ramp = Image.frombytes("L", (41, 1), bytes(range(0, 205, 5)))
    sampled = sample_upright(ramp, Axis(start, sign * step, count), Axis(0, 1, 1))
    for i, value in enumerate(sampled.tobytes()):
        exact = 5 * min(40.0, max(0.0, start + sign * i * step))
        assert abs(value - exact) <= 1


def test_transparent_colours_do_not_bleed() -> None:
    image = Image.new("RGBA", (2, 1), (0, 255, 0, 0))
    image.putpixel((1, 0), (200, 0, 0, 255))
    red, green, _, alpha = sample_upright(image, Axis(0.5, 0.1, 1), Axis(0, 1, 1)).getpixel((0, 0))
    assert (red, green, alpha) == (199, 0, 128)


def test_a_crop_beyond_the_edge_repeats_it() -> None:
    image = typed(
        """
        .-
        +#
        """,
        GREYS,
        "L",
    )
    assert_pictured(
        extended_crop(image, PixelBox(-1, -1, 4, 3)),
        GREYS,
        """
        ..---
        ..---
        ++###
        ++###
        """,
    )


def test_a_quarter_turn_moves_every_pixel_to_its_place() -> None:
    image = typed(
        """
        .-
        +#
        """,
        GREYS,
        "L",
    )
    turned = Affine.translation(2, 0) @ Affine.rotation(90)
    area = PixelBox(0, 0, 2, 2)
    assert_pictured(
        sample_turned(image, turned.inverse(), area, Box(0, 0, 2, 2)),
        GREYS,
        """
        +.
        #-
        """,
    )


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("size", [(20, 12), (15, 9), (13, 8), (29, 17), (7, 4), (60, 1)])
def test_a_large_source_is_reduced_in_bands_to_the_same_pixels(
    mode: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = noise(60, 36, mode)
    whole = reduce_by_means(image, *size)
    monkeypatch.setattr("renderer.paint.resample.BAND_PIXELS", 200)
    assert reduce_by_means(image, *size).tobytes() == whole.tobytes()
