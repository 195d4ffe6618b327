"""Compile a template once, then put any number of records into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from renderer.issues import Issue
from renderer.resolve.variables import Json, fill_template


@dataclass(frozen=True, slots=True)
class Resolved:
    """A design with a record's values in it, and what was wrong with them."""

    design: dict[str, Json]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A design to put records into: ``Template.compile(design).resolve(record)``."""

    source: Mapping[str, Json]
    fields: tuple[Mapping[str, Json], ...]
    locale: str

    @classmethod
    def compile(
        cls,
        template: Mapping[str, Json],
        fields: Iterable[Mapping[str, Json]] = (),
        *,
        locale: str = "en",
    ) -> Template:
        """``fields`` map a variable's ``label_name`` to a record's column, its ``product_map``."""
        return cls(template, tuple(fields), locale)

    def resolve(self, record: Mapping[str, object]) -> Resolved:
        """Never raises, whatever the record holds."""
        return Resolved(fill_template(self.source, self.fields, record))
