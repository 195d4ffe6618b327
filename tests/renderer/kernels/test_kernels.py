"""The loops in C and Pillow's operations give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from renderer import kernels
from renderer.encoders.png import filtered_rows
from renderer.paint.box import Box, PixelBox
from renderer.paint.gradient import paint_gradient, parse_gradient
from renderer.paint.raster import Coverage, Levels, union
from renderer.paint.resample import Axis, reduce_by_means, reduce_half, sample_upright
from renderer.paint.surface import Stamp, with_alpha
from renderer.paint.transform import Affine

T = TypeVar("T")

LARGE = (2100, 2100)  # more than Pillow keeps in one piece
pytestmark = pytest.mark.skipif(
    not kernels.COMPILED, reason="the kernels are not built, or switched off"
)


def both(make: Callable[[], T]) -> tuple[T, T]:
    """What is made with the compiled kernels, and with Pillow alone."""
    compiled = make()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "_library", None)
        return compiled, make()


ENDS = bytes([0] * 64 + list(range(0, 256, 2)) + [255] * 64)  # levels, half of them at the ends


@st.composite
def pictures(draw: st.DrawFn, *modes: str) -> Image.Image:
    mode = draw(st.sampled_from(modes))
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 6))
    count = width * height * len(mode)
    pixels = draw(st.binary(min_size=count, max_size=count))
    return Image.frombytes(mode, (width, height), pixels.translate(ENDS))


@st.composite
def axes(draw: st.DrawFn, size: int) -> Axis:
    """Forwards and backwards, enlarging and reducing, from somewhere in a picture to beyond it."""
    step = draw(st.floats(0.05, 4))
    start = draw(st.floats(-0.5, size - 0.5))
    return Axis(start, draw(st.sampled_from([step, -step])), draw(st.integers(1, 40)))


@given(pictures("RGB", "RGBA"), st.data())
def test_samples_are_the_same(image: Image.Image, data: st.DataObject) -> None:
    x, y = data.draw(axes(image.width)), data.draw(axes(image.height))
    compiled, plain = both(lambda: sample_upright(image, x, y))
    assert compiled.mode == plain.mode
    assert compiled.tobytes() == plain.tobytes()


@given(pictures("RGB"), st.data())
def test_samples_of_a_cut_picture_are_the_same(image: Image.Image, data: st.DataObject) -> None:
    x, y = data.draw(axes(image.width)), data.draw(axes(image.height))
    count = image.width * image.height
    levels = data.draw(st.binary(min_size=count, max_size=count)).translate(ENDS)
    coverage = Image.frombytes("L", image.size, levels)
    compiled, plain = both(lambda: sample_upright(image, x, y, coverage))
    assert compiled.mode == plain.mode == "RGBA"
    assert compiled.tobytes() == plain.tobytes()


@given(pictures("RGB"), st.floats(1.01, 2.49), st.floats(0.95, 1.05), st.data())
def test_picked_pixels_and_means_of_four_are_the_same(
    image: Image.Image, ratio: float, stretch: float, data: st.DataObject
) -> None:
    width = max(1, round(image.width / ratio))
    height = max(1, round(image.height / ratio / stretch))
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    part = PixelBox(left, top, width, height)
    compiled, plain = both(lambda: reduce_by_means(image, width, height, part))
    assert compiled.tobytes() == plain.tobytes()


@given(pictures("RGB"), st.floats(2.5, 3.5))
def test_blocks_of_three_from_a_half_are_the_same(half: Image.Image, ratio: float) -> None:
    whole = 2 * half.width, 2 * half.height
    size = max(1, int(whole[0] / ratio)), max(1, int(whole[1] / ratio))
    compiled, plain = both(lambda: reduce_half(half, whole, size, PixelBox(0, 0, *size)))
    assert compiled.tobytes() == plain.tobytes()


@given(pictures("RGB", "RGBA", "L"), st.data())
def test_alpha_is_put_the_same(image: Image.Image, data: st.DataObject) -> None:
    count = image.width * image.height
    levels = data.draw(st.binary(min_size=count, max_size=count))
    mask = Image.frombytes("L", image.size, levels)
    compiled, plain = both(lambda: with_alpha(image, mask))
    assert compiled.tobytes() == plain.tobytes()


@given(pictures("RGBA"), st.integers(0, 30), st.integers(0, 5))
def test_a_patch_is_laid_the_same(patch: Image.Image, left: int, top: int) -> None:
    def laid() -> bytes:
        page = Image.linear_gradient("L").resize((70, 12)).convert("RGB")
        Stamp(patch, left, top).lay(page)
        return page.tobytes()

    compiled, plain = both(laid)
    assert compiled == plain


@given(pictures("L"), st.tuples(*[st.integers(0, 255)] * 3), st.integers(0, 30), st.integers(0, 5))
def test_a_colour_is_painted_through_a_mask_the_same(
    mask: Image.Image, ink: tuple[int, int, int], left: int, top: int
) -> None:
    def laid() -> bytes:
        page = Image.linear_gradient("L").resize((70, 12)).convert("RGB")
        Stamp(mask, left, top, ink=ink).lay(page)
        return page.tobytes()

    compiled, plain = both(laid)
    assert compiled == plain


@given(
    st.lists(st.tuples(pictures("L"), st.integers(-9, 9), st.integers(-9, 9)), min_size=2),
    st.booleans(),
)
def test_coverages_are_united_the_same(
    placed: Sequence[tuple[Image.Image, int, int]], is_bare: bool
) -> None:
    def whole() -> tuple[bytes, PixelBox]:
        found = union(
            Coverage(Levels(bytearray(image.tobytes()), image.size) if is_bare else image, *at)
            for image, *at in placed
        )
        assert found is not None
        return found.image.tobytes(), found.area

    compiled, plain = both(whole)
    assert compiled == plain


@given(pictures("L", "RGB", "RGBA", "LA"))
def test_rows_are_filtered_the_same(image: Image.Image) -> None:
    compiled, plain = both(lambda: bytes(filtered_rows(image)))
    assert compiled == plain


def test_a_picture_that_pillow_keeps_in_pieces_is_left_to_it() -> None:
    large = Image.new("RGB", LARGE)
    assert kernels.sampled(large, (0, 1, bytes(3)), (0, 1, bytes(3))) is None
    assert kernels.picked(large, 1, (3, 3), (0, 1), (0, 1)) is None
    assert not kernels.lay(large, Image.new("RGBA", (1, 1)), 0, 0)
    assert not kernels.ink(large, Image.new("L", (1, 1)), (0, 0, 0), 0, 0)
    assert kernels.covered(large, Image.new("L", LARGE)) is None
    assert kernels.filtered_up(large) is None


@pytest.mark.parametrize(("left", "top"), [(-1, 0), (0, -1), (3, 0), (0, 3)])
def test_a_patch_beyond_the_page_is_left_to_pillow(left: int, top: int) -> None:
    page = Image.new("RGB", (4, 4))
    assert not kernels.lay(page, Image.new("RGBA", (2, 2)), left, top)
    assert not kernels.ink(page, Image.new("L", (2, 2)), (0, 0, 0), left, top)


def test_pixels_that_belong_to_somebody_else_are_not_written() -> None:
    pixels = bytes(16 * 16 * 4)
    page = Image.frombuffer("RGBX", (16, 16), pixels, "raw", "RGBX", 0, 1).convert("RGB")
    shared = Image.frombuffer("RGBA", (16, 16), pixels, "raw", "RGBA", 0, 1)
    assert not kernels.lay(shared, Image.new("RGBA", (2, 2), "red"), 0, 0)
    Stamp(Image.new("RGBA", (2, 2), "red"), 0, 0).lay(page)
    assert pixels == bytes(len(pixels))


@given(
    st.sampled_from([("#123456", "#fedcba"), ("#12345678", "#fedcba00")]),
    st.floats(0, 360),
    st.integers(1, 60),
    st.integers(1, 60),
    st.floats(0.1, 40),
)
def test_slanting_gradients_are_the_same(
    ends: tuple[str, str], degrees: float, width: int, height: int, scale: float
) -> None:
    spec = parse_gradient(f"linear-gradient({degrees}deg, {ends[0]}, {ends[1]})")
    assert spec is not None
    gradient = spec.across_side(Box(0, 0, width / scale, height / scale))
    area = PixelBox(0, 0, width, height)
    compiled, plain = both(lambda: paint_gradient(gradient, Affine.scaling(scale), area))
    assert compiled.tobytes() == plain.tobytes()
