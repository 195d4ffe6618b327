"""Where pictures fall on the pixel grid, and what they leave around them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from typed_pictures import assert_pictured, typed

from renderer.assets.bitmap import Photo
from renderer.cache import WeightedCache
from renderer.composite.pictures import paint_picture, paint_raster, paint_stencil, silhouette
from renderer.errors import AssetError
from renderer.fetch.content import Content
from renderer.layers import Picture, Raster, Stencil
from renderer.limits import Limits
from renderer.paint.box import Box
from renderer.paint.colour import TRANSPARENT, WHITE, Colour
from renderer.paint.outline import polygon
from renderer.paint.resample import mirrored, reduce_by_means
from renderer.paint.surface import CoverageSurface, Surface
from renderer.paint.transform import IDENTITY, Affine

RED, GREEN, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)
KEY = {".": (255, 255, 255), "r": RED, "g": GREEN, "b": BLUE, "k": BLACK, "p": (255, 128, 128)}
FOUR = """
    rg
    bk
    """


class Pixels:
    """A bitmap of pixels at hand."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.size = image.size

    def reduced(self, width: int, height: int) -> Image.Image:
        return reduce_by_means(self.image, width, height)

    def mirrored(self, across: bool, down: bool) -> Pixels:
        return Pixels(mirrored(self.image, across, down))


def source() -> Pixels:
    return Pixels(typed(FOUR, KEY))  # type: ignore[arg-type]


def whole(bitmap: Pixels, box: Box, **more: object) -> Picture:
    return Picture(bitmap, Box(0, 0, *bitmap.size), box, **more)  # type: ignore[arg-type]


def painted(
    picture: Picture, width: int, height: int, matrix: Affine = IDENTITY, opacity: float = 1
) -> Image.Image:
    surface = Surface(width, height, WHITE)
    paint_picture(surface, picture, matrix, opacity)
    return surface.image


def test_a_picture_of_its_own_size_is_pasted() -> None:
    assert_pictured(
        painted(whole(source(), Box(1, 1, 2, 2)), 4, 4),
        KEY,
        """
        ....
        .rg.
        .bk.
        ....
        """,
    )


def test_a_photo_is_not_decoded_for_its_shadow() -> None:
    file = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(file, "JPEG")
    torn = Content(file.getvalue()[:-500])
    photo = Photo(torn, "JPEG", "torn.jpg", Limits(), WeightedCache(0, lambda image: 1))
    picture = Picture(photo, Box(0, 0, 64, 64), Box(1, 1, 2, 2))
    with pytest.raises(AssetError, match="cut off"):
        painted(picture, 4, 4)
    surface = CoverageSurface(4, 4)
    paint_picture(surface, silhouette(picture), IDENTITY, 1)
    assert surface.image.getbbox() == (1, 1, 3, 3)
    assert surface.image.getextrema() == (0, 255)


def test_edges_of_an_unrotated_picture_fall_on_the_nearest_pixel() -> None:
    solid = Pixels(Image.new("RGB", (2, 2), RED))
    assert_pictured(
        painted(whole(solid, Box(0.6, 0.4, 2, 2)), 4, 4),
        KEY,
        """
        .rr.
        .rr.
        ....
        ....
        """,
    )


def test_edges_of_a_turned_picture_are_smooth() -> None:
    solid = Pixels(Image.new("RGB", (2, 2), RED))
    turned = Affine.translation(3.5, 1) @ Affine.rotation(90)
    assert_pictured(
        painted(whole(solid, Box(0, 0, 2, 2)), 5, 4, turned),
        KEY,
        """
        .....
        .prp.
        .prp.
        .....
        """,
    )


def test_a_flipped_picture_is_mirrored_in_its_box() -> None:
    assert_pictured(
        painted(whole(source(), Box(0, 0, 2, 2), flip_x=True), 2, 2),
        KEY,
        """
        gr
        kb
        """,
    )


def test_what_lies_outside_of_the_source_stays_empty() -> None:
    picture = Picture(source(), Box(-1, 0, 4, 2), Box(0, 0, 4, 2))
    assert_pictured(
        painted(picture, 4, 2),
        KEY,
        """
        .rg.
        .bk.
        """,
    )


def test_a_region_wholly_outside_of_the_source_paints_nothing() -> None:
    picture = Picture(source(), Box(5, 0, 2, 2), Box(0, 0, 2, 2))
    assert_pictured(painted(picture, 2, 1), KEY, "..")


def test_a_picture_is_cut_off_by_the_surface() -> None:
    assert_pictured(
        painted(whole(source(), Box(-1, -1, 2, 2)), 2, 2),
        KEY,
        """
        k.
        ..
        """,
    )


def test_opacity_fades() -> None:
    solid = Pixels(Image.new("RGB", (2, 2), RED))
    faded = painted(whole(solid, Box(0, 0, 1, 1)), 1, 1, opacity=0.498)
    assert_pictured(faded, KEY, "p")


def test_a_clip_cuts_to_an_outline() -> None:
    solid = Pixels(Image.new("RGB", (4, 2), RED))
    left_half = polygon([(0, 0), (2, 0), (2, 2), (0, 2)])
    assert_pictured(
        painted(whole(solid, Box(0, 0, 4, 2), clip=left_half), 4, 2),
        KEY,
        """
        rr..
        rr..
        """,
    )


def test_a_mask_is_stretched_over_the_box() -> None:
    solid = Pixels(Image.new("RGB", (4, 1), RED))
    mask = Image.new("L", (4, 1))
    mask.paste(255, (2, 0, 4, 1))
    assert_pictured(painted(whole(solid, Box(0, 0, 4, 1), mask=mask), 4, 1), KEY, "..rr")


def test_a_translucent_picture_keeps_its_alpha_on_a_clear_surface() -> None:
    glass = Pixels(Image.new("RGBA", (1, 1), (10, 20, 30, 99)))
    surface = Surface(1, 1, TRANSPARENT)
    paint_picture(surface, whole(glass, Box(0, 0, 1, 1)), IDENTITY, 1.0)
    assert surface.image.getpixel((0, 0)) == (10, 20, 30, 99)


def test_transparent_colours_leave_no_fringe_when_turned() -> None:
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (2, 2, 6, 6))
    surface = Surface(16, 16, TRANSPARENT)
    turned = Affine.translation(8, 2) @ Affine.rotation(30)
    paint_picture(surface, whole(Pixels(image), Box(0, 0, 8, 8)), turned, 1.0)
    colours = surface.image.getcolors(256)
    assert colours is not None
    visible = [colour for _, colour in colours if isinstance(colour, tuple) and colour[3] > 40]
    assert visible
    assert all(red > 240 and green == blue == 0 for red, green, blue, _ in visible)


def test_a_large_reduction_means_the_whole_block() -> None:
    checks = Image.new("RGB", (8, 8))
    checks.paste((255, 255, 255), (0, 0, 4, 8))
    halves = painted(whole(Pixels(checks), Box(0, 0, 1, 1)), 1, 1)
    assert halves.getpixel((0, 0)) == (128, 128, 128)


def test_a_raster_at_the_contexts_scale_is_laid_on_whole_pixels() -> None:
    surface = Surface(4, 2, WHITE)
    pixels = typed(FOUR, KEY).convert("RGBA")  # type: ignore[arg-type]
    paint_raster(surface, Raster(pixels, x=0.6, scale=2), Affine.scaling(2), 1.0)
    assert_pictured(
        surface.image,
        KEY,
        """
        .rg.
        .bk.
        """,
    )


def test_a_stencil_is_filled_with_its_paint() -> None:
    surface = Surface(3, 1, WHITE)
    mask = Image.frombytes("L", (2, 1), bytes([255, 127]))
    paint_stencil(surface, Stencil(mask, Colour(*RED), x=1), IDENTITY, 1.0)
    assert_pictured(surface.image, KEY, ".rp")
