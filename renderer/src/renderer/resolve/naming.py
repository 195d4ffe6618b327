"""What a name in a template stands for: a mapped field, a declared variable, or a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from renderer.resolve.columns import Columns, folded
from renderer.resolve.formats import ValueFormat
from renderer.resolve.row import MISSING, UNKNOWN, Evaluate, Row
from renderer.resolve.rules import Variable
from renderer.resolve.syntax import SyntaxProblem
from renderer.resolve.texts import compile_text
from renderer.resolve.values import Json, Value, is_missing
from renderer.resolve.variables import bare


@dataclass(slots=True)
class Names:
    """``fields`` map labels to columns, ``variables`` are the declared ones by folded name."""

    columns: Columns
    fields: Mapping[str, str]
    variables: Mapping[str, Variable]
    formats: Mapping[str, ValueFormat]
    report: Callable[[str], None]
    _open: list[str] = field(default_factory=list)

    def column(self, name: str) -> str:
        return self.fields.get(name) or self.fields.get(folded(name), name)

    def is_mapped(self, name: str) -> bool:
        """Whether a field or a declared variable has this name."""
        return name in self.fields or folded(name) in self.fields or folded(name) in self.variables

    def evaluator(self, name: str) -> Evaluate:
        """A column's value, else the default of the variable of this name.

        Raises SyntaxProblem where defaults refer to each other in a circle.
        """
        number = self.columns.number(self.column(name))
        variable = self.variables.get(folded(name))
        if variable is None or variable.default is None:
            return lambda row: row.values[number]
        default = self._default(variable)

        def evaluate(row: Row) -> Value:
            value = row.values[number]
            return default(row) if is_missing(value) else value

        return evaluate

    def _default(self, variable: Variable) -> Evaluate:
        text = variable.default
        if not isinstance(text, str):
            return lambda row: text
        if variable.name in self._open:
            circle = " -> ".join([*self._open, variable.name])
            raise SyntaxProblem(f"the defaults of {circle} refer to each other", 0)
        self._open.append(variable.name)
        try:
            template = compile_text(text, "default", self, self.formats, self.report)
        finally:
            self._open.pop()
        if template is None:
            return lambda row: text
        return lambda row: template.fill(row).value

    def report_missing(self, name: str, source: str, row: Row) -> None:
        """Say that a name in an expression has no value, if so."""
        column = self.column(name)
        number = self.columns.number(column)
        if not is_missing(row.values[number]):
            return
        shown = repr(name) if column == name else f"{name!r} (column {column!r})"
        if row.found[number] is None:
            row.report(f"{{{{{source.strip()}}}}}: the record has no {shown}", UNKNOWN)
        else:
            row.report(f"{{{{{source.strip()}}}}}: {shown} is empty", MISSING)


def mapped_fields(fields: Iterable[Mapping[str, Json]]) -> dict[str, str]:
    """Columns by label, as it is written and folded; the first field of a name wins."""
    mapped: dict[str, str] = {}
    for one in fields:
        label, column = bare(one.get("label_name")), one.get("product_map")
        if label and isinstance(column, str) and column.strip():
            mapped.setdefault(label, column.strip())
    for label, column in [*mapped.items()]:
        mapped.setdefault(folded(label), column)
    return mapped
