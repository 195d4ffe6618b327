"""Put a record into a design: (design, record) -> (design, issues).

Names are loaded on first use: a renderer that is only given finished designs needs none of it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renderer.resolve.formats import FormatContext, NothingToShow, ValueFormat
    from renderer.resolve.template import Resolved, Template
    from renderer.resolve.variables import fill_template

_HOME_OF = {
    "FormatContext": "formats",
    "NothingToShow": "formats",
    "Resolved": "template",
    "Template": "template",
    "ValueFormat": "formats",
    "fill_template": "variables",
}

__all__ = [
    "FormatContext",
    "NothingToShow",
    "Resolved",
    "Template",
    "ValueFormat",
    "fill_template",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
