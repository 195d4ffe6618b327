"""Plugins for one test."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Makes an object the only installed plugin, named "stranger"."""

    def install(plugin: Any) -> None:
        point = SimpleNamespace(name="stranger", load=lambda: plugin)
        monkeypatch.setattr("renderer.plugins.entry_points", lambda group: [point])

    return install
