"""The kinds of things that plugins register; the built-in ones are no different."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct
from PIL import Image

from renderer.context import ElementContext
from renderer.design import Element, FilterSettings
from renderer.fonts.request import FindFont, FontCache, FontSettings
from renderer.layers import Drawing, Mark

Painted = Image.Image | Mark | Iterable[Image.Image | Mark] | Drawing
"""What a painter returns: images have the element's size in device pixels (``context.pixels``)."""


class ElementType(Struct, frozen=True):
    """An element type: its name in a design's ``type``, its typed model, its painter.

    ``paint`` turns an element into its picture, without position, rotation, opacity, shadow and
    effects. ``sources`` names the urls it will ask the context for, so that they are loaded side
    by side beforehand. Without ``takes_effects`` blur and filters leave the element as it is.
    Pictures are kept and shown again unless ``pure`` is false: then they depend on more than
    element and context, such as today's date.
    """

    name: str
    model: type[Element]
    paint: Callable[[Any, ElementContext], Painted]
    sources: Callable[[Any], Iterable[str]] = lambda element: ()
    takes_effects: bool = True
    pure: bool = True

    def __post_init__(self) -> None:
        _check_model(self.model, Element)


class Filter(Struct, frozen=True):
    """A filter: its name under an element's ``filters``, and a function on its colours.

    ``apply`` takes RGB pixels and the typed settings, and gives as many RGB pixels: where the
    element is translucent stays the engine's business. How large the pixels are depends on the
    picture: what a filter measures, it measures in shares of ``image.size``.
    """

    name: str
    apply: Callable[[Image.Image, Any], Image.Image]
    model: type[FilterSettings] = FilterSettings

    def __post_init__(self) -> None:
        _check_model(self.model, FilterSettings)


class FontProvider(Struct, frozen=True):
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


class OutputFormat(Struct, frozen=True):
    """A file format: its name and a function from picture to bytes.

    The function's keyword-only parameters are the format's options: what
    ``renderer.encode(image, name, quality=80)`` passes on. Name and suffixes are in lower case.
    """

    name: str
    encode: Callable[..., bytes]
    suffixes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for found in (self.name, *self.suffixes):
            if found != found.lower():
                raise ValueError(f"{found!r} is expected in lower case")
        if odd := [suffix for suffix in self.suffixes if not suffix.startswith(".")]:
            raise ValueError(f"suffixes has {odd[0]!r}; one that begins with a dot is expected")


def _check_model(model: object, base: type) -> None:
    if not (isinstance(model, type) and issubclass(model, base)):
        expected = f"a subclass of renderer.{base.__name__} is expected"
        raise TypeError(f"model is {model!r}; {expected}")
