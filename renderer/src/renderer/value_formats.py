"""The built-in formats of values: what templates may write after a ``|``."""

from __future__ import annotations

from collections.abc import Callable

from renderer.hookspecs import ValueFormat, hookimpl
from renderer.resolve.formats import BUILT_IN


@hookimpl
def register_value_formats(register: Callable[[ValueFormat], None]) -> None:
    for one in BUILT_IN.values():
        register(one)
