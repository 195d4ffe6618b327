"""What a designer may state under ``custom.rules``, typed; mistakes are issues, never errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from renderer.resolve.conditions import Condition
from renderer.resolve.values import Json

Fit = Literal["cover", "contain", "trim"]
Focus = Literal["center", "top", "bottom", "left", "right", "subject"]
Report = Callable[[str], None]


class Choice(
    Struct, frozen=True, kw_only=True, rename={"condition": "if"}, forbid_unknown_fields=True
):
    """Properties to set where a condition holds; without one they are set otherwise."""

    condition: Condition | str | None = None
    set: dict[str, Json] = {}


class ElementRules(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """``custom.rules`` of an element or a page.

    ``show`` and ``hide`` are conditions; ``fallback`` are texts or addresses for a missing value,
    in order, and ``when_missing`` says what happens where none has one. ``choose`` sets each
    property by the first choice that holds and names it. The others fit pictures and texts into
    their boxes and become properties of the element.
    """

    show: Condition | str | None = None
    hide: Condition | str | None = None
    fallback: str | tuple[str, ...] = ()
    when_missing: Literal["keep", "hide", "hide-group"] | None = None
    choose: tuple[Choice, ...] = ()
    fit: Fit | None = None
    focus: Focus | None = None
    min_resolution: float | None = None
    min_font_size: float | None = None
    max_font_size: float | None = None
    max_lines: int | None = None
    ellipsis: bool | None = None
    hyphenate: str | bool | None = None
    balance: bool | None = None

    @property
    def fallbacks(self) -> tuple[str, ...]:
        return (self.fallback,) if isinstance(self.fallback, str) else self.fallback


class DesignRules(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """``custom.rules`` of the design: how its feed writes values, and how its ads show them.

    ``aliases`` name columns of the feed by the names that the design uses.
    """

    locale: str | None = None
    currency: str | None = None
    decimal: Literal[".", ","] = "."
    aliases: dict[str, str] = {}


class Variable(Struct, frozen=True, kw_only=True):
    """One entry of the design's ``variables``; ``value`` is what the editor shows."""

    name: str = ""
    label: str = ""
    required: bool = False
    default: str | bool | float | None = None


DRAWN = (
    "fit", "focus", "min_resolution", "min_font_size", "max_font_size", "max_lines", "ellipsis",
    "hyphenate", "balance",
)  # fmt: skip
"""Rules that become properties of the element, under their camelCase names."""

_WRITTEN = dict(
    zip(ElementRules.__struct_fields__, ElementRules.__struct_encode_fields__, strict=True)
)
_T = TypeVar("_T", bound=Struct)


def drawn_properties(rules: ElementRules, locale: str) -> dict[str, Json]:
    """The rules that the element's painter follows; ``hyphenate`` true is the locale's language."""
    stated = {_WRITTEN[name]: getattr(rules, name) for name in DRAWN}
    if rules.hyphenate is True:
        stated["hyphenate"] = locale
    return {name: value for name, value in stated.items() if value is not None}


def rules_of(owner: Mapping[str, Json], extra: Mapping[str, Json] | None) -> Json:
    """The rules of an element, a page or the design, those of the caller before its own."""
    custom = owner.get("custom")
    own = custom.get("rules") if isinstance(custom, Mapping) else None
    if extra is None:
        return own
    return {**own, **extra} if isinstance(own, Mapping) else extra


def typed(rules: Json, model: type[_T], report: Report) -> _T:
    """Rules as a typed value. A mistake is reported, and what it stands in ignored."""
    if rules is None:
        return model()
    try:
        return msgspec.convert(rules, model, strict=False)
    except msgspec.ValidationError as error:
        if not isinstance(rules, Mapping):
            report(f"{error}; ignored")
            return model()
    kept: dict[str, Json] = {}
    for name, value in rules.items():
        try:
            msgspec.convert({name: value}, model, strict=False)
        except msgspec.ValidationError as error:
            report(f"{str(error).replace(' - at `$', ' in `')}; ignored")
        else:
            kept[name] = value
    return msgspec.convert(kept, model, strict=False)
