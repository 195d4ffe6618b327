"""What strangers write into designs: refused by a sentence, or drawn, but never a traceback."""

from __future__ import annotations

import base64
import io
import struct
import time
import zlib
from typing import Any

import pytest
from PIL import Image

from renderer import DesignError, LimitError, Limits, Renderer, RendererError

RENDERER = Renderer()
NAN, INFINITE = float("nan"), float("inf")


def design(element: dict[str, Any] | None = None, **page: Any) -> dict[str, Any]:
    children = [] if element is None else [element]
    pages = [{"children": children, **page}]
    return {"width": 40, "height": 30, "schemaVersion": 4, "pages": pages}


def data_uri(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64," + base64.b64encode(data).decode()


def picture(mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert(mode).save(file, "PNG")
    return file.getvalue()


def svg(body: str) -> str:
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    return data_uri(f"{head}{body}</svg>".encode(), "image/svg+xml")


PHOTO = data_uri(picture())
SIGN = svg('<rect width="9" height="9" fill="red"/>')


@pytest.mark.parametrize("name", ["x", "y", "width", "height", "rotation", "opacity"])
@pytest.mark.parametrize("value", [NAN, INFINITE, -INFINITE, "NaN", "1e999", 1e300])
def test_geometry_that_is_no_number_is_refused_by_name(name: str, value: object) -> None:
    expected = rf"pages\[0\]\.children\[0\]\.{name} is .*; a number"
    with pytest.raises(DesignError, match=expected):
        RENDERER.render(design({"type": "figure", name: value}))


@pytest.mark.parametrize("side", ["width", "height"])
@pytest.mark.parametrize("value", [NAN, INFINITE, 0, -5, "wide"])
def test_a_page_without_a_size_is_refused_by_name(side: str, value: object) -> None:
    with pytest.raises(DesignError, match=rf"{side} is "):
        RENDERER.render({**design(), side: value})


@pytest.mark.parametrize("scale", [NAN, INFINITE, 0, -1])
def test_a_scale_that_gives_no_picture_is_refused(scale: float) -> None:
    with pytest.raises(DesignError, match="scale is "):
        RENDERER.render(design(), scale=scale)


def test_an_oversize_picture_is_refused_before_it_is_made() -> None:
    with pytest.raises(LimitError, match=r"pages\[0\] would be 40000 x 30000 pixels; .*8192"):
        RENDERER.render(design(), scale=1000 - 1e-9)


HIDDEN_NUMBERS = [
    {"type": "figure", "strokeWidth": 3, "dash": [NAN, 1]},
    {"type": "line", "dash": [INFINITE, 1]},
    {"type": "line", "dash": [-1, 2]},
    {"type": "line", "width": 1e8, "height": 1, "dash": [1e-6, 1e-6]},
]
FAR_TOO_MUCH = [
    {"type": "figure", "strokeWidth": 1e9},
    {"type": "figure", "cornerRadius": 1e9},
    {"type": "figure", "shadowEnabled": True, "shadowBlur": 1e9},
    {"type": "figure", "shadowEnabled": True, "shadowOffsetX": 1e9},
    {"type": "text", "text": "x", "fontSize": 1e9},
    {"type": "text", "text": "xxx", "letterSpacing": 1e9},
    {"type": "text", "text": "x\nx", "lineHeight": 1e9},
    {"type": "text", "text": "x", "curveEnabled": True, "curvePower": 1e9},
    {"type": "text", "text": "x", "blurEnabled": True, "blurRadius": 1e9},
    {"type": "image", "src": PHOTO, "blurEnabled": True, "blurRadius": 1e9},
    {"type": "image", "src": PHOTO, "borderSize": 1e9},
    {"type": "image", "src": PHOTO, "width": 1e8, "height": 1e8},
]


@pytest.mark.parametrize("element", [*HIDDEN_NUMBERS, *FAR_TOO_MUCH])
def test_absurd_numbers_cost_no_more_than_sane_ones(element: dict[str, Any]) -> None:
    started = time.process_time()
    RENDERER.render(design(element))
    assert time.process_time() - started < 2


CROPS = [
    {"cropX": -1},
    {"cropX": 2},
    {"cropX": 1e9},
    {"cropX": -1e9, "cropWidth": 1e9},
    {"cropWidth": -1},
    {"cropWidth": 0},
    {"cropWidth": 0, "cropHeight": 0},
    {"cropWidth": 1e9},
    {"cropWidth": 1e-12},
    {"width": 1e-9},
]


@pytest.mark.parametrize("crop", CROPS)
@pytest.mark.parametrize("element", [{"type": "image", "src": PHOTO}, {"type": "svg", "src": SIGN}])
def test_a_crop_outside_of_the_source_is_drawn(
    element: dict[str, Any], crop: dict[str, float]
) -> None:
    assert RENDERER.draw(design({**element, **crop})).issues == ()


def test_what_a_crop_shows_beside_the_source_is_empty() -> None:
    crop = {"cropX": -1, "cropWidth": 2, "stretchEnabled": True, "width": 40, "height": 30}
    image = RENDERER.render(design({"type": "image", "src": SIGN, **crop}))
    assert image.getpixel((10, 15)) == (255, 255, 255)
    assert image.getpixel((30, 15)) == (255, 0, 0)


PAINTS = [
    "",
    "nocolour",
    "rgb(1,2",
    "rgb(" * 3000,
    "url(#a)",
    "linear-gradient(",
    "linear-gradient()",
    "linear-gradient(" + "(" * 5000,
    "linear-gradient(nandeg, red, blue)",
    "linear-gradient(1.2.3deg, red, blue)",
    "linear-gradient(1e999deg, red, blue)",
    "linear-gradient(90deg, red 1.2.3%, blue)",
    "linear-gradient(90deg, red 1e999%, blue)",
    "radial-gradient(red, blue)",
]


@pytest.mark.parametrize("paint", PAINTS)
def test_a_paint_that_means_nothing_is_black_and_reported(paint: str) -> None:
    for element in (
        {"type": "figure", "fill": paint},
        {"type": "text", "text": "x", "fill": paint},
    ):
        drawn = RENDERER.draw(design(element))
        assert [issue.message[:18] for issue in drawn.issues] == ["fill is no colour "]


@pytest.mark.parametrize("paint", [paint for paint in PAINTS if paint])
def test_a_background_that_means_nothing_is_transparent_and_reported(paint: str) -> None:
    drawn = RENDERER.draw(design(background=paint))
    assert drawn.image.getextrema() == ((0, 0),) * 4
    assert [issue.place for issue in drawn.issues] == ["pages[0].background"]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "cut off": data_uri(picture()[:300]),
    "noise": data_uri(b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "another kind of file": data_uri(b"%PDF-1.7"),
    "nothing": data_uri(b""),
    "a bomb": data_uri(bomb(60_000)),
    "half a jpeg": data_uri(b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    "entities": svg("&a;"),
    "a file": svg('<image href="/etc/passwd" width="9" height="9"/>'),
    "another server": svg('<use href="http://10.0.0.1/a.svg#b"/>'),
    "too many elements": svg("<g/>" * 100_001),
    "no url": "",
    "a path out of the folder": "../../etc/passwd",
    "the machine itself": "file:///etc/passwd",
}


@pytest.mark.parametrize("kind", ["image", "svg"])
@pytest.mark.parametrize("src", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_picture_is_an_error_that_names_its_element(kind: str, src: str) -> None:
    with pytest.raises(RendererError, match=rf"pages\[0\]\.children\[0\] \({kind}\): ") as caught:
        RENDERER.render(design({"type": kind, "src": src}))
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("src", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_picture_may_be_skipped(src: str) -> None:
    drawn = Renderer(missing="skip").draw(design({"type": "image", "src": src}))
    assert len(drawn.issues) == 1


def test_scripts_of_a_drawing_do_not_run_and_harm_nothing() -> None:
    src = svg('<script>alert(1)</script><rect width="9" height="9" fill="lime"/>')
    image = RENDERER.render(design({"type": "svg", "src": src, "width": 40, "height": 30}))
    assert image.getcolors() == [(40 * 30, (0, 255, 0))]


def test_the_pixels_of_all_pictures_together_are_bounded() -> None:
    renderer = Renderer(limits=Limits(design_pixels=40 * 30 * 2))
    children = [{"type": "image", "src": data_uri(picture(mode))} for mode in ("RGB", "L", "RGBA")]
    page = design()["pages"][0]
    twice = [*children[:2], *children[:2]]
    renderer.render({**design(), "pages": [{**page, "children": twice}]})
    with pytest.raises(LimitError, match=r"children\[2\] \(image\): .*3,600 pixels; at most 2,400"):
        renderer.render({**design(), "pages": [{**page, "children": children}]})
