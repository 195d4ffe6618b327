"""The table of limits in the documentation says what the code says."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from pathlib import Path

from renderer import Limits
from renderer.limits import MEGABYTE

PAGE = Path(__file__).parents[2] / "docs/security.md"


def meanings() -> dict[str, str]:
    """What each limit is of: the text under its field."""
    (body,) = ast.parse(inspect.getsource(Limits)).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            assert isinstance(field.target, ast.Name)
            assert isinstance(text.value, ast.Constant)
            words = str(text.value.value).removesuffix(".")
            found[field.target.id] = words[0].lower() + words[1:]
    return found


def shown(name: str, value: float) -> str:
    if name.endswith("_bytes"):
        return f"{value // MEGABYTE} MiB"
    if name.endswith("_seconds"):
        return f"{value:g} s"
    return f"{value // 1_000_000} million" if value >= 1_000_000 else f"{value:,}"


def test_every_limit_is_listed_with_its_default() -> None:
    expected = [
        f"| `{field.name}` | {shown(field.name, field.default)} | {meanings()[field.name]} |"
        for field in dataclasses.fields(Limits)
    ]
    page = PAGE.read_text("utf-8")
    table = page.partition("## Limits")[2].partition("|---|---|---|\n")[2].partition("\n\n")[0]
    assert table.splitlines() == expected
