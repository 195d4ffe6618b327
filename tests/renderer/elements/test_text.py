"""The text element: how its properties are meant."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageChops

from renderer import DesignError, Issue, LimitError, Renderer

SIZE = (120, 60)


def document(schema: int | None = 4, **properties: Any) -> dict[str, Any]:
    text = {"type": "text", "text": "Offer", "width": 120, "fontSize": 20, **properties}
    version = {} if schema is None else {"schemaVersion": schema}
    return {"width": SIZE[0], "height": SIZE[1], "pages": [{"children": [text]}], **version}


def drawn(schema: int | None = 4, **properties: Any) -> Image.Image:
    return Renderer(text_overflow="resize").render(document(schema, **properties))


def ink(schema: int | None = 4, **properties: Any) -> tuple[int, int, int, int]:
    """The box of what is not white."""
    image = drawn(schema, **properties)
    box = ImageChops.difference(image, Image.new("RGB", SIZE, "white")).getbbox()
    assert box is not None
    return box


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return drawn(**first).tobytes() == drawn(**second).tobytes()


def is_blank(**properties: Any) -> bool:
    return drawn(**properties).tobytes() == Image.new("RGB", SIZE, "white").tobytes()


@pytest.mark.parametrize("text", ["", None])
def test_an_empty_text_draws_nothing(text: str | None) -> None:
    assert is_blank(text=text, backgroundEnabled=True)


def test_an_empty_text_shows_its_placeholder_greyed() -> None:
    shown = drawn(text="", placeholder="Offer")
    assert min(shown.convert("L").tobytes()) == pytest.approx(102, abs=1)


def test_a_text_hides_its_placeholder() -> None:
    assert same({"placeholder": "Name"}, {})


def test_a_size_of_zero_is_one_pixel() -> None:
    assert same({"fontSize": 0}, {"fontSize": 1})


@pytest.mark.parametrize("size", [-5, 1e-300, 1e9])
def test_any_size_is_drawn_somehow(size: float) -> None:
    drawn(fontSize=size)


def test_the_renderer_s_overflow_is_the_default_of_the_element_s() -> None:
    low = {"text": "Offer of the day", "width": 60, "height": 20}
    by_renderer = Renderer(text_overflow="ellipsis").render(document(**low))
    assert by_renderer.tobytes() == drawn(**low, textOverflow="ellipsis").tobytes()


def test_letter_spacing_of_an_unversioned_design_is_in_sixteenths() -> None:
    old, new = drawn(None, letterSpacing=0.5), drawn(letterSpacing=0.5 * 16 / 20)
    assert old.tobytes() == new.tobytes()


@pytest.mark.parametrize("schema", [None, 1, 2])
def test_an_old_background_is_as_wide_as_the_element(schema: int | None) -> None:
    left, _, right, _ = ink(schema, backgroundEnabled=True, x=20, width=80)
    assert (left, right) == (14, 106)


def test_a_new_background_is_as_wide_as_the_line() -> None:
    left, _, right, _ = ink(backgroundEnabled=True, x=20, width=80)
    assert left > 20
    assert right < 100


def test_an_automatic_line_height_is_the_font_s() -> None:
    # Roboto's ascent and descent at 20 px are 19 and 5.
    assert same({"lineHeight": "auto"}, {"lineHeight": 24 / 20})


def test_a_line_height_of_another_word_is_refused() -> None:
    with pytest.raises(DesignError, match=r"lineHeight is 'tall'"):
        drawn(lineHeight="tall")


def test_a_background_without_height_is_not_drawn() -> None:
    drawn(lineHeight=0, backgroundEnabled=True, backgroundPadding=0)


def test_a_curve_without_power_is_a_straight_line() -> None:
    assert same({"curveEnabled": True, "curvePower": 0}, {})


def test_a_curve_without_its_switch_is_none() -> None:
    assert same({"curvePower": 0.8}, {})


def test_a_curve_of_the_tiniest_letters_is_drawn() -> None:
    drawn(curveEnabled=True, fontSize=0.3)


def test_an_unknown_colour_is_black() -> None:
    assert same({"fill": "cocoa"}, {"fill": "black"})


def test_the_fill_lies_on_the_stroke() -> None:
    stroked = drawn(strokeWidth=2, stroke="red", fill="blue", fontWeight="bold", fontSize=40)
    assert (0, 0, 255) in [colour for _, colour in stroked.getcolors(9999) or []]


def test_effects_on_an_absurdly_large_box_are_refused() -> None:
    with pytest.raises(LimitError, match=r"effects would take 100,000 x 24 pixels"):
        drawn(width=100_000, grayscaleEnabled=True)


def test_a_text_of_too_many_characters_is_refused() -> None:
    with pytest.raises(LimitError, match=r"text has 10,001 characters; at most 10,000"):
        drawn(text="x" * 10_001)


def test_a_missing_glyph_is_reported_though_another_thread_laid_out_its_text() -> None:
    renderer = Renderer(layer_bytes=0)
    design = document(text="\u0416 \U00012000")
    (before,) = renderer.draw(design).issues
    fonts = renderer.setup.fonts.for_design((), lambda issue: None)
    fonts.learnt.clear()  # as if what was found out about faces were not this thread's
    assert renderer.draw(design).issues == (before,)


@pytest.mark.parametrize(
    ("property", "word", "instead", "drawn_as"),
    [
        ("align", "start", "left", "left"),
        ("verticalAlign", "center", "top", "top"),
        ("textTransform", "upper", "as it is written", "none"),
        ("textOverflow", "shrink", "as resize", "resize"),
        ("dir", "right", "as auto", "auto"),
        ("fontStyle", "slanted", "italic", "italic"),
        ("fontWeight", "heavy", "normal", "normal"),
        ("strokeLineJoin", "mitre", "miter", "miter"),
        ("textDecoration", "overline", "without it", "none"),
    ],
)
def test_a_word_that_a_property_does_not_take_is_reported(
    property: str, word: str, instead: str, drawn_as: str
) -> None:
    found = Renderer().draw(document(strokeWidth=1, **{property: word}))
    known = Renderer().draw(document(strokeWidth=1, **{property: drawn_as}))
    assert found.image.tobytes() == known.image.tobytes()
    assert known.issues == ()
    (issue,) = found.issues
    assert (issue.place, issue.kind) == ("pages[0].children[0]", "unknown-choice")
    assert issue.message.startswith(f"{property} is {word!r}, none of ")
    assert issue.message.endswith(f"; drawn {instead}")


@pytest.mark.parametrize(
    ("property", "word"),
    [("align", ""), ("align", None), ("fontWeight", 650), ("fontWeight", "650"),
     ("fontWeight", "Bold"), ("fontStyle", "oblique"), ("strokeLineJoin", ""),
     ("textDecoration", "underline line-through"), ("textTransform", "")],
)  # fmt: skip
def test_a_word_that_is_known_or_missing_is_nothing_to_report(property: str, word: object) -> None:
    assert Renderer().draw(document(strokeWidth=1, **{property: word})).issues == ()


def test_a_decoration_is_reported_and_the_others_drawn() -> None:
    drawn = Renderer().draw(document(textDecoration="overline underline"))
    known = Renderer().draw(document(textDecoration="underline"))
    assert drawn.image.tobytes() == known.image.tobytes()
    expected = "textDecoration is 'overline', none of none, underline, line-through"
    assert drawn.issues == (
        Issue("pages[0].children[0]", f"{expected}; drawn without it", "unknown-choice"),
    )


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("a<span style='background-color:#ff0'>b</span>", "no highlights"),
        ("a<sup>2</sup>", "no raised or lowered letters"),
        ("a<span style='letter-spacing:2em'>b</span>", "no letter spacing of a part"),
        ("<ol><li>a</li><li>b</li></ol>", "no list markers"),
        ("<ul><li>a<sub>b</sub></li></ul>", "no raised or lowered letters, no list markers"),
    ],
)
def test_what_a_curve_does_not_show_is_reported(text: str, lost: str) -> None:
    (issue,) = Renderer().draw(document(text=text, curveEnabled=True)).issues
    assert issue.message == f"a curve shows {lost}; left out"
    assert Renderer().draw(document(text=text)).issues == ()


@pytest.mark.parametrize("text", ["ab", "a<b>b</b>", "a<span style='color:red'>b</span>"])
def test_what_a_curve_shows_is_nothing_to_report(text: str) -> None:
    drawn = Renderer().draw(document(text=text, curveEnabled=True, letterSpacing=0.1))
    assert drawn.issues == ()
