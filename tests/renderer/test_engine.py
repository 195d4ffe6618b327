"""From a design to a picture: sizes, order, visibility, opacity, pages, threads, issues."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from typed_pictures import assert_pictured

from renderer import DesignError, ImageProcessor, LimitError, Renderer, RendererError, render

Json = dict[str, Any]
KEY = {"#": (0, 0, 0), ".": (255, 255, 255), "r": (255, 0, 0), "b": (0, 0, 255)}


def box(x: float = 0, fill: str = "black", **properties: Any) -> Json:
    shape = {"type": "figure", "subType": "rect", "y": 0, "width": 2, "height": 2}
    return {**shape, "x": x, "fill": fill, **properties}


def document(*children: Json, width: float = 6, height: float = 2, **page: Any) -> Json:
    return {"width": width, "height": height, "pages": [{"children": list(children), **page}]}


def assert_drawn(picture: str, *children: Json) -> None:
    assert_pictured(Renderer().render(document(*children)), KEY, picture)


@pytest.mark.parametrize(("size", "pixels"), [(400.4, 400), (400.5, 401), (0.2, 1)])
def test_a_picture_s_side_is_rounded_half_up(size: float, pixels: int) -> None:
    assert render(document(width=size, height=3)).size == (pixels, 3)


def test_a_page_s_own_size_wins() -> None:
    assert render(document(width=6, height=2) | {"pages": [{"width": 9, "height": 4}]}).size == (
        9,
        4,
    )


@pytest.mark.parametrize(("scale", "size"), [(2, (12, 4)), (0.5, (3, 1)), (1.25, (8, 3))])
def test_scale_multiplies_the_size(scale: float, size: tuple[int, int]) -> None:
    assert render(document(), scale=scale).size == size


def test_a_white_page_is_opaque_a_clear_one_is_not() -> None:
    assert render(document()).mode == "RGB"
    clear = render(document(background="rgba(0,0,0,0)"))
    assert clear.mode == "RGBA"
    assert clear.getpixel((0, 0)) == (0, 0, 0, 0)


def test_later_children_lie_above_earlier_ones() -> None:
    assert_drawn("rrbb..\nrrbb..", box(0, "red", width=4), box(2, "blue"))


def test_always_on_top_lies_above_all() -> None:
    assert_drawn("rrrr..\nrrrr..", box(0, "red", width=4, alwaysOnTop=True), box(2, "blue"))


@pytest.mark.parametrize("switch", ["visible", "showInExport"])
def test_what_is_switched_off_is_not_drawn(switch: str) -> None:
    assert_drawn("##....\n##....", box(0), box(3, **{switch: False}))


@pytest.mark.parametrize("switch", ["visible", "showInExport"])
def test_a_group_that_is_switched_off_hides_its_children(switch: str) -> None:
    assert_drawn("......\n......", {"type": "group", "children": [box()], switch: False})


def test_a_group_moves_and_turns_nothing() -> None:
    group = {"type": "group", "x": 3, "y": 1, "rotation": 45, "children": [box()]}
    assert_drawn("##....\n##....", group)


def test_a_group_s_opacity_multiplies_its_children_s() -> None:
    group = {"type": "group", "opacity": 0.5, "children": [box(opacity=0.5)]}
    assert render(document(group)).getpixel((0, 0)) == pytest.approx((191, 191, 191), abs=1)


@pytest.mark.parametrize(("opacity", "level"), [(7, 0), (-1, 255), (0, 255)])
def test_opacity_is_clamped(opacity: float, level: int) -> None:
    assert render(document(box(opacity=opacity))).getpixel((0, 0)) == (level,) * 3


def test_an_element_beyond_the_page_is_cut() -> None:
    assert_drawn("#....#\n#....#", box(-1), box(5))


def test_each_page_is_drawn_on_its_own() -> None:
    pages = [{"children": [box(0, "red")]}, {"children": [box(4, "blue")]}]
    source = document() | {"pages": pages}
    assert_pictured(render(source, page=1), KEY, "....bb\n....bb")
    assert Renderer().page_count(source) == 2


@pytest.mark.parametrize("page", [-1, 1, 99])
def test_a_page_that_is_not_there_is_said(page: int) -> None:
    with pytest.raises(DesignError, match=rf"page is {page}; 0 to 0 is expected"):
        render(document(), page=page)


def test_a_picture_too_large_is_refused() -> None:
    with pytest.raises(LimitError, match=r"pages\[0\] would be 9000 x 2 pixels"):
        render(document(width=9000))


def test_an_unknown_overflow_names_the_known_ones() -> None:
    with pytest.raises(RendererError, match=r"'clip'; one of resize, change-font-size, ellipsis"):
        Renderer(text_overflow="clip")  # type: ignore[arg-type]


def test_issues_name_their_element() -> None:
    text = {"type": "text", "text": "漢", "fontSize": 2, "fontFamily": "Nowhere"}
    drawn = Renderer().draw(document(box(), {"type": "group", "children": [text]}))
    assert [str(issue) for issue in drawn.issues] == [
        "pages[0].children[1].children[0]: font 'Nowhere' can't be found; drawn in Roboto",
        "pages[0].children[1].children[0]: no font has a glyph for '漢' (U+6F22)",
    ]


def test_an_issue_is_said_again_with_every_picture() -> None:
    renderer = Renderer()
    source = document({"type": "text", "text": "漢", "fontSize": 2})
    assert renderer.draw(source).issues == renderer.draw(source).issues != ()


def test_a_failure_names_its_element() -> None:
    text = {"type": "text", "text": "x" * 10_001}
    with pytest.raises(LimitError, match=r"^pages\[0\].children\[1\] \(text\): text has 10,001"):
        render(document(box(), text))


def test_each_stage_is_timed() -> None:
    ticks = iter(range(100))
    timings = Renderer().draw(document(), clock=lambda: float(next(ticks))).timings
    assert set(timings) >= {"parse", "load", "draw"}
    assert all(seconds == 1 for seconds in timings.values())


def test_the_pipeline_s_entry_draws_the_first_page() -> None:
    picture = ImageProcessor().combine_images(document(box()))
    assert_pictured(picture, KEY, "##....\n##....")


def busy(number: int) -> Json:
    """A design whose every part differs from the others' designs."""
    text = {
        "type": "text", "text": f"Offer {number} שלום <b>now</b>", "width": 90, "x": 5,
        "fontSize": 10 + number / 3, "backgroundEnabled": True, "rotation": number,
        "shadowEnabled": True, "strokeWidth": number % 3, "fontStyle": "italic",
    }  # fmt: skip
    star = {"type": "figure", "subType": "star", "x": 60, "y": 40, "width": 30, "height": 20}
    return document(text, {**star, "rotation": 7 * number}, width=100, height=70)


def test_four_threads_draw_what_one_draws() -> None:
    designs = [busy(number) for number in range(12)]
    alone = [Renderer().render(design).tobytes() for design in designs]
    shared = Renderer()
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda design: shared.render(design).tobytes(), designs * 3))
    assert drawn == alone * 3
