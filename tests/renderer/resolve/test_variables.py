"""What a template looks like once a product's values are in it."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.resolve import fill_template

TITLE = {"label_name": "title", "product_map": "title", "type": "text"}
PHOTO = {"label_name": "photo", "product_map": "image_link", "type": "image"}


def text(variable: str | None = "{title}", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": "Sample", "custom": {"variable": variable}, **more}


def image(variable: str | None = "{photo}", **more: Any) -> dict[str, Any]:
    return {"type": "image", "src": "sample.jpg", "custom": {"variable": variable}, **more}


def template(*children: Any) -> dict[str, Any]:
    return {"width": 10, "height": 10, "pages": [{"id": "p1", "children": list(children)}]}


def only_child(design: dict[str, Any]) -> Any:
    (child,) = design["pages"][0]["children"]
    return child


@pytest.mark.parametrize("written", ["title", "{title}", "{{title}}", " { title } ", "{title"])
def test_braces_and_blanks_around_a_variable_do_not_matter(written: str) -> None:
    design = fill_template(template(text(written)), [TITLE], {"title": "Mug"})
    assert only_child(design)["text"] == "Mug"


def test_braces_around_a_label_do_not_matter() -> None:
    fields = [{"label_name": "{title}", "product_map": "title"}]
    assert (
        only_child(fill_template(template(text("title")), fields, {"title": "Mug"}))["text"]
        == "Mug"
    )


@pytest.mark.parametrize("kind", ["image", "svg"])
def test_pictures_take_their_source(kind: str) -> None:
    child = image(type=kind)
    design = fill_template(template(child), [PHOTO], {"image_link": " http://x/y.jpg "})
    assert only_child(design)["src"] == "http://x/y.jpg"


def test_the_first_picture_of_a_list_is_taken() -> None:
    design = fill_template(template(image()), [PHOTO], {"image_link": [None, "a.jpg", "b.jpg"]})
    assert only_child(design)["src"] == "a.jpg"


def test_all_pages_and_nested_groups_are_filled() -> None:
    group = {"type": "group", "children": [{"type": "group", "children": [text()]}]}
    two_pages = {"pages": [{"children": [group]}, {"children": [text()]}]}
    design = fill_template(two_pages, [TITLE], {"title": "Mug"})
    assert design["pages"][0]["children"][0]["children"][0]["children"][0]["text"] == "Mug"
    assert design["pages"][1]["children"][0]["text"] == "Mug"


@pytest.mark.parametrize("product", [{}, {"title": None}, {"title": ""}, {"title": " \n"}])
def test_an_empty_value_shows_neither_sample_nor_placeholder(product: dict[str, object]) -> None:
    design = fill_template(template(text(placeholder="Your title")), [TITLE], product)
    assert only_child(design)["text"] == ""
    assert only_child(design)["placeholder"] == ""


@pytest.mark.parametrize("product", [{}, {"image_link": None}, {"image_link": "  "}])
def test_an_image_without_a_source_is_left_out(product: dict[str, object]) -> None:
    group = {"type": "group", "children": [image()]}
    design = fill_template(template(image(), group), [PHOTO], product)
    assert design["pages"][0]["children"] == [{"type": "group", "children": []}]


@pytest.mark.parametrize("product_map", [None, "", "  "])
def test_a_field_that_maps_to_nothing_changes_nothing(product_map: str | None) -> None:
    fields = [{"label_name": "title", "product_map": product_map}]
    assert only_child(fill_template(template(text()), fields, {"title": "Mug"})) == text()


def test_the_first_field_of_a_name_that_maps_to_something_wins() -> None:
    fields: list[dict[str, str | None]] = [
        {"label_name": "title", "product_map": None},
        {"label_name": "title", "product_map": "brand"},
        {"label_name": "title", "product_map": "title"},
    ]
    design = fill_template(template(text()), fields, {"title": "Mug", "brand": "Kiln"})
    assert only_child(design)["text"] == "Kiln"


@pytest.mark.parametrize("custom", [None, [], "title", 3, {}, {"variable": None}])
def test_an_element_without_a_variable_is_unchanged(custom: object) -> None:
    child = {"type": "text", "text": "Free shipping", "custom": custom}
    assert only_child(fill_template(template(child), [TITLE], {"title": "Mug"})) == child


@pytest.mark.parametrize("kind", ["qr", "barcode", "burst"])
def test_a_plugins_element_with_a_text_takes_it(kind: str) -> None:
    child = {"type": kind, "text": "Sample", "custom": {"variable": "{title}"}}
    assert only_child(fill_template(template(child), [TITLE], {"title": 4006381333931})) == {
        **child,
        "text": "4006381333931",
    }


def test_a_plugins_element_with_a_source_takes_it() -> None:
    child = {"type": "video", "src": "sample.mp4", "custom": {"variable": "photo"}}
    design = fill_template(template(child), [PHOTO], {"image_link": " a.mp4 "})
    assert only_child(design)["src"] == "a.mp4"


def test_a_plugins_text_without_a_value_is_empty() -> None:
    child = {"type": "qr", "text": "Sample", "custom": {"variable": "title"}}
    assert only_child(fill_template(template(child), [TITLE], {}))["text"] == ""


def test_a_group_with_a_variable_and_a_text_is_only_a_group() -> None:
    group = {"type": "group", "text": "a", "custom": {"variable": "title"}, "children": [text()]}
    filled = only_child(fill_template(template(group), [TITLE], {"title": "Mug"}))
    assert filled["text"] == "a"
    assert filled["children"][0]["text"] == "Mug"


def test_elements_with_neither_text_nor_source_are_unchanged() -> None:
    child = {"type": "figure", "fill": "red", "custom": {"variable": "{title}"}}
    assert only_child(fill_template(template(child), [TITLE], {"title": "Mug"})) == child


@pytest.mark.parametrize("child", [None, 3, "text", [], {"type": []}, {"children": {"a": 1}}])
def test_a_malformed_child_is_left_for_the_renderer_to_report(child: object) -> None:
    assert only_child(fill_template(template(child), [TITLE], {"title": "Mug"})) == child


@pytest.mark.parametrize("pages", [None, {}, "p", [None], [{"children": None}], [{}]])
def test_malformed_pages_are_left_for_the_renderer_to_report(pages: object) -> None:
    assert fill_template({"pages": pages}, [TITLE], {"title": "Mug"}) == {"pages": pages}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (1e21, "1000000000000000000000"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("NaN"), ""),
        (float("inf"), ""),
        (0, "0"),
        (True, "true"),
        (date(2026, 11, 24), "2026-11-24"),
        (["red", None, "blue"], "red, blue"),
        (" two  blanks ", " two  blanks "),
    ],
)
def test_a_value_is_shown_as_a_reader_expects_it(value: object, shown: str) -> None:
    design = fill_template(template(text()), [TITLE], {"title": value})
    assert only_child(design)["text"] == shown


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "src", "children", "custom", "variable", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
names = st.sampled_from(["title", "{title}", "photo", "other", "", None])
elements = st.recursive(
    st.builds(text, names) | st.builds(image, names) | json_values,
    lambda inner: st.fixed_dictionaries(
        {"type": st.just("group"), "children": st.lists(inner, max_size=3)}
    ),
    max_leaves=8,
)
templates = st.lists(elements, max_size=4).map(lambda children: template(*children))
products = st.dictionaries(
    st.sampled_from(["title", "image_link"]), st.none() | st.text(max_size=8) | st.integers()
)


@given(templates, products)
def test_the_template_is_never_changed(template: dict[str, Any], product: dict[str, Any]) -> None:
    before = copy.deepcopy(template)
    design = fill_template(template, [TITLE, PHOTO], product)
    assert template == before
    _spoil(design)
    assert template == before


@given(templates)
def test_without_fields_the_copy_equals_the_template(template: dict[str, Any]) -> None:
    assert fill_template(template, [], {"title": "Mug"}) == template


@given(templates, products)
def test_filling_twice_is_filling_once(template: dict[str, Any], product: dict[str, Any]) -> None:
    once = fill_template(template, [TITLE, PHOTO], product)
    assert fill_template(once, [TITLE, PHOTO], product) == once


def _spoil(value: Any) -> None:
    """Overwrite everything that is reachable, so that anything shared would show."""
    if isinstance(value, dict):
        for item in value.values():
            _spoil(item)
        value.clear()
    elif isinstance(value, list):
        for item in value:
            _spoil(item)
        value.clear()
