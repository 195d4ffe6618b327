"""Where values come from and where they go: variables, tokens, bindings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from renderer.resolve import Template

Fill = Callable[..., Any]
Shown = Callable[..., str]

TITLE = {"label_name": "title", "product_map": "title"}
MUG = {"title": "Mug", "price": {"amount": 19.9, "currency": "EUR"}, "images": ["a.jpg", "b.jpg"]}


def words(text: str = "Sample", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


def kinds(issues: Any) -> list[str]:
    return [issue.kind for issue in issues]


def test_a_mapped_variable_takes_its_field_s_column(fill: Fill) -> None:
    (child,), issues = fill(MUG, words(custom={"variable": "{title}"}), fields=[TITLE])
    assert (child["text"], issues) == ("Mug", ())


def test_without_fields_a_variable_is_a_column(fill: Fill) -> None:
    (child,), issues = fill(MUG, words(custom={"variable": "title"}))
    assert (child["text"], issues) == ("Mug", ())


def test_a_variable_without_a_field_is_left_as_designed_and_said(fill: Fill) -> None:
    (child,), (issue,) = fill(MUG, words(custom={"variable": "headline"}), fields=[TITLE])
    assert child["text"] == "Sample"
    assert str(issue) == (
        "pages[0].children[0].custom.variable: 'headline' is no field; left as designed"
    )


def test_a_mapping_without_fields_fills_nothing(fill: Fill) -> None:
    (child,), issues = fill(MUG, words(custom={"variable": "title"}), fields=[])
    assert (child["text"], kinds(issues)) == ("Sample", ["unknown-variable"])


def test_an_unknown_locale_is_said_once_for_the_template() -> None:
    template = Template.compile({"pages": []}, locale="xx-nonsense")
    assert [issue.place for issue in template.issues] == ["design.locale"]


def test_a_variable_may_have_formats(fill: Fill) -> None:
    (child,), _ = fill(MUG, words(custom={"variable": "{title | upper}"}))
    assert child["text"] == "MUG"


@pytest.mark.parametrize(
    "written", ["{{title}}", "{{ Title }}", "{{g:title}}", "{{ [title] }}", "{{product_title}}"]
)
def test_tokens_are_tolerant_of_how_a_name_is_written(written: str, shown: Shown) -> None:
    assert shown(f"Our {written}!", MUG) == "Our Mug!"


@pytest.mark.parametrize("column", ["sale_price", "Sale Price", "g:sale_price", "salePrice"])
def test_columns_are_tolerant_of_how_the_feed_writes_them(column: str, shown: Shown) -> None:
    assert shown("{{sale_price}}", {column: 5}) == "5"


def test_an_exact_column_wins_over_one_that_is_alike(shown: Shown) -> None:
    assert shown("{{Title}}", {"title": "a", "Title": "b"}) == "b"


def test_a_column_wins_over_an_alias(shown: Shown) -> None:
    assert shown("{{name}}", {"title": "a", "Name": "b"}) == "b"


def test_the_design_names_columns_of_its_feed(shown: Shown) -> None:
    rules = {"aliases": {"headline": "Titel 1"}}
    design = {"custom": {"rules": rules}}
    assert shown("{{headline}}", {"titel_1": "Becher"}, design=design) == "Becher"


@pytest.mark.parametrize(
    ("token", "text"),
    [("price.amount", "19.9"), ("Price.Currency", "EUR"), ("images.1", "b.jpg")],
)
def test_tokens_reach_into_a_column(token: str, text: str, shown: Shown) -> None:
    assert shown("{{" + token + "}}", MUG) == text


def test_a_column_with_a_point_in_its_name_is_one_column(shown: Shown) -> None:
    assert shown("{{price.amount}}", {"price.amount": "5"}) == "5"


def test_an_unknown_token_is_an_issue_and_never_drawn(fill: Fill) -> None:
    (child,), (issue,) = fill(MUG, words("Our {{colour}} {{title}}"))
    assert child["text"] == "Our Mug"
    assert (issue.kind, issue.place) == ("unknown-variable", "pages[0].children[0]")
    assert issue.message == "{{colour}}: the record has no 'colour'"


@pytest.mark.parametrize("value", [None, "", " ", [], [None]])
def test_an_empty_value_is_an_issue(value: object, fill: Fill) -> None:
    (child,), (issue,) = fill({"brand": value}, words("by {{brand}}"))
    assert child["text"] == "by"
    assert str(issue) == "pages[0].children[0]: {{brand}}: 'brand' is empty"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a {{title", "'{{title' has no }}; left out"),
        ("a {{}}", "{{}}: a column, number or text is expected, but the end was found at "
                   "character 1; left out"),
        ("a {{title | uper}}", "{{title | uper}}: 'uper' is no format; did you mean 'upper'? at "
                               "character 9; left out"),
    ],
)  # fmt: skip
def test_a_token_that_means_nothing_is_said_with_its_place(
    text: str, said: str, fill: Fill
) -> None:
    (child,), (issue,) = fill(MUG, words(text))
    assert child["text"] == "a"
    assert str(issue) == f"pages[0].children[0].text: {said}"


def test_a_template_knows_its_mistakes_without_a_record() -> None:
    template = Template.compile({"pages": [{"children": [words("{{title | uper}}")]}]})
    assert kinds(template.issues) == ["bad-token"]
    assert kinds(template.resolve({"title": "Mug"}).issues) == ["bad-token"]


def test_markup_in_a_value_does_not_become_the_text_s(fill: Fill) -> None:
    (child,), (issue,) = fill({"title": "<b>Big</b> &amp; blue"}, words("Our {{title}}"))
    assert child["text"] == "Our Big & blue"
    assert issue.kind == "markup-in-value"


def test_two_values_do_not_make_a_tag_together(fill: Fill) -> None:
    (child,), _ = fill({"a": "<", "b": "b>x"}, words("{{a}}{{b}}"))
    assert child["text"] == "x"


def test_rich_text_takes_values_as_words(fill: Fill) -> None:
    record = {"title": "Salt & <i>Pepper</i> <3"}
    (child,), (issue,) = fill(record, words("<b>{{title}}</b>"))
    assert child["text"] == "<b>Salt &amp; Pepper &lt;3</b>"
    assert issue.kind == "markup-in-value"


def test_a_token_may_be_written_as_the_rich_text_editor_writes_it(shown: Shown) -> None:
    written = "<p>{{ title&nbsp;| replace: &quot;u&quot;, 'o' }}</p>"
    assert shown(written, MUG) == "<p>Mog</p>"


@pytest.mark.parametrize(
    "element",
    [
        {"text": "{{description}}"},
        {"text": "?", "bindings": {"text": "description"}},
        {"text": "?", "custom": {"variable": "description"}},
        {"text": "?", "custom": {"variable": "nothing", "rules": {"fallback": "{{description}}"}}},
    ],
)
def test_a_value_too_long_for_any_ad_is_cut_however_it_is_bound(
    element: dict[str, Any], fill: Fill
) -> None:
    (child,), (issue,) = fill({"description": "word " * 10_000}, {"type": "text", **element})
    assert child["text"] == ("word " * 1000).rstrip()
    assert issue.kind == "long-value"


def test_tokens_in_an_address_are_encoded(fill: Fill) -> None:
    image = {"type": "image", "src": "https://cdn.example/{{sku}}.jpg"}
    (child,), _ = fill({"sku": "a/b c"}, image)
    assert child["src"] == "https://cdn.example/a%2Fb%20c.jpg"


def test_an_address_that_lacks_a_part_is_left_out(fill: Fill) -> None:
    image = {"type": "image", "src": "https://cdn.example/{{sku}}.jpg"}
    children, (issue,) = fill({"sku": ""}, image)
    assert (children, issue.kind) == ([], "missing-value")


def test_an_address_that_is_one_token_is_taken_as_it_is(fill: Fill) -> None:
    (child,), _ = fill(MUG, {"type": "image", "src": "{{images}}"})
    assert child["src"] == "a.jpg"


def test_any_text_of_an_element_may_hold_tokens(fill: Fill) -> None:
    (child,), _ = fill({"sku": 7}, {"type": "qr", "data": "https://shop.example/{{sku}}"})
    assert child["data"] == "https://shop.example/7"


class TestBindings:
    def test_a_picture_s_source(self, fill: Fill) -> None:
        (child,), _ = fill(MUG, {"type": "image", "src": "s.jpg", "bindings": {"src": "images"}})
        assert child == {"type": "image", "src": "a.jpg"}

    def test_a_colour(self, fill: Fill) -> None:
        figure = {"type": "figure", "fill": "red", "bindings": {"fill": "colour"}}
        (child,), _ = fill({"color": "#08f"}, figure)
        assert child["fill"] == "#08f"

    def test_an_unfit_colour_leaves_the_designer_s(self, fill: Fill) -> None:
        figure = {"type": "figure", "fill": "red", "bindings": {"fill": "colour"}}
        (child,), (issue,) = fill({"color": "sunset"}, figure)
        assert child["fill"] == "red"
        assert issue.message == "fill can't be 'sunset'; left as designed"

    @pytest.mark.parametrize(
        ("value", "visible"),
        [(True, True), ("yes", True), (1, True), ("no", False), ("0", False), (None, False)],
    )
    def test_visibility(self, value: object, visible: bool, fill: Fill) -> None:
        (child,), issues = fill({"flag": value}, words(bindings={"visible": "flag"}))
        assert (child["visible"], issues) == (visible, ())

    def test_a_number_may_be_written_as_text(self, fill: Fill) -> None:
        (child,), _ = fill({"size": "0,5"}, words(opacity=1, bindings={"opacity": "size"}))
        assert child["opacity"] == 0.5

    @pytest.mark.parametrize("value", ["3", "-0.1", "half"])
    def test_an_opacity_that_is_none_leaves_the_designers(self, fill: Fill, value: str) -> None:
        (child,), (issue,) = fill({"size": value}, words(opacity=1, bindings={"opacity": "size"}))
        assert child["opacity"] == 1
        assert "opacity" in issue.place + issue.message

    def test_a_binding_may_calculate(self, fill: Fill) -> None:
        (child,), _ = fill({"rating": 4}, words(bindings={"width": "rating * 20"}))
        assert child["width"] == 80

    def test_a_page_s_background(self) -> None:
        page = {"background": "white", "bindings": {"background": "colour"}, "children": []}
        design = Template.compile({"pages": [page]}).resolve({"colour": "navy"}).design
        assert design["pages"] == [{"background": "navy", "children": []}]

    def test_something_else_than_a_name(self, fill: Fill) -> None:
        _, (issue,) = fill(MUG, words(bindings={"fill": 5}))
        assert str(issue) == "pages[0].children[0].bindings.fill: is 5; a name is expected"


class TestRegistry:
    DESIGN: ClassVar = {"variables": [
        {"name": "brand", "label": "Brand", "required": True, "value": "Sample"},
        {"name": "tagline", "default": "by {{brand}}"},
    ]}  # fmt: skip

    def test_a_default_stands_in(self, shown: Shown) -> None:
        assert shown("{{tagline}}", {"brand": "Kiln"}, design=self.DESIGN) == "by Kiln"

    def test_a_record_lacks_what_is_required(self, fill: Fill) -> None:
        _, (issue,) = fill({"brand": " "}, words(), design=self.DESIGN)
        assert str(issue) == "variables.brand: Brand is required"

    def test_the_design_s_current_value_is_not_a_default(self, fill: Fill) -> None:
        (child,), _ = fill({}, words("{{brand}}"), design=self.DESIGN)
        assert child["text"] == ""

    def test_defaults_in_a_circle_are_said(self, fill: Fill) -> None:
        variables = [{"name": "a", "default": "{{b}}"}, {"name": "b", "default": "{{a}}"}]
        (child,), issues = fill({}, words("{{a}}"), design={"variables": variables})
        assert child["text"] == ""
        assert "the defaults of a -> b -> a refer to each other" in str(issues)

    def test_the_registry_is_not_part_of_the_result(self) -> None:
        template = Template.compile({"pages": [], **self.DESIGN})
        assert template.resolve({"brand": "Kiln"}).design == {"pages": []}
