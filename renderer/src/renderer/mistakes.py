"""What is wrong with a design's values, in words: what stands there, and what is expected."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from renderer.errors import QUOTED, DesignError, quoted

EXPECTED = {
    "str": "text",
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}


def mistake(
    error: msgspec.ValidationError, raw: Mapping[str, Any], model: type[Struct], place: str
) -> DesignError:
    """msgspec's words, such as "Expected `float`, got `str` - at `$.width`", with our place."""
    message, _, path = str(error).partition(" - at `")
    if path.startswith("key"):
        where = place + path.partition("$")[2].rstrip("`")
        return DesignError(where, "has a property whose name is no text", "a text is expected")
    path = path.strip("$`")
    missing = re.fullmatch(r"Object missing required field `(\w+)`", message)
    if missing:
        return DesignError(f"{place}.{missing[1]}", "is missing", "it is required")
    checked = re.fullmatch(r"(\w+) (.*?); (.*)", message, re.DOTALL)
    if checked:  # what a model's own __post_init__ says
        return DesignError(f"{place}{path}.{checked[1]}", checked[2], checked[3])
    expected = _choices(model, path.removeprefix(".")) or _expected(message)
    found: Any = raw
    for step in re.findall(r"\w+", path):
        try:
            found = found[int(step) if isinstance(found, list | tuple) else step]
        except (KeyError, IndexError, ValueError, TypeError):
            return DesignError(place + path, "is invalid", f"{expected} is expected")
    return DesignError(place + path, f"is {written(found)}", f"{expected} is expected")


def half_character(raw: Mapping[str, Any], place: str) -> DesignError:
    """For a property that holds half of a character (a lone surrogate) where no text fits."""
    name = next((name for name, value in raw.items() if _is_broken(value)), None)
    where = place if name is None else f"{place}.{name}"
    return DesignError(where, "holds half of a character", "whole ones are expected")


def _is_broken(value: object) -> bool:
    try:
        msgspec.json.encode(value)
    except UnicodeError:
        return True
    except Exception:  # what is no JSON otherwise is another mistake
        return False
    return False


def _choices(model: type[Struct], name: str) -> str:
    """What a property takes beside or instead of a number, in the model's own spelling."""
    from msgspec import inspect

    fields = inspect.type_info(model).fields  # type: ignore[attr-defined]
    kind = next((field.type for field in fields if field.encode_name == name), None)
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    words = [
        f'"{word}"'
        for kind in kinds
        if isinstance(kind, inspect.LiteralType)
        for word in kind.values
    ]
    is_number = any(isinstance(kind, inspect.FloatType | inspect.IntType) for kind in kinds)
    return " or ".join(["a number", *words] if words and is_number else words)


def _expected(message: str) -> str:
    if message == "Number out of range":
        message = "Expected `float`"
    kinds = re.sub(r", got .*|`", "", message).removeprefix("Expected ").split(" | ")
    return " or ".join(EXPECTED.get(kind, kind) for kind in kinds if kind != "null")


def written(value: object) -> str:
    """A value as a design writes it, cut to a readable length."""
    if isinstance(value, str):
        return quoted(value) if len(value) <= QUOTED else f"text {quoted(value)}..."
    try:
        text = json.dumps(value, ensure_ascii=False, default=repr)
    except (TypeError, ValueError, RecursionError):
        return kind_of(value)
    return text if len(text) <= QUOTED else f"{kind_of(value)} {text[:50]}..."


def kind_of(value: object) -> str:
    kinds: dict[type, str] = {
        dict: "an object", list: "a list", str: "text", bool: "true or false",
        int: "a number", float: "a number", type(None): "null",
    }  # fmt: skip
    return kinds.get(type(value), f"a Python {type(value).__name__}")
