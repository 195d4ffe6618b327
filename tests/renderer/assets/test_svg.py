"""Drawings are checked, stretched, recoloured; what is not plainly harmless is refused."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from PIL import Image
from typed_pictures import assert_pictured

from renderer import AssetError, LimitError, Limits
from renderer.assets.formats import SVG, recognised
from renderer.assets.svg import Svg
from renderer.assets.svg_colours import recolour
from renderer.cache import WeightedCache

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
CORNER = OPEN + 'width="4" height="4"><rect width="2" height="2" fill="#ff0000"/></svg>'
LETTERS = {".": (0, 0, 0, 0), "r": (255, 0, 0, 255), "b": (0, 0, 255, 255), "k": (0, 0, 0, 255)}


def wrapped(body: str) -> str:
    return f'{OPEN} width="10" height="10">{body}</svg>'


def svg(text: str, limits: Limits | None = None) -> Svg:
    cache: WeightedCache[tuple[object, ...], Image.Image] = WeightedCache(10**8, lambda image: 1)
    return Svg(text.encode(), "drawing.svg", limits or Limits(), cache)


@pytest.mark.parametrize(
    "start",
    [
        "<svg>",
        "\ufeff<svg>",
        "  <!-- a note --> <svg ",
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg:svg>',
    ],
)
def test_an_svg_is_recognised_by_its_first_element(start: str) -> None:
    assert recognised(start.encode()) == SVG


def test_html_is_no_svg() -> None:
    assert recognised(b"<html><body><svg></svg></body></html>") is None


def test_a_drawing_is_stretched_to_the_size_asked_for() -> None:
    assert_pictured(
        svg(CORNER).bitmap().reduced(6, 2),
        LETTERS,
        """
        rrr...
        ......
        """,
    )


def test_a_mirrored_drawing() -> None:
    assert_pictured(
        svg(CORNER).bitmap().mirrored(True, True).reduced(4, 2),
        LETTERS,
        """
        ....
        ..rr
        """,
    )


@pytest.mark.parametrize("written", ["#ff0000", "red", "rgb(255, 0, 0)", "#F00", "hsl(0,100%,50%)"])
@pytest.mark.parametrize(
    "body",
    [
        '<rect width="10" height="10" fill="{}"/>',
        '<rect width="10" height="10" style="stroke:none;fill: {}"/>',
        '<style>rect{{fill:{}}}</style><rect width="10" height="10"/>',
        '<path d="M0 5H10" stroke-width="20" stroke="{}"/>',
    ],
)
def test_a_colour_is_replaced_however_it_is_written(body: str, written: str) -> None:
    drawn = svg(wrapped(body.format(written))).bitmap({"red": "blue"}).reduced(1, 1)
    assert_pictured(drawn, LETTERS, "b")


def test_black_also_stands_for_shapes_without_a_fill() -> None:
    drawing = svg(wrapped('<rect width="10" height="10"/>'))
    assert_pictured(drawing.bitmap({"black": "blue"}).reduced(1, 1), LETTERS, "b")
    assert_pictured(drawing.bitmap().reduced(1, 1), LETTERS, "k")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="30" height="20"', (30, 20)),
        ('width="1in" height="72pt"', (96, 96)),
        ('viewBox="0 0 40 10"', (40, 10)),
        ('width="80" viewBox="0 0 40 10"', (80, 20)),
        ('width="100%" height="100%" viewBox="5 5 40 10"', (40, 10)),
        ('width="10em"', (300, 150)),
        ('width="0" height="-3"', (300, 150)),
        ('viewBox="none"', (300, 150)),
        ("", (300, 150)),
    ],
)
def test_the_natural_size_is_a_browsers(attributes: str, size: tuple[int, int]) -> None:
    assert svg(f"{OPEN} {attributes}/>").natural_size == size


BLUR = '<filter id="f"><feGaussianBlur stdDeviation="{}"/></filter>'
BOMB = "<g id='a0'><path d='M0 0'/></g>" + "".join(
    f"<g id='a{i}'>" + f"<use href='#a{i - 1}'/>" * 10 + "</g>" for i in range(1, 9)
)

HOSTILE = {
    "entities that multiply": '<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><svg>&c;</svg>',
    "a file as an entity": '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "a picture by path": wrapped('<image href="/etc/passwd" width="5" height="5"/>'),
    "a picture by url": wrapped('<image xlink:href="http://10.0.0.1/x.png" width="5"/>'),
    "an svg inside a picture": wrapped('<image href="data:image/svg+xml,&lt;svg/&gt;"/>'),
    "a paint from another file": wrapped('<path d="M0 0" fill="url(http://a.test/#b)"/>'),
    "a use of another file": wrapped('<use href="other.svg#a"/>'),
    "a style sheet that loads": wrapped("<style>@import url(http://a.test/x.css);</style>"),
    "references that multiply": wrapped(BOMB + "<use href='#a8'/>"),
    "references in a circle": wrapped(
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"
    ),
    "a mask of itself": wrapped("<mask id='a'><rect mask='url(#a)'/></mask>"),
    "nesting without end": wrapped("<g>" * 1000 + "</g>" * 1000),
    "numbers out of range": wrapped('<path d="M0 0L1e300 5"/>'),
    "a size in ems out of range": '<svg xmlns="http://www.w3.org/2000/svg" width="1e9em"/>',
    "dashes without number": wrapped('<path d="M0 0H9" stroke="red" stroke-dasharray="0.0001"/>'),
    "a huge pattern": wrapped('<pattern id="p" width="99999" height="99999"/>'),
    "a huge blur": wrapped(BLUR.format(99999)),
    "a slow filter": wrapped('<filter id="f"><feTurbulence/></filter>'),
    "an unknown element": wrapped("<video/>"),
    "another document": '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    "half a document": "<svg><g>",
    "nothing": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_not_plainly_harmless_is_refused(text: str) -> None:
    with pytest.raises((AssetError, LimitError), match=r"drawing\.svg is "):
        svg(text)


HARMLESS = {
    "scripts": wrapped("<script>alert(1)</script>"),
    "an editor's notes": wrapped('<x:view xmlns:x="http://editor.test"/><!-- note -->'),
    "web pages inside": wrapped("<foreignObject><div/></foreignObject>"),
    "links": wrapped('<a href="http://a.test"><path d="M0 0"/></a>'),
    "a document type": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://w3.test">' + CORNER,
    "a soft shadow": wrapped(BLUR.format(3) + '<rect width="5" height="5" filter="url(#f)"/>'),
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_real_files_hold_is_drawn(text: str) -> None:
    assert svg(text).bitmap().reduced(8, 8).size == (8, 8)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(LimitError, match="at most 50"):
        svg(CORNER, Limits(svg_bytes=50))


def test_too_many_elements_are_refused() -> None:
    with pytest.raises(LimitError, match="more than 5 elements"):
        svg(wrapped("<g/>" * 6), Limits(svg_nodes=5))


def test_a_drawing_never_takes_more_pixels_than_a_photo_may() -> None:
    drawing = svg(CORNER, Limits(source_pixels=10_000))
    width, height = drawing.bitmap().size
    assert width * height <= 10_000


def test_a_new_colour_can_write_nothing_but_a_colour_into_the_drawing() -> None:
    for new in ("red;filter:url(#f)", "red/*;*/", 'url("/etc/passwd")', "#f00}@import url(x)"):
        root = ElementTree.fromstring(wrapped('<path style="fill:red" stroke="red"/>'))
        recolour(root, {"red": new})
        path = next(iter(root))
        for written in (path.get("style", "").removeprefix("fill:"), path.get("stroke", "")):
            assert re.fullmatch(r"rgba\([\d.,]+\)|unknown", written)
