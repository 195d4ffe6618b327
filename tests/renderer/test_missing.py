"""A picture that can't be had: an error that names it, or a design drawn without it."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from renderer import (
    AssetError,
    AssetLimitError,
    ForbiddenUrlError,
    Issue,
    Limits,
    Renderer,
    RendererError,
    render,
)
from renderer.composite.placeholder import GREY, LINE

WHITE = (255, 255, 255)
MISSING = "none.png"


def cut_off(format: str = "PNG") -> str:
    file = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(file, format)
    return (
        f"data:image/{format.lower()};base64," + base64.b64encode(file.getvalue()[:2000]).decode()
    )


UNUSABLE = [
    pytest.param({"type": "image", "src": MISSING}, id="no such file"),
    pytest.param({"type": "image", "src": ""}, id="no url"),
    pytest.param({"type": "image", "src": cut_off()}, id="cut off"),
    pytest.param({"type": "image", "src": "data:text/plain,hello"}, id="no picture"),
    pytest.param({"type": "image", "src": "http://127.0.0.1/photo.png"}, id="forbidden"),
    pytest.param({"type": "image", "src": "lime.png", "clipSrc": MISSING}, id="no clip"),
    pytest.param({"type": "svg", "src": MISSING}, id="no drawing"),
    pytest.param({"type": "svg", "src": "lime.svg", "maskSrc": MISSING}, id="no mask"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (8, 8), "lime").save(tmp_path / "lime.png")
    rect = '<rect width="8" height="8" fill="lime"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">{rect}</svg>'
    (tmp_path / "lime.svg").write_text(svg)
    return tmp_path


def design(*elements: dict[str, Any], **page: Any) -> dict[str, Any]:
    return {
        "width": 40,
        "height": 30,
        "schemaVersion": 4,
        "pages": [{"children": list(elements), **page}],
    }


def boxed(element: dict[str, Any]) -> dict[str, Any]:
    return {"x": 10, "y": 10, "width": 20, "height": 10, **element}


def test_a_missing_picture_is_an_error_that_names_element_and_url(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"pages\[0\]\.children\[0\] \(image\): none\.png "):
        Renderer(folder).render(design(boxed({"type": "image", "src": MISSING})))


def test_a_picture_that_ends_too_early_names_its_element_too(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"pages\[0\]\.children\[0\] \(image\): .*cut off"):
        Renderer(folder).render(design(boxed({"type": "image", "src": cut_off()})))


@pytest.mark.parametrize("element", UNUSABLE)
def test_skipped_it_is_left_out_and_reported(folder: Path, element: dict[str, Any]) -> None:
    beside = {"type": "figure", "width": 5, "height": 5, "fill": "blue"}
    drawn = Renderer(folder, missing="skip").draw(design(boxed(element), beside))
    expected = Image.new("RGB", (40, 30), "white")
    expected.paste("blue", (0, 0, 5, 5))
    assert drawn.image.tobytes() == expected.tobytes()
    (issue,) = drawn.issues
    assert issue.place == "pages[0].children[0]"
    assert issue.message.endswith("; left out")


@pytest.mark.parametrize("element", UNUSABLE)
def test_a_placeholder_fills_its_box_and_is_reported(folder: Path, element: dict[str, Any]) -> None:
    drawn = Renderer(folder, missing="placeholder").draw(design(boxed(element)))
    image = drawn.image
    assert image.getpixel((20, 11)) == image.getpixel((11, 15)) == GREY.rgb
    assert image.getpixel((20, 15)) == LINE.rgb
    assert image.getpixel((9, 15)) == image.getpixel((20, 20)) == WHITE
    assert [issue.place for issue in drawn.issues] == ["pages[0].children[0]"]


def test_a_placeholder_turns_and_fades_as_its_element(folder: Path) -> None:
    element = boxed({"type": "image", "src": MISSING, "rotation": 180, "opacity": 0.5})
    image = Renderer(folder, missing="placeholder").render(design({**element, "x": 30, "y": 20}))
    assert image.getpixel((20, 11)) == (242, 242, 242)


@pytest.mark.parametrize(("missing", "colour"), [("skip", WHITE), ("placeholder", GREY.rgb)])
def test_a_page_without_its_background_picture_is_reported(
    folder: Path, missing: Any, colour: tuple[int, ...]
) -> None:
    drawn = Renderer(folder, missing=missing).draw(design(background="photos/none.jpg"))
    assert drawn.image.getpixel((20, 2)) == colour
    assert [issue.place for issue in drawn.issues] == ["pages[0].background"]


def test_a_missing_background_is_an_error_that_names_page_and_url(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"pages\[0\]\.background: photos/none\.jpg "):
        Renderer(folder).render(design(background="photos/none.jpg"))


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_what_is_left_out_casts_no_shadow(folder: Path, format: str) -> None:
    shadow = {"shadowEnabled": True, "shadowOffsetX": 5}
    element = boxed({"type": "image", "src": cut_off(format), **shadow})
    drawn = Renderer(folder, missing="skip").draw(design(element))
    assert len(drawn.issues) == 1
    assert drawn.image.getcolors() == [(1200, WHITE)]


def test_a_forbidden_url_is_reported_as_such(folder: Path) -> None:
    element = boxed({"type": "image", "src": "http://127.0.0.1/photo.png"})
    with pytest.raises(ForbiddenUrlError):
        Renderer(folder).render(design(element))
    (issue,) = Renderer(folder, missing="skip").draw(design(element)).issues
    assert "127.0.0.1" in issue.message


def test_a_picture_of_too_many_pixels_is_a_missing_one(folder: Path) -> None:
    limits = Limits(source_pixels=63)
    element = boxed({"type": "image", "src": "lime.png"})
    with pytest.raises(AssetLimitError, match=r"children\[0\] \(image\): lime\.png has 8 x 8"):
        Renderer(folder, limits=limits).render(design(element))
    drawn = Renderer(folder, limits=limits, missing="skip").draw(design(element))
    assert drawn.image.getpixel((20, 15)) == WHITE


def test_what_is_not_a_picture_is_an_error_all_the_same(folder: Path) -> None:
    element = boxed({"type": "image", "src": "lime.png", "cropWidth": "wide"})
    with pytest.raises(RendererError, match="cropWidth"):
        Renderer(folder, missing="skip").render(design(element))


def test_nothing_missing_is_nothing_to_report(folder: Path) -> None:
    element = boxed({"type": "image", "src": "lime.png"})
    drawn = Renderer(folder, missing="placeholder").draw(design(element))
    assert drawn.issues == ()
    assert drawn.image.tobytes() == Renderer(folder).render(design(element)).tobytes()


def test_another_word_names_the_known_ones() -> None:
    with pytest.raises(RendererError, match="missing is 'ignore'; one of error, skip, placeholder"):
        render(design(), missing="ignore")  # type: ignore[arg-type]


def test_an_issue_reads_as_a_sentence(folder: Path) -> None:
    element = boxed({"type": "image", "src": MISSING})
    (issue,) = Renderer(folder, missing="skip").draw(design(element)).issues
    said = "none.png is not in the assets folder; left out"
    assert issue == Issue("pages[0].children[0]", said, "missing-picture")
