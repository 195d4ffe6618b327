"""Put a record into a design: (design, record) -> (design, issues)."""

from renderer.resolve.template import Resolved, Template
from renderer.resolve.variables import fill_template

__all__ = ["Resolved", "Template", "fill_template"]
