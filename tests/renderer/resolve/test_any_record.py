"""What holds whatever a record holds, and whatever a template says."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renderer.resolve import Template, fill_template
from renderer.resolve.formats import BUILT_IN

NAMES = ("title", "price", "sale_price", "image_link", "availability", "brand", "stock", "ends")
FIELDS = [{"label_name": name, "product_map": name} for name in NAMES[:4]]

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["19.9 EUR", "1.299,00", "<b>x</b>", "&lt;", "{{title}}", "2026-11-24",
                       "20%", "9" * 30, "in stock", "\0", "\ud800"])
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
records = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), values, max_size=8)

formats = st.sampled_from(
    [*BUILT_IN, "truncate: 5", "replace: 'a', 'b'", "split: ','", "pick: 2", "prefix: 'x'",
     "percent_off: sale_price", "date: 'long'", "plural: 'a', 'b'", "currency: 'EUR'",
     "default: title", "suffix: price", "number: 2", "currency: brand"]
)  # fmt: skip
names = st.sampled_from([*NAMES, "nothing", "price.amount", "price * 2", "price / stock"])
tokens = st.builds(
    lambda name, many: " | ".join([name, *many]), names, st.lists(formats, max_size=3)
)
parts = tokens.map("{{{{{}}}}}".format) | st.text("ab <>{}&", max_size=5)
texts = st.lists(parts, max_size=3).map("".join)

operators = st.sampled_from(
    ["equals", "notEquals", "contains", "greater", "less", "atLeast", "atMost", "after", "before"]
)
conditions = st.recursive(
    tokens
    | st.builds(lambda value, name, limit: {"value": value, name: limit}, tokens, operators,
                st.sampled_from(["1", "2026-11-24", "{{price}}", "x", ""]))
    | st.sampled_from([{"inStock": True}, {"onSale": False}, {}]),
    lambda inner: st.builds(lambda many: {"all": many}, st.lists(inner, max_size=2))
    | st.builds(lambda many: {"any": many}, st.lists(inner, max_size=2))
    | st.builds(lambda one: {"not": one}, inner),
    max_leaves=4,
)  # fmt: skip


@st.composite
def elements(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["text", "image", "figure", "qr"]))
    written = draw(st.sampled_from(["text", "src", "fill"]))
    element: dict[str, Any] = {"type": kind, written: draw(texts)}
    if draw(st.booleans()):
        element["bindings"] = draw(
            st.dictionaries(st.sampled_from(["src", "fill", "visible", "x"]), tokens, max_size=2)
        )
    rules: dict[str, Any] = {}
    if draw(st.booleans()):
        rules["show"] = draw(conditions)
    if draw(st.booleans()):
        rules["fallback"] = draw(st.lists(texts, max_size=2))
        rules["whenMissing"] = draw(st.sampled_from(["keep", "hide", "hide-group"]))
    if draw(st.booleans()):
        rules["choose"] = [{"if": draw(conditions), "set": {"fill": draw(texts)}}]
    element["custom"] = {"rules": rules}
    if draw(st.booleans()):
        element["custom"]["variable"] = draw(names)
    return element


groups = st.lists(elements(), max_size=3).map(lambda many: {"type": "group", "children": many})
designs = st.lists(elements() | groups, max_size=4).map(
    lambda children: {"width": 10, "height": 10, "pages": [{"children": children}]}
)


@given(designs, records, st.sampled_from(["en", "de", "ar", "xx-nonsense"]))
def test_resolving_never_raises_and_changes_nothing(
    design: dict[str, Any], record: dict[str, Any], locale: str
) -> None:
    before = copy.deepcopy((design, record))
    template = Template.compile(design, locale=locale)
    first = template.resolve(record)
    assert repr((design, record)) == repr(before)
    assert repr(template.resolve(record)) == repr(first)
    json.dumps(first.design)


@given(designs, records)
def test_no_token_is_left_where_something_is_drawn(
    design: dict[str, Any], record: dict[str, Any]
) -> None:
    plain = {name: value for name, value in record.items() if "{{" not in str(value)}
    for child in Template.compile(design).resolve(plain).design["pages"][0]["children"]:
        if child.get("visible", True) and child["type"] == "text":
            assert "{{" not in str(child.get("text", ""))


mapped = st.lists(
    st.builds(
        lambda kind, name, sample: {
            "type": kind, "text" if kind == "text" else "src": sample, "placeholder": "p",
            "custom": {"variable": name},
        },
        st.sampled_from(["text", "image", "svg", "qr"]),
        st.sampled_from(["{title}", "{{ price }}", "image_link", "nothing", ""]),
        st.text("ab", max_size=3),
    ),
    max_size=4,
)  # fmt: skip
plain_values = (
    st.none() | st.text(max_size=8) | st.integers() | st.floats() | st.lists(st.text(max_size=3))
)


@given(mapped, st.fixed_dictionaries(dict.fromkeys(NAMES[:4], plain_values)))
def test_mapped_variables_alone_give_what_fill_template_gives(
    children: list[Any], record: dict[str, Any]
) -> None:
    group = {"type": "group", "children": children}
    design = {"pages": [{"children": [*children, group]}, {"children": "odd"}, None], "unit": "px"}
    resolved = Template.compile(design, FIELDS).resolve(record)
    assert resolved.design == fill_template(design, FIELDS, record)


def test_a_value_nested_without_end_is_an_issue() -> None:
    deep: Any = []
    for _ in range(10_000):
        deep = [deep, "x"]
    text = {"type": "text", "text": "{{title}}"}
    (issue,) = Template.compile({"pages": [{"children": [text]}]}).resolve({"title": deep}).issues
    assert issue.kind == "bad-value"


def test_a_record_that_is_none_is_an_empty_one() -> None:
    nothing: Any = ["not", "a", "record"]
    assert Template.compile({"pages": []}).resolve(nothing).design == {"pages": []}
