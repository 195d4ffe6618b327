"""Call the plugins' formats of values, and check what they give."""

from __future__ import annotations

import functools
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from renderer.calls import calling
from renderer.plugins import Registry
from renderer.resolve.formats import FormatContext, ValueFormat
from renderer.resolve.values import Money, Value

VALUES = (str, int, float, Decimal, Money, date, list, dict, type(None))


def formats_of(registry: Registry) -> dict[str, ValueFormat]:
    """All formats by name; one of a plugin that fails is named in the issue that says so."""
    owners = registry.owners_of("register_value_formats")
    return {
        name: one if registry.plugins[owners[name]].built_in else _named(one, owners[name])
        for name, one in registry.value_formats.items()
    }


def _named(format: ValueFormat, plugin: str) -> ValueFormat:
    @functools.wraps(format.apply)
    def apply(value: Value, context: FormatContext, *arguments: Any, **named: Any) -> Value:
        unfit: ValueError | None = None
        shown: Value = None
        with calling(plugin, f"format {format.name}"):
            try:
                shown = format.apply(value, context, *arguments, **named)
            except ValueError as error:  # how a format says that it can't use a value
                unfit = error
            if not isinstance(shown, VALUES):
                raise TypeError(f"gave {shown!r:.60}; a text or another value is expected")
        if unfit:
            raise unfit
        return shown

    return replace(format, apply=apply)
