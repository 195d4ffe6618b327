"""The group: it only hides its children or fades them; the engine dissolves it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from renderer.context import ElementContext
from renderer.design import Element
from renderer.hookspecs import ElementType, hookimpl
from renderer.layers import Mark


class Group(Element, frozen=True, kw_only=True, rename="camel"):
    """Children hold page coordinates; the group's own position and rotation do nothing."""


def paint_group(group: Group, context: ElementContext) -> Sequence[Mark]:
    """Nothing of its own."""
    return ()


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("group", Group, paint_group))
