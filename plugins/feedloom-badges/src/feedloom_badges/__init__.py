"""Element types ``rating`` and ``burst`` for the Feedloom renderer."""

from __future__ import annotations

from collections.abc import Callable

from feedloom_badges.burst import BurstElement, paint_burst
from feedloom_badges.rating import RatingElement, paint_rating
from renderer import ElementType, hookimpl

__all__ = ["BurstElement", "RatingElement"]

renderer_contract = "1.0"


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("rating", RatingElement, paint_rating))
    register(ElementType("burst", BurstElement, paint_burst))
