"""Words of svg that only browsers know are written in those the drawing library knows."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from renderer import AssetError, Limits, Renderer
from renderer.assets.svg import Svg
from renderer.assets.svg_dialect import LONGEST, translate
from renderer.cache import WeightedCache

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" '
RED, LIME, NOTHING = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 0, 0)


def translated(body: str, root: str = "") -> Element:
    tree = ElementTree.fromstring(f"{OPEN} {root}>{body}</svg>")
    translate(tree)
    return tree


def pixels(body: str, root: str = "") -> Image.Image:
    """A drawing of 4 x 4 user units at that size."""
    data = f'{OPEN} width="4" height="4" {root}>{body}</svg>'.encode()
    svg = Svg(data, "drawing.svg", Limits(), WeightedCache(10**6, lambda image: 1))
    return svg.bitmap().reduced(4, 4)


def box(style: str) -> str:
    return f'<rect width="4" height="4" style="{style}"/>'


@pytest.mark.parametrize(
    ("root", "style"),
    [
        ('style="--brand: red"', "fill:var(--brand)"),
        ("", "--brand:red;fill:var( --brand )"),
        ("", "fill:var(--nowhere, red)"),
        ("", "fill:var(--nowhere, rgb(255, 0, 0))"),
        ('style="--a: var(--b); --b: red"', "fill:var(--a)"),
    ],
)
def test_variables_are_filled_in(root: str, style: str) -> None:
    assert pixels(box(style), root).getpixel((1, 1)) == RED


def test_variables_of_a_style_sheet_hold_everywhere() -> None:
    sheet = "<style>:root{--brand:red} rect{fill:var(--brand)}</style>"
    assert pixels(sheet + box("")).getpixel((1, 1)) == RED


def test_a_variable_holds_inside_its_element_only() -> None:
    group = f'<g style="--brand:red">{box("fill:var(--brand)")}</g>'
    outside = '<circle r="9" style="fill:var(--brand, lime)"/>'
    assert pixels(group + outside).getpixel((1, 1)) == LIME


@pytest.mark.parametrize(
    "colour", ["hsl(0 100% 50%)", "rgb(255 0 0 / 100%)", "hwb(0 0% 0%)", "color(srgb 1 0 0)"]
)
def test_colours_in_newer_notations(colour: str) -> None:
    assert pixels(box(f"fill:{colour}")).getpixel((1, 1)) == RED
    assert pixels(f'<rect width="4" height="4" fill="{colour}"/>').getpixel((1, 1)) == RED
    assert pixels(f"<style>rect{{fill:{colour}}}</style>{box('')}").getpixel((1, 1)) == RED


@pytest.mark.parametrize(
    "transform",
    ["translate(2px, 0px)", "translate(6px,0) rotate(90deg)", "translate(6px) rotate(.25turn)"],
)
def test_css_transforms_have_units(transform: str) -> None:
    drawn = pixels(box(f"fill:red;transform:{transform}"))
    assert (drawn.getpixel((0, 1)), drawn.getpixel((3, 1))) == (NOTHING, RED)


@pytest.mark.parametrize("place", ["", 'viewBox="-10 -10 40 40"', 'viewBox="0,0,1,1"'])
def test_a_background_lies_under_the_whole_picture(place: str) -> None:
    drawn = pixels("<g/>", f'{place} style="background: #f00"')
    assert drawn.getcolors() == [(16, RED)]


def test_an_enabled_background_is_none() -> None:
    drawn = pixels("<g/>", 'style="enable-background:new 0 0 4 4"')
    assert drawn.getcolors() == [(16, NOTHING)]


def test_pictures_in_a_style_stay_as_they_are() -> None:
    style = "fill:url(#a);x:url(data:image/png;base64,AAAA==)"
    assert translated(box(style))[0].get("style") == style


def test_variables_that_multiply_stay_short() -> None:
    doubling = ";".join(f"--v{i}:var(--v{i + 1}) var(--v{i + 1})" for i in range(40))
    style = translated(box("fill:var(--v0)"), f'style="{doubling}"')[0].get("style", "")
    assert len(style) < 4 * LONGEST


def test_what_a_variable_brings_in_is_checked_too() -> None:
    body = '<rect width="4" height="4" style="--u:url(http://example.com/x);fill:var(--u)"/>'
    with pytest.raises(AssetError, match="refers to another file"):
        pixels(body)


def test_the_rest_of_a_style_sheet_stays_as_it_is() -> None:
    sheet = "/* a */ @media print{rect{fill:red}} .b, .c {fill:hsl(0 100% 50%)} /* end */"
    changed = translated(f"<style>{sheet}</style>")[0].text
    assert changed == "  @media print{rect{fill:red}} .b, .c {fill:rgba(255,0,0,1)}  "


def test_a_comment_in_a_style_sheet_hides_what_it_hides() -> None:
    sheet = "/* ** } */ .a {/* fill:red; */fill:blue} /* .a{fill:red}"
    assert translated(f"<style>{sheet}</style>")[0].text == "  .a { fill:blue}  "


@pytest.mark.parametrize(
    ("shorthand", "style", "weight", "size", "family"),
    [
        ("30px Lato", "normal", "normal", "30px", "Lato"),
        ("italic 700 30px/1.2 'Open Sans', serif", "italic", "700", "30px", "'Open Sans', serif"),
        ("small-caps BOLD 1.5em / 2 Lato", "normal", "BOLD", "1.5em", "Lato"),
        ("oblique condensed x-large Lato", "oblique", "normal", "x-large", "Lato"),
    ],
)
def test_a_font_in_one_declaration_is_taken_apart(
    shorthand: str, style: str, weight: str, size: str, family: str
) -> None:
    apart = f"font-style:{style};font-weight:{weight};font-size:{size};font-family:{family}"
    assert translated(box(f"font: {shorthand}"))[0].get("style") == apart
    sheet = translated(f"<style>.a{{font: {shorthand} !important}}</style>")[0].text
    assert sheet == ".a{" + apart.replace(";", " !important;") + " !important}"


@pytest.mark.parametrize("value", ["menu", "inherit", "bold Lato", "700 30 Lato", ""])
def test_a_font_without_a_size_stays_as_it_is(value: str) -> None:
    assert translated(box(f"font:{value}"))[0].get("style") == f"font:{value}"


@given(st.text(alphabet="var(--ab,):;{}rgb(1 2/3)# px", max_size=60))
def test_any_style_is_translated(style: str) -> None:
    tree = ElementTree.Element("{http://www.w3.org/2000/svg}svg", {"style": style, "fill": style})
    sheet = ElementTree.SubElement(tree, "{http://www.w3.org/2000/svg}style")
    sheet.text = style
    translate(tree)


def test_what_only_a_browser_draws_is_reported() -> None:
    svg = f'{OPEN} width="4" height="4"><foreignObject width="4" height="4"/></svg>'
    element = {"type": "svg", "width": 4, "height": 4, "src": f"data:image/svg+xml,{svg}"}
    design = {"width": 4, "height": 4, "pages": [{"children": [element]}]}
    (issue,) = Renderer().draw(design).issues
    assert issue.message.startswith("<foreignObject> in data:image/svg+xml")
