"""A template is compiled once and filled with any number of records."""

from __future__ import annotations

from renderer.resolve import Template

TITLE = {"label_name": "title", "product_map": "title"}


def test_a_record_fills_a_compiled_template() -> None:
    child = {"type": "text", "text": "Sample", "custom": {"variable": "title"}}
    template = Template.compile({"pages": [{"children": [child]}]}, [TITLE])
    resolved = template.resolve({"title": "Mug"})
    assert resolved.design["pages"][0]["children"][0]["text"] == "Mug"
    assert resolved.issues == ()
