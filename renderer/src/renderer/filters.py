"""The built-in filters: the editor's, by the names they have under ``filters``."""

from __future__ import annotations

import functools
from collections.abc import Callable

from PIL import Image

from renderer.design import FilterSettings
from renderer.hookspecs import Filter, hookimpl
from renderer.paint.filters import FILTERS, made_filter


def _apply(name: str, image: Image.Image, settings: FilterSettings) -> Image.Image:
    change = made_filter(name, min(1.0, max(-1.0, settings.intensity)))
    return change(image) if change else image


@hookimpl
def register_filters(register: Callable[[Filter], None]) -> None:
    for name in FILTERS:
        register(Filter(name, functools.partial(_apply, name)))
