"""The whole plugin contract. Built-ins come in through the same hooks as a stranger's plugin.

A distribution offers a module or object with ``@renderer.hookimpl`` functions under the entry
point group ``renderer``; its ``renderer_contract = "1.0"`` says which contract it was written for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pluggy
from PIL import Image

from renderer.context import PageContext
from renderer.design import Page
from renderer.issues import Issue
from renderer.kinds import ElementType, Filter, FontProvider, OutputFormat
from renderer.resolve.formats import ValueFormat

__all__ = ["ElementType", "Filter", "FontProvider", "OutputFormat", "ValueFormat", "hookimpl"]

PLUGIN_CONTRACT = "1.0"

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


@hookspec
def register_value_formats(register: Callable[[ValueFormat], None]) -> None:
    """Register formats of values, e.g. ``register(ValueFormat("stars", stars))``."""


@hookspec
def before_page(page: Page, context: PageContext) -> Page | None:
    """Look at a page before anything of it is loaded; a page returned is drawn in its stead."""


@hookspec
def after_page(image: Image.Image, context: PageContext) -> Image.Image | None:
    """Look at a drawn page; a picture returned (RGB, or RGBA with straight alpha) replaces it."""


@hookspec
def report_issues(issues: Sequence[Issue], context: PageContext) -> None:
    """Be told of each picture, once it is drawn, what had to be drawn otherwise than asked."""
