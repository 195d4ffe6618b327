"""Images, drawings and lines as a design asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typed_pictures import Colour, assert_pictured, typed

from renderer import AssetError, DesignError, Renderer, Template

KEY: dict[str, Colour] = {
    ".": (255, 255, 255),
    "r": (255, 0, 0),
    "g": (0, 255, 0),
    "b": (0, 0, 255),
    "k": (0, 0, 0),
}
SOURCE = """
    rrgg
    rrgg
    bbkk
    bbkk
    """


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    typed(SOURCE, KEY).save(tmp_path / "four.png")
    box = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect fill="{}" {}/></svg>'
    (tmp_path / "red.svg").write_text(box.format("red", 'width="4" height="2"'))
    (tmp_path / "left.svg").write_text(box.format("blue", 'width="2" height="2"'))
    return tmp_path


def draw(folder: Path, size: tuple[int, int] = (4, 4), **element: Any) -> Image.Image:
    element = {"type": "image", "src": "four.png", "width": size[0], "height": size[1], **element}
    design = {"width": size[0], "height": size[1], "pages": [{"children": [element]}]}
    return Renderer(folder).render(design)


def test_a_crop_is_a_fraction_of_the_source(folder: Path) -> None:
    crop = {"cropX": 0.25, "cropY": 0.25, "cropWidth": 0.5, "cropHeight": 0.5}
    assert_pictured(
        draw(folder, (2, 2), **crop),
        KEY,
        """
        rg
        bk
        """,
    )


def test_another_aspect_ratio_keeps_the_top_left_of_the_crop(folder: Path) -> None:
    assert_pictured(
        draw(folder, (4, 2)),
        KEY,
        """
        rrgg
        rrgg
        """,
    )


def test_stretching_shows_all_of_the_crop(folder: Path) -> None:
    stretched = draw(folder, (4, 8), stretchEnabled=True)
    assert [stretched.getpixel((0, y)) for y in (0, 7)] == [KEY["r"], KEY["b"]]


def test_a_flipped_picture_is_cropped_as_it_is_seen(folder: Path) -> None:
    assert_pictured(
        draw(folder, (2, 4), flipX=True, cropWidth=0.5),
        KEY,
        """
        gg
        gg
        kk
        kk
        """,
    )


def test_null_means_the_default(folder: Path) -> None:
    drawn = draw(folder, cropX=None, cropWidth=None, cornerRadius=None, flipX=None, clipSrc=None)
    assert_pictured(drawn, KEY, SOURCE)


def test_a_border_lies_inside_of_the_box(folder: Path) -> None:
    assert_pictured(
        draw(folder, borderSize=1, borderColor="lime"),
        KEY,
        """
        gggg
        grgg
        gbkg
        gggg
        """,
    )


def test_a_clip_is_stretched_over_the_box(folder: Path) -> None:
    assert_pictured(
        draw(folder, clipSrc="left.svg"),
        KEY,
        """
        rr..
        rr..
        bb..
        bb..
        """,
    )


def test_an_image_may_be_a_drawing(folder: Path) -> None:
    assert_pictured(draw(folder, (2, 1), src="red.svg"), KEY, "rr")


def test_a_drawing_is_stretched_by_itself(folder: Path) -> None:
    assert_pictured(
        draw(folder, (2, 2), type="svg", src="left.svg"),
        KEY,
        """
        b.
        b.
        """,
    )


def test_colours_of_a_drawing_are_replaced(folder: Path) -> None:
    drawn = draw(folder, (2, 1), type="svg", src="red.svg", colorsReplace={"#f00": "lime"})
    assert_pictured(drawn, KEY, "gg")


def test_a_mask_gives_a_drawing_its_shape_and_colours(folder: Path) -> None:
    drawn = draw(folder, (4, 2), type="svg", src="red.svg", maskSrc="left.svg")
    assert_pictured(
        drawn,
        KEY,
        """
        bb..
        bb..
        """,
    )


@pytest.mark.parametrize("kind", ["image", "svg"])
@pytest.mark.parametrize("src", ["", "none.png"])
def test_a_missing_picture_is_an_error_that_names_its_place(
    folder: Path, kind: str, src: str
) -> None:
    with pytest.raises(AssetError, match=rf"pages\[0\]\.children\[0\] \({kind}\): .*{src}"):
        draw(folder, type=kind, src=src)


def test_a_crop_that_is_no_number_is_an_error(folder: Path) -> None:
    with pytest.raises(DesignError, match=r"cropWidth is 'wide'"):
        draw(folder, cropWidth="wide")


def test_effects_change_the_picture_and_leave_its_border(folder: Path) -> None:
    drawn = draw(folder, borderSize=1, borderColor="red", brightnessEnabled=True, brightness=1)
    assert_pictured(
        drawn,
        KEY,
        """
        rrrr
        r..r
        r..r
        rrrr
        """,
    )


def line(folder: Path, size: tuple[int, int], **element: Any) -> Image.Image:
    return draw(folder, size, type="line", **element)


def test_a_line_fills_its_box(folder: Path) -> None:
    assert_pictured(line(folder, (4, 1), color="red"), KEY, "rrrr")


def test_dashes_count_in_thicknesses(folder: Path) -> None:
    assert_pictured(
        line(folder, (9, 1), height=1, dash=[2, 1]),
        KEY,
        "kk.kk.kk.",
    )


def test_an_odd_list_of_dashes_is_doubled(folder: Path) -> None:
    assert_pictured(line(folder, (8, 1), height=1, dash=[2]), KEY, "kk..kk..")


def test_a_dash_without_a_number_is_none(folder: Path) -> None:
    assert_pictured(line(folder, (8, 1), height=1, dash=[2, None, 1, 2]), KEY, "kkk..kkk")


@pytest.mark.parametrize("width", [5e-324, 1e-310, 1e-20])
def test_a_line_too_short_to_be_seen_is_drawn_with_its_heads(folder: Path, width: float) -> None:
    drawn = line(folder, (20, 20), x=10, y=9, width=width, height=2, endHead="square")
    assert drawn.getpixel((5, 10)) == (0, 0, 0)


@pytest.mark.parametrize("head", ["arrow", "triangle", "circle", "square", "bar"])
def test_a_head_is_wider_than_its_line(folder: Path, head: str) -> None:
    drawn = line(folder, (40, 20), x=10, y=9, width=20, height=2, endHead=head)
    ink = drawn.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink is not None
    left, top, _, bottom = ink
    assert left == 10
    assert bottom - top >= 10


def test_a_faded_head_shows_no_seam(folder: Path) -> None:
    drawn = line(folder, (40, 20), x=0, y=9, width=30, height=2, endHead="square", opacity=0.5)
    assert drawn.getpixel((25, 6)) == drawn.getpixel((29, 6)) == (127, 127, 127)


def test_an_unknown_head_is_left_out_and_reported(folder: Path) -> None:
    element = {"type": "line", "width": 4, "height": 1, "endHead": "feather"}
    design = {"width": 4, "height": 1, "pages": [{"children": [element]}]}
    drawn = Renderer(folder).draw(design)
    assert [str(issue) for issue in drawn.issues] == [
        "pages[0].children[0]: line head 'feather' is not known; left out"
    ]


def test_a_fallback_stands_in_for_a_drawing_that_is_not_there(folder: Path) -> None:
    (folder / "broken.svg").write_text("<svg")
    element = {"type": "svg", "src": "none.svg", "width": 4, "height": 2}
    design = {"width": 4, "height": 2, "pages": [{"children": [element]}]}
    element["fallbackSrc"] = ["broken.svg", "left.svg"]  # type: ignore[assignment]
    element["colorsReplace"] = {"blue": "lime"}  # type: ignore[assignment]
    drawn = Renderer(folder).draw(design)
    assert_pictured(drawn.image, KEY, "gg..\ngg..")
    (issue,) = drawn.issues
    assert issue.kind == "picture-replaced"
    assert issue.message == "none.svg is not in the assets folder; left.svg is drawn"


def test_a_drawing_without_a_fallback_that_can_be_had_is_an_error(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"none\.svg is not in the assets folder"):
        draw(folder, type="svg", src="none.svg", fallbackSrc=["neither.svg"])


def test_a_template_s_fallback_reaches_a_drawing(folder: Path) -> None:
    rules = {"fallback": "red.svg"}
    element = {"type": "svg", "src": "{{ logo }}", "width": 4, "height": 2}
    page = {"children": [element | {"custom": {"rules": rules}}]}
    template = Template.compile({"width": 4, "height": 2, "pages": [page]})
    drawn = Renderer(folder).render(template.resolve({"logo": "gone.svg"}).design)
    assert_pictured(drawn, KEY, "rrrr\nrrrr")
