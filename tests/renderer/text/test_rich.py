"""A little HTML becomes styled paragraphs; what is broken becomes text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from renderer.text.content import BULLET, Paragraph, Span, TextStyle, is_rich
from renderer.text.rich import rich_paragraphs

PLAIN = TextStyle("Roboto")
EM = 20.0


def read(text: str) -> list[Paragraph]:
    return rich_paragraphs(text, PLAIN, EM)


def lines(text: str) -> list[str]:
    return [paragraph.text for paragraph in read(text)]


def span(text: str, of: str = "x") -> Span:
    """The span of a marked-up text that reads ``of``."""
    return next(s for paragraph in read(text) for s in paragraph.spans if s.text == of)


def declared(css: str) -> TextStyle:
    return span(f'<span style="{css}">x</span>').style


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "a<br>b", "&amp;", "&#169;", "&#xA9;", "</p>", "<madeup>", '<a href="?">']
)
def test_a_tag_or_an_entity_makes_a_text_rich(text: str) -> None:
    assert is_rich(text)


@pytest.mark.parametrize(
    "text", ["", "a < b", "a & b", "R&D", "1 <2> 3", "<>", "{b}", "<b unclosed"]
)
def test_other_texts_are_plain(text: str) -> None:
    assert not is_rich(text)


@pytest.mark.parametrize(
    ("tag", "is_so"),
    [
        ("b", lambda style: style.weight == 700),
        ("strong", lambda style: style.weight == 700),
        ("i", lambda style: style.italic),
        ("em", lambda style: style.italic),
        ("u", lambda style: style.underline),
        ("s", lambda style: style.line_through),
        ("a", lambda style: style == PLAIN),
        ("B", lambda style: style.weight == 700),
    ],
)
def test_an_inline_tag_changes_the_style(tag: str, is_so: Callable[[TextStyle], bool]) -> None:
    assert is_so(span(f"a <{tag}>x</{tag}> b").style)
    assert lines(f"a <{tag}>x</{tag}> b") == ["a x b"]


def test_nested_tags_add_up() -> None:
    style = span("<b><i>x</i></b>").style
    assert (style.weight, style.italic) == (700, True)


def test_a_style_ends_with_its_tag() -> None:
    assert span("<b>bold</b>x").style == PLAIN


def test_bold_makes_nothing_lighter() -> None:
    (paragraph,) = rich_paragraphs("<b>x</b>", TextStyle("Roboto", weight=900), EM)
    assert paragraph.spans[0].style.weight == 900


@pytest.mark.parametrize(
    ("tag", "rise"), [("sup", pytest.approx(0.4)), ("sub", pytest.approx(-0.25))]
)
def test_raised_and_lowered_text_is_smaller(tag: str, rise: float) -> None:
    style = span(f"a<{tag}>x</{tag}>").style
    assert style.size == pytest.approx(1 / 1.2)
    assert style.rise == rise


@pytest.mark.parametrize(
    ("css", "change"),
    [
        ("color: red", {"fill": "red"}),
        ("COLOR:red;", {"fill": "red"}),
        ("background-color:#ff0", {"highlight": "#ff0"}),
        ("font-size:30px", {"size": 1.5}),
        ("font-size:1.5em", {"size": 1.5}),
        ("font-size:150%", {"size": 1.5}),
        ("letter-spacing:2px", {"letter_spacing": 0.1}),
        ("font-family:'Bebas Neue', serif", {"family": "Bebas Neue"}),
        ("font-weight:bold", {"weight": 700}),
        ("font-style:italic", {"italic": True}),
        ("text-decoration:underline", {"underline": True}),
        ("text-decoration:line-through underline", {"underline": True, "line_through": True}),
    ],
)
def test_a_declaration_changes_the_style(css: str, change: dict[str, object]) -> None:
    assert declared(css) == replace(PLAIN, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "css", ["", ";;", "colour:red", "font-size:big", "font-size:", "font-size:3vw", "margin:0", ":"]
)
def test_a_declaration_that_means_nothing_is_passed_over(css: str) -> None:
    assert declared(css) == PLAIN


def test_an_absurd_size_is_bounded() -> None:
    assert declared("font-size:9e9px").size <= 1000
    assert declared("font-size:" + "9" * 400 + "px").size <= 1000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one<br>two", ["one", "two"]),
        ("one<br/>two", ["one", "two"]),
        ("one<br><br>two", ["one", "", "two"]),
        ("<b>one</b>\ntwo", ["one", "two"]),
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<div>one</div>two", ["one", "two"]),
        ("one<mark>two</mark>three", ["one", "two", "three"]),
        ("<b></b>", [""]),
        ("<p></p>", [""]),
    ],
)
def test_lines_end_at_breaks_newlines_and_blocks(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_spaces_stay() -> None:
    assert lines("<b>a</b>   b  ") == ["a   b  "]


@pytest.mark.parametrize("align", ["left", "right", "center", "justify"])
def test_a_paragraph_may_be_aligned_by_itself(align: str) -> None:
    (paragraph,) = read(f'<p style="text-align: {align}">x</p>')
    assert paragraph.align == align


def test_items_of_a_list_have_bullets_and_are_indented() -> None:
    one, two = read("<ul><li>one</li><li>two</li></ul>")
    assert (one.marker, two.marker) == (BULLET, BULLET)
    assert one.indent == two.indent == pytest.approx(2.1)


def test_items_of_an_ordered_list_are_numbered() -> None:
    assert [p.marker for p in read("<ol><li>one</li><li>two</li></ol>")] == ["1. ", "2. "]


def test_a_nested_list_is_indented_further_and_counts_anew() -> None:
    text = "<ol><li>one<ol><li>deep</li></ol></li><li>two</li></ol>"
    assert [(p.text, p.marker) for p in read(text)] == [
        ("one", "1. "),
        ("deep", "1. "),
        ("two", "2. "),
    ]
    assert read(text)[1].indent == pytest.approx(4.2)


def test_text_after_a_list_is_not_indented() -> None:
    assert read("<ul><li>one</li></ul>after")[1].indent == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("&lt;b&gt; &amp; &quot;&#39;", "<b> & \"'"),
        ("&#169;&#xA9;&copy;", "©©©"),
        ("10&nbsp;000", "10\u00a0000"),
        ("&madeup; <b>x</b>", "&madeup; x"),
        ("<b>a</b> & b < c", "a & b < c"),
    ],
)
def test_entities_are_decoded(text: str, shown: str) -> None:
    assert lines(text) == [shown]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("still <b>bold", "still bold"),
        ("not</b> open", "not open"),
        ("<b>one <i>two</b> three</i>", "one two three"),
        ("<span style=color:red>x</span>", "x"),
        ("<b><!-- gone -->x</b>", "x"),
        ("<b>x</b", "x</b"),
    ],
)
def test_broken_markup_keeps_its_text(text: str, shown: str) -> None:
    assert "".join(lines(text)) == shown


def test_a_thousand_nested_tags_cost_no_recursion() -> None:
    text = "<b>" * 1000 + "x" + "</b>" * 1000
    assert lines(text) == ["x"]


def test_a_thousand_nested_lists_stay_bounded() -> None:
    (paragraph,) = read("<ul><li>" * 1000 + "x")[-1:]
    assert paragraph.text == "x"
    assert paragraph.indent < 200


def test_what_a_misnested_end_closes_goes_on_after_it() -> None:
    (paragraph,) = rich_paragraphs("<b>one <i>two</b> three</i> four", TextStyle("Roboto"), 20)
    looks = [(span.text, span.style.weight, span.style.italic) for span in paragraph.spans]
    assert looks == [
        ("one ", 700, False),
        ("two", 700, True),
        (" three", 400, True),
        (" four", 400, False),
    ]
