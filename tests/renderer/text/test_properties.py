"""What holds for every text, however strange, in every combination of properties."""

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from lettering import ROBOTO, faces, golden_font, measured, set_in_box
from msgspec.structs import replace
from PIL import Image
from waiting import UNHURRIED

from renderer import LimitError, Limits, Renderer
from renderer.fonts.sheets import sheets
from renderer.text import layout
from renderer.text.breaking import SOFT_HYPHEN, segments_of
from renderer.text.content import TextStyle
from renderer.text.itemize import COMMON, Item, itemize
from renderer.text.rich import rich_paragraphs
from renderer.text.shape import shapes
from renderer.text.word import words
from renderer.text.wrap import wrap

WORDS = st.text(alphabet="abc  -\u00ad\u200b東", max_size=60)
STRANGE = st.sampled_from(
    [
        "\ud800", "\udfff", "\x00", "\x1b", "\x7f", "\u0085", "\u200b", "\u200d", "\u202e",
        "\u2067", "\u2069", "\ufeff", "\ufffe", "\U0010ffff", "\u0301", "\u0e33", "\u0651",
        "\u05d0", "\u0627\u0644", "\u0915\u094d\u0937", "\u1100\u1161",
        "\U0001f469\u200d\U0001f680",
        "\U0001f1e9", "\ufe0f", "\t", "\n", "\r", "\u2028", "\u00a0", "\u00ad", "-", "…",
        "<b>", "</b>", "<ul><li>", "<sup>", "<span style='font-size:3em'>", "&amp;", "&#0;",
        "&#xD800;", "<", ">", "&", "{x}",
    ]
)  # fmt: skip
ANY_TEXT = st.lists(
    st.one_of(STRANGE, st.characters(), st.text("ab ", max_size=9)), max_size=25
).map("".join)
GRAPHEME = regex.compile(r"\X")


@settings(max_examples=200, deadline=None)
@given(WORDS, st.floats(0, 20))
def test_no_line_is_wider_than_its_box_unless_it_is_one_cluster(text: str, width: float) -> None:
    paragraph = measured(text)
    for line in wrap([paragraph], width):
        visible = paragraph.text[line.start : line.end].rstrip(" ")
        wide = paragraph.width(line.start, line.start + len(visible))
        assert (
            wide <= width + 1e-6 or len(visible.replace(SOFT_HYPHEN, "").replace("\u200b", "")) <= 1
        )


@settings(max_examples=200, deadline=None)
@given(WORDS, st.floats(0, 20))
def test_lines_joined_are_the_text_without_spaces_at_their_ends(text: str, width: float) -> None:
    lines = wrap([measured(text)], width)
    assert lines[0].start == 0
    assert lines[-1].end == len(text)
    for before, after in pairwise(lines):
        assert set(text[before.end : after.start]) <= {" "}


@given(st.one_of(WORDS, st.text(max_size=60)))
def test_pieces_joined_are_the_text_without_the_spaces_between(text: str) -> None:
    pieces = segments_of(text, "editor")
    assert (pieces[0][0], pieces[-1][2]) == (0, len(text))
    for (_, end, after), (start, _, _) in pairwise(pieces):
        assert after == start
        assert text[end:after].strip(" \t") == ""


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet="a\u0301\u200d\U0001f469\U0001f680\U0001f1e9\U0001f1ea\u0915\u094d", max_size=20
    )
)
def test_a_long_word_is_split_between_graphemes_only(text: str) -> None:
    starts = {match.start() for match in GRAPHEME.finditer(text)}
    lines = wrap([measured(text, ROBOTO)], 0.0)
    assert {line.start for line in lines} <= starts | {0}


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="ab 1-(\t\u0301東ก\u0e33\U0001f469\u05d0\u0627\u202e\u00ad", max_size=30),
    st.floats(0, 8),
)
def test_a_line_has_the_items_it_would_have_alone(text: str, width: float) -> None:
    whole = measured(text, ROBOTO)
    for line in wrap([whole], width):
        found = whole.items_within(line.start, line.end)
        if found is not None:
            spans = replace(line, suffix="").spans
            alone = itemize(replace(whole.paragraph, spans=tuple(spans)), faces())
            assert list(map(as_shaped, found)) == list(map(as_shaped, alone))


def as_shaped(item: Item) -> Item:
    """An item wherever it stands; characters of no script are shaped as Latin ones."""
    script = "Latn" if item.script in COMMON else item.script
    return replace(item, start=0, end=item.end - item.start, script=script)


@settings(max_examples=100, deadline=None)
@given(st.text("abc \n", max_size=80), st.floats(0, 60), st.floats(0, 60), st.floats(0.1, 60))
def test_shrinking_stays_within_bounds_and_fits(
    text: str, width: float, height: float, size: float
) -> None:
    block = set_in_box(
        *text.split("\n"), width=width, height=height, size=size, overflow="change-font-size"
    )
    least = min(1.0, size)
    assert least <= block.size <= size
    assert block.height <= height + 1e-6 or block.size == least


@settings(max_examples=60, deadline=None)
@given(st.text("abc ", max_size=60), st.floats(5, 60), st.floats(5, 40))
def test_more_room_never_makes_a_text_smaller(text: str, width: float, height: float) -> None:
    small, large = (
        set_in_box(text, width=width, height=h, size=20, overflow="change-font-size").size
        for h in (height, height + 10)
    )
    assert small <= large


@given(st.one_of(ANY_TEXT, st.text(alphabet="<>/abi pulo=\"'&;#x1\n", max_size=60)))
def test_any_markup_is_read_and_keeps_its_visible_characters(text: str) -> None:
    style = TextStyle("Block")
    shown = "".join(paragraph.text for paragraph in rich_paragraphs(text, style, 20.0))
    words = re.findall(r"[c-hj-km-tv-wyz]+", re.sub(r"<[^>]*>?|&[^;\s<]*;?", " ", text))
    assert all(word in shown for word in words)


FONTS = ["Roboto", "Noto Sans", "Emoji", "Variable", "Nowhere", ""]
NUMBER = st.one_of(st.floats(-50, 80), st.sampled_from([0, -1, 0.001, 1e-300, 1e6, 1e9, -1e9]))
PROPERTIES: dict[str, st.SearchStrategy[Any]] = {
    "width": st.one_of(st.floats(0, 80), NUMBER),
    "height": st.one_of(st.floats(0, 40), NUMBER),
    "x": NUMBER,
    "y": NUMBER,
    "rotation": st.one_of(st.sampled_from([0, 90]), NUMBER),
    "opacity": NUMBER,
    "placeholder": st.sampled_from(["", "Name"]),
    "fontSize": st.one_of(st.floats(0, 30), NUMBER),
    "fontFamily": st.sampled_from(FONTS),
    "fontStyle": st.sampled_from(["normal", "italic"]),
    "fontWeight": st.sampled_from(["normal", "bold", "100", "900", 650, "sturdy", "-1"]),
    "textDecoration": st.sampled_from(["", "underline", "line-through", "underline line-through"]),
    "textTransform": st.sampled_from(["none", "uppercase", "lowercase", "capitalize", "?"]),
    "fill": st.sampled_from(["red", "", "linear-gradient(90deg, red, blue)", "rgba(0,0,0,0)"]),
    "align": st.sampled_from(["left", "center", "right", "justify", "?"]),
    "verticalAlign": st.sampled_from(["top", "middle", "bottom", "?"]),
    "strokeWidth": st.one_of(st.floats(0, 5), NUMBER),
    "stroke": st.sampled_from(["blue", "linear-gradient(0deg, red, blue)"]),
    "strokeLineJoin": st.sampled_from(["round", "miter", "bevel", "?"]),
    "lineHeight": st.one_of(st.floats(0, 3), NUMBER, st.just("auto")),
    "letterSpacing": st.one_of(st.floats(-1, 1), NUMBER),
    "backgroundEnabled": st.booleans(),
    "backgroundPadding": st.one_of(st.floats(0, 1), NUMBER),
    "backgroundCornerRadius": st.one_of(st.floats(0, 1), NUMBER),
    "backgroundOpacity": NUMBER,
    "curveEnabled": st.sampled_from([False, False, True]),
    "curvePower": st.one_of(st.floats(-1, 1), NUMBER),
    "textOverflow": st.sampled_from(["resize", "change-font-size", "ellipsis", "keep-height", ""]),
    "shadowEnabled": st.booleans(),
    "shadowBlur": st.one_of(st.floats(0, 9), NUMBER),
    "shadowOffsetX": NUMBER,
    "blurEnabled": st.sampled_from([False, False, True]),
    "blurRadius": st.one_of(st.floats(0, 9), NUMBER),
    "grayscaleEnabled": st.booleans(),
}
ASSETS = {"emoji": "NotoColorEmoji.ttf", "variable": "Figtree-Variable.woff2"}


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    folder = tmp_path_factory.mktemp("assets")
    for name, file in ASSETS.items():
        (folder / name).write_bytes(golden_font(file))
    return Renderer(assets=folder, fallback=["Emoji"], limits=UNHURRIED)


def design(text: str, **properties: Any) -> dict[str, Any]:
    element = {"type": "text", "text": text, "width": 60, "fontSize": 12, **properties}
    fonts = [{"fontFamily": name.title(), "url": name} for name in ASSETS]
    return {"width": 64, "height": 48, "fonts": fonts, "pages": [{"children": [element]}]}


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT, st.fixed_dictionaries({}, optional=PROPERTIES))
def test_any_text_with_any_properties_is_drawn(
    renderer: Renderer, text: str, properties: dict[str, Any]
) -> None:
    """Or is refused as too much."""
    with suppress(LimitError):
        assert renderer.render(design(text, **properties)).size == (64, 48)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_a_text_survives_json(renderer: Renderer, text: str) -> None:
    source = design(text)
    assert renderer.render(json.dumps(source)).tobytes() == renderer.render(source).tobytes()


def drawn_anew(renderer: Renderer, source: dict[str, Any]) -> bytes:
    words.make_room()
    shapes.make_room()
    sheets.make_room()
    layout._blocks.make_room()
    return renderer.render(source).tobytes()


@settings(max_examples=30, deadline=None)
@given(ANY_TEXT, st.fixed_dictionaries({}, optional=PROPERTIES))
def test_caches_never_change_a_picture(
    renderer: Renderer, text: str, properties: dict[str, Any]
) -> None:
    source = design(text, **properties)
    try:
        first = renderer.render(source).tobytes()
    except LimitError:
        return
    assert renderer.render(source).tobytes() == first
    assert drawn_anew(renderer, source) == first


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "word " * 2_000,
        "東" * 10_000,
        "\u05d0 1 a " * 1_600,
        "e\u0301" * 5_000,
        "\n" * 10_000,
        "<b>" * 3_000 + "x",
        "<ul><li>" * 1_000 + "x",
        "\u0301" * 10_000,
        "\U0001f469\u200d" * 5_000,
        "\u202b" * 10_000,
        "-" * 10_000,
        " " * 10_000,
        "&" * 10_000,
        "<" * 10_000,
    ],
    ids=lambda text: ascii(text[:8]),
)
@pytest.mark.parametrize("overflow", ["resize", "change-font-size", "ellipsis"])
def test_ten_thousand_characters_are_drawn_in_bounded_time(
    renderer: Renderer, text: str, overflow: str
) -> None:
    started = time.process_time()
    image: Image.Image = renderer.render(design(text, height=40, textOverflow=overflow))
    assert image.size == (64, 48)
    assert time.process_time() - started < 20  # seconds of a slow processor


def test_the_longest_text_is_a_limit() -> None:
    assert Limits().text_characters == 10_000
