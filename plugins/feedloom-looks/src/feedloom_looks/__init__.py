"""Filters ``duotone`` and ``halftone`` for the Feedloom renderer."""

from __future__ import annotations

from collections.abc import Callable

from feedloom_looks.duotone import Duotone, duotone
from feedloom_looks.halftone import Halftone, halftone
from renderer import Filter, hookimpl

__all__ = ["Duotone", "Halftone"]

renderer_contract = "1.0"


@hookimpl
def register_filters(register: Callable[[Filter], None]) -> None:
    register(Filter("duotone", duotone, Duotone))
    register(Filter("halftone", halftone, Halftone))
