"""Which boxes of a mask are opaque."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from renderer.paint.box import PixelBox
from renderer.paint.colour import BLACK, TRANSPARENT, WHITE, Colour
from renderer.paint.opaque import mask_boxes
from renderer.paint.raster import Coverage
from renderer.paint.surface import Recording, Surface
from renderer.paint.transform import IDENTITY

SIDE = 200


def mask_of(holes: list[tuple[int, int, int, int, int]]) -> Image.Image:
    """Opaque but for ellipses of other levels."""
    mask = Image.new("L", (SIDE, SIDE + 60), 255)
    for x, y, width, height, level in holes:
        ImageDraw.Draw(mask).ellipse((x, y, x + width, y + height), fill=level)
    return mask


masks = st.lists(
    st.tuples(
        st.integers(0, SIDE), st.integers(0, SIDE), st.integers(1, 90), st.integers(1, 90)
    ).flatmap(lambda box: st.tuples(*map(st.just, box), st.sampled_from([0, 100, 254]))),
    max_size=5,
).map(mask_of)


@given(masks)
def test_boxes_make_up_the_mask_and_are_opaque_where_they_say_so(mask: Image.Image) -> None:
    seen = Image.new("L", mask.size)
    for box, is_opaque in mask_boxes(mask):
        assert seen.crop(box).getextrema() == (0, 0)
        seen.paste(255, box)
        if is_opaque:
            assert mask.crop(box).getextrema() == (255, 255)
    assert seen.getextrema() == (255, 255)


@given(masks, st.sampled_from([WHITE, TRANSPARENT, Colour(9, 200, 30, 0.5)]))
def test_a_fill_in_boxes_is_the_fill_of_the_whole_mask(
    mask: Image.Image, background: Colour
) -> None:
    surface = Surface(*mask.size, background)
    expected = surface.image.copy()
    surface.paint(Coverage(mask, 0, 0), BLACK, IDENTITY)
    patch = Image.new("RGBA", mask.size, (0, 0, 0, 0))
    patch.putalpha(mask)
    if expected.mode == "RGB":
        expected.paste(patch, (0, 0), patch)
    else:
        expected.alpha_composite(patch)
    assert surface.image.tobytes() == expected.tobytes()


def test_a_rectangle_is_copied_not_mixed() -> None:
    recording = Recording(PixelBox(0, 0, SIDE, SIDE))
    recording.paint(Coverage(Image.new("L", (SIDE, SIDE), 255), 0, 0), BLACK, IDENTITY)
    assert [(stamp.patch.mode, stamp.patch.size) for stamp in recording.stamps] == [
        ("RGB", (SIDE, SIDE))
    ]
