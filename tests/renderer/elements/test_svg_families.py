"""The fonts of an svg's texts: by the families it names, wherever it names them."""

from __future__ import annotations

import pytest
from block_font import block_font
from PIL import Image

from renderer import Issue, Renderer

LETTER = "<text x='0' y='16' font-size='20'"


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    """Its machine has two fonts whose letters are upright blocks, the second in italics alone."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "sans.ttf").write_bytes(block_font("Liberation Sans"))
    (folder / "block.ttf").write_bytes(block_font("Block"))
    (folder / "slanted.ttf").write_bytes(block_font("Block", "I", italic=True))
    return Renderer(fonts=[folder])


def drawn(renderer: Renderer, body: str) -> tuple[Image.Image, tuple[Issue, ...]]:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'>{body}</svg>"
    element = {"type": "svg", "src": f"data:image/svg+xml,{svg}", "width": 20, "height": 20}
    found = renderer.draw({"width": 20, "height": 20, "pages": [{"children": [element]}]})
    return found.image, found.issues


def is_block(image: Image.Image) -> bool:
    """Whether there is nothing but ink where a block letter of 20 px is."""
    return image.convert("L").crop((1, 3, 7, 15)).getextrema() == (0, 0)


@pytest.mark.parametrize(
    "body",
    [
        f"{LETTER} font-family='Block'>H</text>",
        f"{LETTER} font-family='block'>H</text>",
        f"{LETTER} font-family='Nowhere, Block, serif'>H</text>",
        f"{LETTER} style='font-family: \"Block\"'>H</text>",
        f"{LETTER} style='font: bold 20px/1 Block'>H</text>",
        f"<style>text{{font-family:Block}}</style>{LETTER}>H</text>",
        f"<style>/* a */ .a{{font:20px Block !important}}</style>{LETTER} class='a'>H</text>",
        f"<g font-family='Block'>{LETTER}>H</text></g>",
        f"{LETTER} font-family='Arial'>H</text>",
        f"{LETTER} font-family='sans-serif'>H</text>",
        f"{LETTER} font-family='Block' font-style='italic'>I</text>",
    ],
)
def test_a_family_is_found_wherever_it_is_named(body: str, renderer: Renderer) -> None:
    image, issues = drawn(renderer, body)
    assert is_block(image)
    assert issues == ()


@pytest.mark.parametrize("families", ["Nowhere", "Nowhere, sans-serif", "Nowhere,Nor here"])
def test_families_none_of_which_there_is_are_reported(families: str, renderer: Renderer) -> None:
    _, (issue,) = drawn(renderer, f"{LETTER} font-family='{families}'>H</text>")
    assert issue.message == "font 'Nowhere' of the svg can't be found"
    assert issue.kind == "missing-font"


def test_a_generic_family_is_nobody_s_to_find(renderer: Renderer) -> None:
    image, issues = drawn(renderer, f"{LETTER} font-family='serif'>H</text>")
    assert issues == ()
    assert not is_block(image)
