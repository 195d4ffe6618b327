"""A design is checked whole: a mistake is named with its place, what is there and what fits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from renderer import DesignError, LimitError, Limits
from renderer.design import Design, DesignFont, FontStyle, parse_design
from renderer.elements.group import Group
from renderer.elements.text import Text

MODELS = {"text": Text, "group": Group}
Json = dict[str, Any]


def document(*children: Any, **properties: Any) -> Json:
    return {"width": 20, "height": 10, "pages": [{"children": list(children)}], **properties}


def parsed(source: Any, limits: Limits | None = None) -> Design:
    return parse_design(source, MODELS, limits or Limits())


def text(**properties: Any) -> Text:
    """The element that the properties make."""
    element = parsed(document({"type": "text", **properties})).pages[0].nodes[0].element
    assert isinstance(element, Text)
    return element


def mistake(source: Any) -> str:
    with pytest.raises(DesignError) as caught:
        parsed(source)
    return str(caught.value)


def test_a_design_may_be_a_dict_a_text_or_bytes() -> None:
    source = document({"type": "text", "text": "é"})
    written = json.dumps(source)
    assert parsed(source) == parsed(written) == parsed(written.encode())


@pytest.mark.parametrize(
    ("source", "found"),
    [("{", "is not JSON"), ("[]", "is a list"), ("null", "is null"), (b"\xff", "is not JSON"),
     ("[" * 100_000, "is not JSON"), (7, "is a number"), ('"x"', "is text")],
)  # fmt: skip
def test_what_is_no_json_object_is_said(source: Any, found: str) -> None:
    message = mistake(source)
    assert message.startswith(f"design {found}")
    assert message.endswith("a JSON object is expected")


@pytest.mark.parametrize("side", ["width", "height"])
def test_a_design_needs_its_size(side: str) -> None:
    source = document()
    del source[side]
    assert mistake(source) == f"design.{side} is missing; it is required"


def test_a_design_needs_a_page() -> None:
    assert mistake(document() | {"pages": []}) == (
        "design.pages is empty; at least one page is expected"
    )


def test_a_wrong_type_names_place_what_is_there_and_what_fits() -> None:
    message = mistake(document({"type": "text", "width": "wide"}))
    assert message == "pages[0].children[0].width is 'wide'; a number is expected"


def test_a_mistake_deep_in_groups_is_found() -> None:
    inner = {"type": "text", "fontSize": []}
    message = mistake(document({"type": "group", "children": [{"type": "group",
                                                              "children": [inner]}]}))  # fmt: skip
    assert message.startswith("pages[0].children[0].children[0].children[0].fontSize is []; ")


def test_a_value_is_shown_as_a_design_writes_it() -> None:
    assert mistake(document() | {"fonts": True}) == "design.fonts is true; a list is expected"
    shown = mistake(document({"type": "text", "x": {"a": None, "é": False}}))
    assert shown.startswith('pages[0].children[0].x is {"a": null, "é": false}; ')


def test_a_word_that_a_number_may_be_replaced_by_is_named() -> None:
    expected = 'a number or "auto" is expected'
    page = {"width": "Auto"}
    assert mistake(document() | {"pages": [page]}) == f"pages[0].width is 'Auto'; {expected}"
    found = mistake(document({"type": "text", "lineHeight": []}))
    assert found == f"pages[0].children[0].lineHeight is []; {expected}"


def test_a_property_without_a_text_for_a_name_is_named() -> None:
    expected = "has a property whose name is no text; a text is expected"
    assert mistake(document() | {5: 1}) == f"design {expected}"
    element = {"type": "text", "filters": {5: {}}}
    assert mistake(document(element)) == f"pages[0].children[0].filters {expected}"


@pytest.mark.parametrize("name", ["x", "visible", "filters", "lineHeight", "\ud800"])
def test_half_a_character_is_no_number_flag_or_name(name: str) -> None:
    found = mistake(document({"type": "text", name: "a\ud800"}))
    assert found.startswith("pages[0].children[0]")
    assert "holds half of a character" in found or found.endswith("an object is expected")


def test_names_may_be_numbers() -> None:
    element = text(id=7, name=1.5)
    assert (element.id, element.name) == ("7", "1.5")
    assert mistake(document({"type": "text", "id": []})).endswith("id is []; text is expected")


def test_null_counts_as_absent_in_fonts_too() -> None:
    fonts = [
        None,
        {"fontFamily": "A", "url": None, "styles": None},
        {"fontFamily": "B", "styles": [None, {"src": None, "fontWeight": None}]},
    ]
    nothing = FontStyle()
    assert parsed(document(fonts=fonts)).fonts == (
        DesignFont(),
        DesignFont(font_family="A"),
        DesignFont(font_family="B", styles=(nothing, nothing)),
    )
    wrong = mistake(document(fonts=[None, {"url": 7}]))
    assert wrong == "design.fonts[1].url is 7; text is expected"


def test_a_byte_order_mark_before_the_design_is_passed_over() -> None:
    written = "\ufeff" + json.dumps(document({"type": "text", "text": "é"}))
    assert parsed(written) == parsed(written.encode()) == parsed(written[1:])


@pytest.mark.parametrize("child", [None, 3, "text", []])
def test_a_child_that_is_no_object_is_named(child: Any) -> None:
    assert mistake(document(child)).startswith("pages[0].children[0] is ")


def test_children_that_are_no_list_are_named() -> None:
    message = mistake(document({"type": "group", "children": {"0": {}}}))
    assert message == ("pages[0].children[0].children is an object; a list of elements is expected")


def test_a_text_that_is_a_number_is_refused() -> None:
    assert mistake(document({"type": "text", "text": 9.99})).startswith(
        "pages[0].children[0].text is 9.99; "
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "NaN", "inf", 1e300])
def test_a_number_must_be_finite_and_sane(value: object) -> None:
    assert mistake(document({"type": "text", "x": value})).startswith("pages[0].children[0].x is ")


def test_numbers_may_be_written_as_text() -> None:
    element = text(x="10.5", width="80", lineHeight="1.5", fontSize="20")
    assert (element.x, element.width, element.line_height, element.size) == (10.5, 80, 1.5, 20)


def test_null_means_the_default() -> None:
    element = text(x=None, width=None, fontSize=None, text=None, visible=None)
    assert element == text()


def test_unknown_properties_are_kept_and_ignored() -> None:
    raw = {"type": "text", "newIn2030": {"a": [1]}}
    (node,) = parsed(document(raw)).pages[0].nodes
    assert node.raw == raw
    assert node.element == text()


def test_a_page_has_the_design_s_size_unless_it_says_its_own() -> None:
    source = document() | {"pages": [{}, {"width": "auto"}, {"width": 7, "height": 8}]}
    assert [(page.width, page.height) for page in parsed(source).pages] == [
        (20, 10), (20, 10), (7, 8)
    ]  # fmt: skip


def test_a_design_of_too_many_bytes_is_refused_unread() -> None:
    with pytest.raises(LimitError, match=r"design is 100 bytes long; at most 99 are allowed"):
        parsed("[" * 100, Limits(design_bytes=99))


def test_elements_are_counted_in_groups_too() -> None:
    group = {"type": "group", "children": [{"type": "text"}] * 3}
    with pytest.raises(LimitError, match=r"pages\[0\] has 4 elements; at most 3 are allowed"):
        parsed(document(group), Limits(page_elements=3))


def nested(depth: int) -> Json:
    element: Json = {"type": "text"}
    for _ in range(depth):
        element = {"type": "group", "children": [element]}
    return element


def test_groups_may_be_nested_to_a_limit() -> None:
    limits = Limits(nesting=3)
    assert parsed(document(nested(2)), limits)
    with pytest.raises(LimitError, match="is nested deeper than 3 groups"):
        parsed(document(nested(3)), limits)


def test_the_deepest_nesting_ends_in_an_error_not_in_a_crash() -> None:
    with pytest.raises(LimitError):
        parsed(document(nested(5000)))
