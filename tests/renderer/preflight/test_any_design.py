"""A check answers whatever it is given: products and designs are strangers'."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renderer import Renderer, RendererError, design_issues, open_feed
from renderer.preflight import CheckSettings, check_feed
from renderer.preflight.page import PageCheck
from renderer.preflight.pictures import Pictures

RENDERER = Renderer()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = SCALARS | st.lists(SCALARS, max_size=3)
NAMES = st.sampled_from((
    "type", "text", "x", "y", "width", "height", "rotation", "opacity", "visible", "fill", "src",
    "children", "fontSize", "fontFamily", "cropWidth", "backgroundEnabled", "backgroundColor",
    "shadowEnabled", "textOverflow", "subType", "id",
))  # fmt: skip
ELEMENTS = st.recursive(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["text", "image", "figure", "svg", "line", "group", "x"])}
    ).flatmap(lambda kind: st.dictionaries(NAMES, VALUES, max_size=6).map(lambda d: {**d, **kind})),
    lambda inner: st.lists(inner, max_size=3).map(lambda c: {"type": "group", "children": c}),
    max_leaves=4,
)
PAGES = st.fixed_dictionaries({"children": st.lists(ELEMENTS, max_size=4)}) | VALUES
DESIGNS = st.fixed_dictionaries(
    {"width": st.just(100) | VALUES, "height": st.just(100) | VALUES},
    optional={"pages": st.lists(PAGES, max_size=2) | VALUES, "fonts": VALUES},
)


@settings(max_examples=300)
@given(design=DESIGNS, is_drawn=st.booleans())
def test_any_design_has_findings_or_none(design: dict[str, Any], is_drawn: bool) -> None:
    check = PageCheck(RENDERER.setup, Pictures(RENDERER.setup.assets, "named"), 1.0, is_drawn)
    for finding in check.findings(design, 0):
        assert finding.kind
        assert 0 <= finding.weight <= 1


@given(source=DESIGNS | VALUES | st.binary(max_size=20), page=st.integers() | VALUES)
def test_a_design_that_cant_be_drawn_is_an_error(source: Any, page: Any) -> None:
    drawing = refusal(lambda: RENDERER.draw(source, page))
    check = refusal(lambda: design_issues(RENDERER, source, page))
    assert check is None or (drawing is not None and check in drawing)


def refusal(call: Callable[[], object]) -> str | None:
    try:
        call()
    except RendererError as error:
        return str(error)
    return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(st.dictionaries(st.sampled_from(["id", "title", "price"]), VALUES)))
def test_any_record_is_checked(records: list[dict[str, Any]], tmp_path: Path) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_text("".join(json.dumps(record) + "\n" for record in records))
    text = {"type": "text", "text": "{{ title }} {{ price | currency }}", "fill": "{{ id }}"}
    design = {"width": 100, "height": 100, "pages": [{"children": [text]}]}
    with open_feed(feed, format="jsonl") as rows:
        assert check_feed(design, rows, CheckSettings()).products == len(records)
