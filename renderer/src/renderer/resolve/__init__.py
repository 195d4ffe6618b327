"""Put a record into a design: (design, record) -> (design, issues)."""

from renderer.resolve.formats import FormatContext, NothingToShow, ValueFormat
from renderer.resolve.template import Resolved, Template
from renderer.resolve.variables import fill_template

__all__ = [
    "FormatContext",
    "NothingToShow",
    "Resolved",
    "Template",
    "ValueFormat",
    "fill_template",
]
