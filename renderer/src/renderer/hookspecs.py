"""The whole plugin contract. Built-ins come in through the same hooks as a stranger's plugin.

A distribution offers a module or object with ``@renderer.hookimpl`` functions under the entry
point group ``renderer``.
"""

from __future__ import annotations

from collections.abc import Callable

import pluggy

from renderer.kinds import ElementType, Filter, FontProvider, OutputFormat

__all__ = ["ElementType", "Filter", "FontProvider", "OutputFormat", "hookimpl"]

hookspec = pluggy.HookspecMarker("renderer")
hookimpl = pluggy.HookimplMarker("renderer")


@hookspec
def register_element_types(register: Callable[[ElementType], None]) -> None:
    """Register element types, e.g. ``register(ElementType("qr", QrElement, paint_qr))``."""


@hookspec
def register_filters(register: Callable[[Filter], None]) -> None:
    """Register filters of an element's colours, e.g. ``register(Filter("duotone", duotone))``."""


@hookspec
def register_font_providers(register: Callable[[FontProvider], None]) -> None:
    """Register font providers, e.g. ``register(FontProvider("brand", open_brand_fonts))``."""


@hookspec
def register_output_formats(register: Callable[[OutputFormat], None]) -> None:
    """Register output formats, e.g. ``register(OutputFormat("tiff", to_tiff, (".tiff",)))``."""
