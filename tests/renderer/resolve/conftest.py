"""Designs of one page, and a moment that is always the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from renderer.issues import Issue
from renderer.resolve import Resolved, Template

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

Filled = tuple[list[Any], tuple[Issue, ...]]


@pytest.fixture(scope="session")
def fill() -> Callable[..., Filled]:
    """``fill(record, *children, **options)``: the children with a record in them, the issues."""

    def filled(record: Any, *children: Any, **options: Any) -> Filled:
        more = options.pop("design", {})
        design = {"width": 10, "height": 10, "pages": [{"children": list(children)}], **more}
        resolved: Resolved = Template.compile(design, **options).resolve(record, now=NOW)
        return resolved.design["pages"][0]["children"], resolved.issues

    return filled


@pytest.fixture(scope="session")
def shown(fill: Callable[..., Filled]) -> Callable[..., str]:
    """``shown(text, record, **options)``: what a text element says; no issue is expected."""

    def says(text: str, record: Any, **options: Any) -> str:
        (child,), issues = fill(record, {"type": "text", "text": text}, **options)
        assert issues == ()
        return str(child["text"])

    return says
