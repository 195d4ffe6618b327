"""The whole plugin contract. Built-ins come in through the same hooks as a stranger's plugin.

A distribution offers a module or object with ``@renderer.hookimpl`` functions under the entry
point group ``renderer``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pluggy

from renderer.context import ElementContext
from renderer.design import Element
from renderer.fonts.request import FindFont, FontCache, FontSettings
from renderer.layers import Drawing, Mark

hookspec = pluggy.HookspecMarker("renderer")
hookimpl = pluggy.HookimplMarker("renderer")


@dataclass(frozen=True, slots=True)
class ElementType:
    """An element type: its name in a design's ``type``, its typed model, its painter.

    ``paint`` turns an element into marks; ``sources`` names the urls it will ask the context
    for, so that they are loaded side by side beforehand. Without ``takes_effects`` blur and
    filters leave the element as it is.
    """

    name: str
    model: type[Element]
    paint: Callable[[Any, ElementContext], Sequence[Mark] | Drawing]
    sources: Callable[[Any], Iterable[str]] = lambda element: ()
    takes_effects: bool = True

    def __post_init__(self) -> None:
        if not (isinstance(self.model, type) and issubclass(self.model, Element)):
            raise TypeError(f"model is {self.model!r}; a subclass of renderer.Element is expected")


@dataclass(frozen=True, slots=True)
class FontProvider:
    """A source of font files.

    ``open`` is called once per renderer with its settings and gives the function that answers
    requests (None: not here), a ``FontCache`` that stands before all remote providers, or None
    where the settings don't ask for it. Providers are asked in the order of ``rank``, lower
    first: the built-in folders have 20, bundled fonts 90, Google Fonts 120, system fonts 150.

    ``remote`` answers come over a network: they are cached, an AssetError only means that the
    next provider is asked, and their files are not trusted to be fonts.
    """

    name: str
    open: Callable[[FontSettings], FindFont | FontCache | None]
    rank: int = 50
    remote: bool = False


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """A file format: its name and a function from picture to bytes.

    The function's keyword-only parameters are the format's options: what
    ``renderer.encode(image, name, quality=80)`` passes on.
    """

    name: str
    encode: Callable[..., bytes]
    suffixes: tuple[str, ...] = ()


@hookspec
def register_element_types(register: Callable[[ElementType], None]) -> None:
    """Register element types, e.g. ``register(ElementType("qr", QrElement, paint_qr))``."""


@hookspec
def register_font_providers(register: Callable[[FontProvider], None]) -> None:
    """Register font providers, e.g. ``register(FontProvider("brand", open_brand_fonts))``."""


@hookspec
def register_output_formats(register: Callable[[OutputFormat], None]) -> None:
    """Register output formats, e.g. ``register(OutputFormat("tiff", to_tiff, (".tiff",)))``."""
