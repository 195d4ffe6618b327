"""Put a record into a design: (template, fields, record) -> design."""

from renderer.resolve.variables import fill_template

__all__ = ["fill_template"]
