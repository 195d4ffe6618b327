"""Rules: what is shown when, and what stands in for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from renderer.resolve import Template
from renderer.resolve.values import Json

Fill = Callable[..., Any]

RECORD = {
    "title": "Mug",
    "brand": "",
    "price": "20 EUR",
    "sale_price": "15,00 EUR",
    "stock": 3,
    "availability": "in_stock",
    "launched": "2026-11-01",
}


def ruled(rules: Json, **more: Any) -> dict[str, Any]:
    return {"type": "figure", "fill": "red", "custom": {"rules": rules}, **more}


def is_shown(fill: Fill, condition: Json, record: Json) -> bool:
    (child,), _ = fill(record, ruled({"show": condition}))
    return bool(child.get("visible", True))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("title", True),
        ("brand", False),
        ("nothing", False),
        ({"value": "title"}, True),
        ({"value": "brand", "hasValue": False}, True),
        ({"value": "title", "equals": " mug"}, True),
        ({"value": "title", "notEquals": "Cup"}, True),
        ({"value": "price", "equals": 20}, True),
        ({"value": "title", "oneOf": ["Cup", "Mug"]}, True),
        ({"value": "title", "contains": "UG"}, True),
        ({"value": "price", "greater": 20}, False),
        ({"value": "price", "atLeast": "20.00 EUR"}, True),
        ({"value": "price", "less": "{{sale_price}}"}, False),
        ({"value": "price - sale_price", "atMost": 5}, True),
        ({"value": "price", "greater": 10, "less": 30}, True),
        ({"value": "launched", "greater": "2026-10-31"}, True),
        ({"value": "title", "greater": 1}, False),
        ({"inStock": True}, True),
        ({"onSale": True}, True),
        ({"onSale": False}, False),
        ({"after": "2026-11-20", "before": "2026-11-24"}, True),
        ({"after": "2026-11-25"}, False),
        ({"value": "launched", "after": "2026-11-01"}, True),
        ({"value": "launched", "before": "{{launched}}"}, True),
        ({"after": "soon"}, False),
        ({"all": ["title", {"onSale": True}]}, True),
        ({"any": ["brand", {"onSale": True}]}, True),
        ({"not": "brand"}, True),
        ({}, True),
    ],
)
def test_conditions(condition: Json, holds: bool, fill: Fill) -> None:
    assert is_shown(fill, condition, RECORD) is holds


@pytest.mark.parametrize(
    ("record", "holds"),
    [
        ({"availability": "in stock"}, True),
        ({"Availability": "In_Stock"}, True),
        ({"availability": "https://schema.org/InStock"}, True),
        ({"availability": "out of stock"}, False),
        ({"availability": "preorder"}, False),
        ({"availability": True}, True),
        ({"availability": 0}, False),
        ({"quantity": 4}, True),
        ({"inventory": "0"}, False),
        ({}, True),
    ],
)
def test_in_stock(record: Json, holds: bool, fill: Fill) -> None:
    assert is_shown(fill, {"inStock": True}, record) is holds


@pytest.mark.parametrize(
    ("dates", "holds"),
    [
        (None, True),
        ("2026-11-20T08:00+01:00/2026-11-30T08:00+01:00", True),
        ("2026-11-20/2026-11-24", True),
        ("2026-11-20/2026-11-23", False),
        ("2026-12-01/2026-12-24", False),
        ("2026-11-20", True),
    ],
)
def test_a_sale_has_its_days(dates: object, holds: bool, fill: Fill) -> None:
    record = {"price": 20, "sale_price": 15, "sale_price_effective_date": dates}
    assert is_shown(fill, {"onSale": True}, record) is holds


@pytest.mark.parametrize("sale_price", ["20 EUR", "25 EUR"])
def test_a_sale_price_that_is_not_lower_is_said(sale_price: str, fill: Fill) -> None:
    record = {"price": "20 EUR", "sale_price": sale_price}
    (child,), (issue,) = fill(record, ruled({"show": {"onSale": True}}))
    assert child["visible"] is False
    assert issue.kind == "sale-not-lower"
    assert str(issue) == f"sale_price: {sale_price} is not lower than the price, 20 EUR"


@pytest.mark.parametrize("price", ["0", "0.00 EUR", -5, "99999999 EUR"])
def test_a_price_of_nothing_is_said(price: object, fill: Fill) -> None:
    _, (issue,) = fill({"price": price}, {"type": "text", "text": "{{price}}"})
    assert str(issue) == f"price: {price} is no price of anything"
    assert issue.kind == "absurd-price"


def test_a_sale_price_of_zero_is_no_sale(fill: Fill) -> None:
    (child,), (issue,) = fill({"price": 20, "sale_price": 0}, ruled({"show": {"onSale": True}}))
    assert (child["visible"], issue.kind) == (False, "absurd-price")


def test_prices_that_the_template_does_not_show_are_not_looked_at(fill: Fill) -> None:
    _, issues = fill({"price": 0, "title": "Mug"}, {"type": "text", "text": "{{title}}"})
    assert issues == ()


def test_hide_is_the_contrary_of_show(fill: Fill) -> None:
    (child,), _ = fill(RECORD, ruled({"hide": {"inStock": True}}))
    assert child["visible"] is False


def test_a_comparison_of_words_is_said(fill: Fill) -> None:
    _, (issue,) = fill(RECORD, ruled({"show": {"value": "title", "less": "soon"}}))
    assert issue.message == (
        "'Mug' less 'soon': two numbers or dates are expected; taken for false"
    )


class TestMissingValues:
    @staticmethod
    def text(rules: Json, **more: Any) -> dict[str, Any]:
        custom = {"variable": "brand", "rules": rules}
        return {"type": "text", "text": "Sample", "custom": custom, **more}

    def test_fallbacks_are_tried_in_order(self, fill: Fill) -> None:
        rules = {"fallback": ["{{vendor_name}}", "from {{title}}", "never"]}
        (child,), issues = fill(RECORD, self.text(rules))
        assert (child["text"], issues) == ("from Mug", ())

    def test_one_fallback_needs_no_list(self, fill: Fill) -> None:
        (child,), _ = fill(RECORD, self.text({"fallback": "Our choice"}))
        assert child["text"] == "Our choice"

    def test_a_picture_has_fallbacks_too(self, fill: Fill) -> None:
        rules = {"fallback": ["{{logo}}", "logo.png"]}
        picture = {"type": "image", "src": "", "custom": {"variable": "photo", "rules": rules}}
        (child,), issues = fill(RECORD, picture)
        assert (child["src"], issues) == ("logo.png", ())

    def test_a_picture_takes_its_fallbacks_along(self, fill: Fill) -> None:
        rules = {"fallback": ["{{logo}}", "{{nothing}}", "logo.png"]}
        picture = {"type": "image", "src": "", "custom": {"variable": "photo", "rules": rules}}
        (child,), issues = fill({"photo": "a.jpg", "logo": "b.jpg"}, picture)
        assert (child["src"], child["fallbackSrc"]) == ("a.jpg", ["b.jpg", "logo.png"])
        assert issues == ()

    def test_an_element_may_hide(self, fill: Fill) -> None:
        (child,), issues = fill(RECORD, self.text({"whenMissing": "hide"}))
        assert (child["visible"], issues) == (False, ())

    def test_an_element_may_hide_its_group(self, fill: Fill) -> None:
        group = {"type": "group", "children": [self.text({"whenMissing": "hide-group"})]}
        other = {"type": "figure"}
        (hidden, shown), _ = fill(RECORD, group, other)
        assert hidden["visible"] is False
        assert shown == other

    def test_only_the_group_around_it_hides(self, fill: Fill) -> None:
        inner = {"type": "group", "children": [self.text({"whenMissing": "hide-group"})]}
        (outer,), _ = fill(RECORD, {"type": "group", "children": [inner, {"type": "figure"}]})
        assert "visible" not in outer
        assert outer["children"][0]["visible"] is False

    def test_a_group_may_ask_for_a_value_itself(self, fill: Fill) -> None:
        group = {"type": "group", "children": [], "custom": {"rules": {"show": "brand"}}}
        (child,), _ = fill(RECORD, group)
        assert child["visible"] is False


class TestChoices:
    COLOURS = (
        {"if": {"value": "stock", "less": 5}, "set": {"fill": "#c00"}},
        {"if": {"onSale": True}, "set": {"fill": "#fc0", "opacity": 0.5}},
        {"set": {"fill": "#08f", "name": "never"}},
    )

    def test_each_property_takes_the_first_that_holds(self, fill: Fill) -> None:
        (child,), _ = fill(RECORD, ruled({"choose": [*self.COLOURS]}))
        assert (child["fill"], child["opacity"]) == ("#c00", 0.5)

    def test_the_last_may_be_without_a_condition(self, fill: Fill) -> None:
        (child,), _ = fill({"stock": 9}, ruled({"choose": [*self.COLOURS]}))
        assert child["fill"] == "#08f"

    def test_a_choice_may_hold_tokens(self, fill: Fill) -> None:
        rules = {"choose": [{"if": {"onSale": True}, "set": {"text": "Now {{sale_price}}"}}]}
        (child,), _ = fill(RECORD, ruled(rules, type="text", text="{{price}}"))
        assert child["text"] == "Now 15,00 EUR"

    def test_pages_are_chosen_by_condition(self) -> None:
        pages = [
            {"id": "sale", "children": [], "custom": {"rules": {"show": {"onSale": True}}}},
            {"id": "plain", "children": []},
        ]
        template = Template.compile({"pages": pages})
        ids = [[page["id"] for page in template.resolve(record).design["pages"]]
               for record in (RECORD, {"price": 20})]  # fmt: skip
        assert ids == [["sale", "plain"], ["plain"]]

    def test_a_design_never_runs_out_of_pages(self) -> None:
        pages = [{"id": "sale", "children": [], "custom": {"rules": {"show": "brand"}}}]
        resolved = Template.compile({"pages": pages}).resolve(RECORD)
        assert [page["id"] for page in resolved.design["pages"]] == ["sale"]
        assert [issue.kind for issue in resolved.issues] == ["no-page"]


class TestRulesOfTheCaller:
    def test_they_reach_elements_by_id_and_name(self, fill: Fill) -> None:
        rules = {"badge": {"show": "brand"}, "Logo": {"hide": "title"}}
        children, _ = fill(
            RECORD, {"type": "figure", "id": "badge"}, {"type": "figure", "name": "Logo"},
            {"type": "figure", "id": 7}, rules={**rules, "7": {"show": "brand"}},
        )  # fmt: skip
        assert [child["visible"] for child in children] == [False, False, False]

    def test_they_win_over_the_design_s(self, fill: Fill) -> None:
        element = ruled({"show": "brand", "fit": "cover"}, id="badge")
        (child,), _ = fill(RECORD, element, rules={"badge": {"show": "title"}})
        assert "visible" not in child
        assert child["fit"] == "cover"

    def test_the_design_s_own_are_under_design(self, fill: Fill) -> None:
        text = {"type": "text", "text": "{{name2}}"}
        rules = {"design": {"aliases": {"name2": "title"}}}
        (child,), issues = fill(RECORD, text, rules=rules)
        assert (child["text"], issues) == ("Mug", ())


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"shwo": "x"}, "Object contains unknown field `shwo`; ignored"),
        ({"fit": "fill"}, "Invalid enum value 'fill' in `.fit`; ignored"),
        ({"show": {"greter": 1}}, "Object contains unknown field `greter` in `.show`; ignored"),
        ({"maxLines": "many"}, "Expected `int | null`, got `str` in `.maxLines`; ignored"),
        ("sale", "Expected `object`, got `str`; ignored"),
    ],
)
def test_a_mistake_in_rules_is_said_and_the_others_hold(rules: Json, said: str, fill: Fill) -> None:
    stated = {**rules, "hide": "title"} if isinstance(rules, dict) else rules
    (child,), (issue,) = fill(RECORD, ruled(stated))
    assert (issue.kind, issue.message) == ("bad-rule", said)
    assert child.get("visible", True) is not isinstance(rules, dict)


def test_a_condition_that_means_nothing_is_said(fill: Fill) -> None:
    _, (issue,) = fill(RECORD, ruled({"show": "title |"}))
    assert str(issue) == (
        "pages[0].children[0].custom.rules.show: a format is expected after '|', "
        "not nothing at character 8; ignored"
    )


def test_rules_for_the_painter_become_properties(fill: Fill) -> None:
    rules = {"fit": "trim", "focus": "top", "minResolution": 1, "minFontSize": 12, "maxLines": 2,
             "hyphenate": True}  # fmt: skip
    (child,), _ = fill(RECORD, {"type": "image", "custom": {"rules": rules}}, locale="de-AT")
    assert {**child, "custom": None} == {
        "type": "image", "custom": None, "fit": "trim", "focus": "top", "minResolution": 1.0,
        "minFontSize": 12.0, "maxLines": 2, "hyphenate": "de_AT",
    }  # fmt: skip
