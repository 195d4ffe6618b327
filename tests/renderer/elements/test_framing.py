"""Photos in their boxes: covering them, contained in them, without their border."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from renderer import AssetError, Renderer
from renderer.elements.framing import FITS, FOCUSES, framed_region
from renderer.layers import Bitmap
from renderer.paint.box import Box

CLEAR = (0, 0, 0, 0)


@dataclass(frozen=True)
class Source:
    """A source at hand."""

    image: Image.Image

    @property
    def size(self) -> tuple[int, int]:
        return self.image.size

    def reduced(self, width: int, height: int) -> Image.Image:
        return self.image.resize((width, height), Image.Resampling.BOX)

    def mirrored(self, across: bool, down: bool) -> Bitmap:
        raise NotImplementedError


def unexpected(message: str, kind: str) -> None:
    raise AssertionError(message)


def framed(fit: str, source: Source, width: float, height: float, focus: str = "center") -> Box:
    return framed_region(fit, focus, source, Box(0, 0, width, height), unexpected)


def plain(width: int, height: int) -> Source:
    return Source(Image.new("RGB", (width, height), "red"))


def bordered(border: Any, mode: str = "RGB", size: tuple[int, int] = (100, 80)) -> Source:
    """A red thing from (30, 20) to (70, 60)."""
    image = Image.new(mode, size, border)
    ImageDraw.Draw(image).rectangle((30, 20, 69, 59), fill="red")
    return Source(image)


def test_cover_fills_the_box_with_the_middle() -> None:
    assert framed("cover", plain(200, 100), 50, 50) == Box(50, 0, 100, 100)


@pytest.mark.parametrize(
    ("focus", "corner"),
    [("center", (0, 50)), ("top", (0, 0)), ("bottom", (0, 100)), ("left", (0, 50))],
)
def test_cover_keeps_what_is_in_focus(focus: str, corner: tuple[float, float]) -> None:
    region = framed("cover", plain(100, 200), 50, 50, focus)
    assert (region.x, region.y) == corner


def test_contain_shows_everything_and_reaches_beyond_it() -> None:
    assert framed("contain", plain(200, 100), 50, 50) == Box(0, -50, 200, 200)


def test_contain_may_stand_at_a_side() -> None:
    assert framed("contain", plain(200, 100), 50, 50, "top") == Box(0, 0, 200, 200)


@pytest.mark.parametrize(
    ("border", "mode"), [("white", "RGB"), ((250, 252, 251), "RGB"), (CLEAR, "RGBA")]
)
def test_trim_shows_what_is_inside_the_border(border: Any, mode: str) -> None:
    # A pixel of the border stays, so that soft edges are whole.
    assert framed("trim", bordered(border, mode), 84, 84) == Box(29, 19, 42, 42)


def test_trim_keeps_a_coloured_background() -> None:
    assert framed("trim", bordered("navy"), 100, 80) == Box(0, 0, 100, 80)


def test_trim_of_nothing_but_white_is_all_of_it() -> None:
    assert framed("trim", Source(Image.new("RGB", (40, 40), "white")), 10, 10) == Box(0, 0, 40, 40)


def test_white_things_on_a_transparent_ground_are_no_border() -> None:
    image = Image.new("RGBA", (100, 80), CLEAR)
    ImageDraw.Draw(image).rectangle((10, 10, 89, 69), fill="white", outline="white")
    ImageDraw.Draw(image).point((50, 40), fill="red")
    assert framed("trim", Source(image), 82, 62) == Box(9, 9, 82, 62)


def test_the_border_of_a_large_photo_is_found_in_a_small_one() -> None:
    image = Image.new("RGB", (3000, 3000), "white")
    ImageDraw.Draw(image).rectangle((1000, 1000, 1999, 1999), fill="red")
    region = framed("trim", Source(image), 50, 50)
    assert 980 <= region.x <= 1000
    assert 1000 <= region.width <= 1040


def test_the_subject_is_kept() -> None:
    pytest.importorskip("smartcrop", reason="needs the extra focus")
    image = Image.new("RGB", (400, 100), (200, 205, 210))
    draw = ImageDraw.Draw(image)
    draw.ellipse((300, 20, 380, 90), fill="orange", outline="black", width=3)
    draw.rectangle((320, 40, 360, 70), fill="navy")
    region = framed("cover", Source(image), 50, 50, "subject")
    assert region.x <= 320
    assert region.right >= 360


@given(
    st.sampled_from(FITS),
    st.sampled_from([*FOCUSES, "elsewhere"]),
    *[st.integers(1, 60)] * 2,
    *[st.floats(1, 500)] * 2,
)
def test_the_region_has_the_aspect_of_the_box_and_the_whole_or_none_too_much(
    fit: str, focus: str, width: int, height: int, box_width: float, box_height: float
) -> None:
    region = framed(fit, plain(width, height), box_width, box_height, focus)
    assert region.width / region.height == pytest.approx(box_width / box_height)
    if fit == "cover":
        assert region.x >= -1e-6
        assert region.right <= width + 1e-6
    else:
        assert region.x <= 1e-6
        assert region.right >= width - 1e-6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bordered("white").image.save(tmp_path / "white.png")
    bordered(CLEAR, "RGBA").image.save(tmp_path / "clear.png")
    return tmp_path


def draw(folder: Path, scale: float = 1, **properties: Any) -> Any:
    image = {"type": "image", "src": "white.png", "width": 40, "height": 40, **properties}
    design = {"width": 40, "height": 40, "pages": [{"background": "lime", "children": [image]}]}
    return Renderer(folder).draw(design, scale=scale)


def test_a_contained_photo_leaves_the_rest_of_its_box_alone(folder: Path) -> None:
    image = draw(folder, fit="contain").image
    assert [image.getpixel((20, y)) for y in (0, 6, 20, 34, 39)] == [
        (0, 255, 0), (255, 255, 255), (255, 0, 0), (255, 255, 255), (0, 255, 0)
    ]  # fmt: skip


def test_a_trimmed_photo_fills_its_box(folder: Path) -> None:
    image = draw(folder, src="clear.png", fit="trim").image
    assert [image.getpixel((x, 20)) for x in (2, 20, 37)] == [(255, 0, 0)] * 3


def test_a_fit_or_focus_nobody_knows_is_none_and_reported(folder: Path) -> None:
    drawn = draw(folder, fit="squeeze", focus="middle")
    assert drawn.image.tobytes() == draw(folder).image.tobytes()
    assert [issue.message for issue in drawn.issues] == [
        "fit is 'squeeze', none of cover, contain, trim; drawn without",
        "focus is 'middle', none of center, top, bottom, left, right, subject; "
        "drawn with its middle",
    ]


def test_a_photo_of_too_few_pixels_is_reported(folder: Path) -> None:
    (issue,) = draw(folder, scale=4, fit="trim").issues
    assert issue.kind == "small-picture"
    assert issue.message == "100 x 80 px are too few: each becomes 3.8 px"


def test_a_resolution_may_be_asked_for(folder: Path) -> None:
    assert draw(folder, minResolution=2).issues == ()
    (issue,) = draw(folder, minResolution=3).issues
    assert issue.message == "100 x 80 px are too few: 3 a px are asked for"


def test_a_photo_without_these_properties_is_not_reported(folder: Path) -> None:
    assert draw(folder, scale=4).issues == ()


def test_a_fallback_stands_in_for_a_photo_that_is_not_there(folder: Path) -> None:
    drawn = draw(folder, src="none.png", fallbackSrc=["neither.png", "white.png"])
    assert drawn.image.tobytes() == draw(folder).image.tobytes()
    (issue,) = drawn.issues
    assert issue.kind == "picture-replaced"
    assert issue.message == "none.png is not in the assets folder; white.png is drawn"


def test_without_any_the_first_error_is_raised(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"none\.png is not in the assets folder"):
        draw(folder, src="none.png", fallbackSrc=["neither.png"])
