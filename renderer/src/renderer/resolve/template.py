"""Compile a template once, then put any number of records into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from renderer.errors import DesignError
from renderer.issues import Issue
from renderer.mistakes import written
from renderer.resolve.columns import Columns, folded
from renderer.resolve.conditions import PRICE, SALE_PRICE
from renderer.resolve.fills import DRAWN
from renderer.resolve.formats import BUILT_IN, FormatContext, ValueFormat
from renderer.resolve.formats.format import babel_locale
from renderer.resolve.naming import Names, mapped_fields
from renderer.resolve.plan import Plan
from renderer.resolve.planner import BAD_RULE, Planner, Reporter
from renderer.resolve.row import MISSING, Row
from renderer.resolve.rules import DesignRules, Report, Variable, rules_of, typed
from renderer.resolve.values import Json, is_missing, number_of, shown_text
from renderer.resolve.variables import copied

DESIGN = "design"
ENGLISH = "en"
DEAREST = 10_000_000  # in any currency
EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A design with a record's values in it, and what was wrong with them.

    Parts of the design that no value touches are shared by all designs of a template: read it,
    don't change it in place.
    """

    design: dict[str, Json]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A design to put records into: ``Template.compile(design).resolve(record)``.

    ``issues`` are the template's own mistakes; every resolved design has them too.
    """

    issues: tuple[Issue, ...]
    context: FormatContext
    source: Mapping[str, Json]
    pages: tuple[Plan, ...] | None
    columns: Columns
    required: tuple[tuple[int, Variable], ...]
    prices: tuple[tuple[str, int], ...]

    @classmethod
    def compile(
        cls,
        template: Mapping[str, Json],
        fields: Iterable[Mapping[str, Json]] | None = None,
        *,
        locale: str | None = None,
        formats: Mapping[str, ValueFormat] = BUILT_IN,
        rules: Mapping[str, Mapping[str, Json]] | None = None,
    ) -> Template:
        """Look at everything that is the same for all records; mistakes become ``issues``.

        ``fields`` map a variable's ``label_name`` to a record's column, its ``product_map``; an
        element whose variable none of them has is left as designed. Without ``fields`` variables
        are columns. ``rules`` are further rules by an element's ``id`` or
        ``name`` or a page's ``id``, those of the design under ``design``; they win over the
        design's own. ``locale`` wins over the design's; without either it is English. Raises
        DesignError for a template that is no object.
        """
        if not isinstance(template, Mapping):
            raise DesignError("template", f"is {written(template)}", "a JSON object is expected")
        issues: list[Issue] = []
        rules = rules or {}
        source = {key: copied(value) for key, value in template.items() if key != "variables"}
        settings = typed(
            rules_of(source, rules.get(DESIGN)),
            DesignRules,
            Reporter(issues, "design.custom.rules", BAD_RULE),
        )
        locale = (locale or settings.locale or ENGLISH).replace("-", "_")
        if locale != ENGLISH:
            try:
                babel_locale(locale)
            except ValueError as problem:
                issues.append(Issue("design.locale", str(problem), BAD_RULE))
        mapped = mapped_fields(fields or ())
        report = Reporter(issues, "design.variables", BAD_RULE)
        columns = Columns(settings.aliases)
        names = Names(columns, mapped, _variables(template, report), formats, report)
        planner = Planner(names, formats, rules, fields is not None, locale, issues)
        pages = source.get("pages")
        plans = tuple(planner.pages(pages)) if isinstance(pages, list) else None
        required = tuple(_required(names))
        prices = tuple(_prices(columns))
        return cls(
            tuple(dict.fromkeys(issues)),
            FormatContext(locale, settings.currency or "", settings.decimal, EPOCH),
            source,
            plans,
            columns,
            required,
            prices,
        )

    def resolve(self, record: Mapping[str, object], *, now: datetime | None = None) -> Resolved:
        """The design with a record's values. Never raises, whatever the record holds.

        ``now`` decides what is on sale and how far away a date is; it has a time zone.
        """
        if not isinstance(record, Mapping):
            record = {}
        values, found = self.columns.read(record)
        context = self.context.at(now or datetime.now(UTC))
        row = Row(values, found, context)
        design = {**self.source}
        if self.pages is not None:
            design["pages"] = list(self._pages(row))
        self._check(row)
        return Resolved(design, (*self.issues, *dict.fromkeys(row.issues)))

    def _pages(self, row: Row) -> Iterator[Json]:
        """The pages whose rules show them; the first where none is."""
        assert self.pages is not None
        is_empty = True
        for plan in self.pages:
            verdict, page = (DRAWN, plan.source) if plan.is_static else plan.resolve(row)
            if verdict is DRAWN:
                is_empty = False
                yield page
        if is_empty and self.pages:
            row.place = "pages"
            row.report("no page's rules show it; the first is taken", "no-page")
            yield replace(self.pages[0], shown=None).resolve(row)[1]

    def _check(self, row: Row) -> None:
        """What is wrong with a record, whatever the design does with it."""
        for number, variable in self.required:
            if is_missing(row.values[number]):
                row.place = f"variables.{variable.name}"
                row.report(f"{variable.label or variable.name} is required", MISSING)
        amounts = {}
        for name, number in self.prices:
            amount = number_of(row.values[number], row.context.decimal)
            if amount is not None:
                amounts[name] = amount
                if not 0 < amount < DEAREST:
                    row.place = name
                    row.report(f"{_shown(row, number)} is no price of anything", "absurd-price")
        price, sale = amounts.get(PRICE), amounts.get(SALE_PRICE)
        if price is not None and sale is not None and 0 < price <= sale:
            row.place = SALE_PRICE
            full, reduced = (_shown(row, number) for _, number in self.prices)
            row.report(f"{reduced} is not lower than the price, {full}", "sale-not-lower")


def _shown(row: Row, number: int) -> str:
    return shown_text(row.values[number])[:40]


def _required(names: Names) -> Iterator[tuple[int, Variable]]:
    for variable in names.variables.values():
        if variable.required:
            yield names.columns.number(names.column(variable.name)), variable


def _prices(columns: Columns) -> Iterator[tuple[str, int]]:
    """The price and the sale price, if the template reads them; the latter with the former."""
    price, sale = (
        next((name for name in columns.names if columns.means(name, wanted)), None)
        for wanted in (PRICE, SALE_PRICE)
    )
    if price or sale:
        yield PRICE, columns.number(price or PRICE)
    if sale:
        yield SALE_PRICE, columns.number(sale)


def _variables(template: Mapping[str, Json], report: Report) -> dict[str, Variable]:
    """The design's declared variables by folded name; an entry that is none is reported."""
    entries = template.get("variables")
    variables: dict[str, Variable] = {}
    for i, entry in enumerate(entries if isinstance(entries, list) else ()):
        try:
            variable = msgspec.convert(entry, Variable, strict=False)
        except msgspec.ValidationError as error:
            report(f"entry {i}: {error}; ignored")
        else:
            variables.setdefault(folded(variable.name), variable)
    return variables
