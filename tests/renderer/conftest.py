"""Plugins for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from renderer.plugins import forget_plugins


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Makes objects the only installed plugins: the first is named "stranger"."""

    def install(*plugins: Any, names: Sequence[str] = ("stranger",)) -> None:
        points = [
            SimpleNamespace(name=name, load=partial(_load, plugin))
            for name, plugin in zip(names, plugins, strict=True)
        ]
        monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points)
        forget_plugins()

    forget_plugins()
    yield install
    monkeypatch.undo()
    forget_plugins()


def _load(plugin: Any) -> Any:
    if isinstance(plugin, BaseException):
        raise plugin
    return plugin
