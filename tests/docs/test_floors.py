"""The floors in the documentation are those that imports are held to."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/development.md").read_text("utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]


@pytest.mark.parametrize("package", ["renderer", "pipeline"])
def test_the_floors_are_those_that_are_checked(package: str) -> None:
    (checked,) = [
        contract["layers"]
        for contract in CONTRACTS["contracts"]
        if contract.get("containers") == [package]
    ]
    shown = PAGE.partition(f"Those of `{package}`:\n\n```\n")[2].partition("\n```")[0]
    assert [set(line.split()) for line in shown.splitlines()] == [
        set(re.split(r" \| ", layer)) for layer in checked
    ]
