"""Read a template: which of its properties a record fills, and under which conditions."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from renderer.issues import Issue
from renderer.resolve.conditions import Condition, Holds, compile_condition
from renderer.resolve.expression import Expression, compile_expression
from renderer.resolve.fills import Bound, Chosen, Constant, Fill, Shown, Written
from renderer.resolve.formats import ValueFormat
from renderer.resolve.naming import Names
from renderer.resolve.plan import Children, Plan
from renderer.resolve.row import UNKNOWN
from renderer.resolve.rules import Choice, ElementRules, drawn_properties, rules_of, typed
from renderer.resolve.syntax import SyntaxProblem
from renderer.resolve.texts import OPEN, Fillable, Whole, compile_text
from renderer.resolve.values import Json
from renderer.resolve.variables import bare, shown_property, variable_of

BAD_TOKEN, BAD_RULE = "bad-token", "bad-rule"
NOT_FILLED = frozenset(("id", "name", "type", "custom", "bindings", "children"))


@dataclass(frozen=True, slots=True)
class Planner:
    """``rules`` are the caller's, by id or name; the template's mistakes go to ``issues``.

    Where it ``is_mapped``, only fields say what an element's variable is.
    """

    names: Names
    formats: Mapping[str, ValueFormat]
    rules: Mapping[str, Mapping[str, Json]]
    is_mapped: bool
    locale: str
    issues: list[Issue]

    def pages(self, pages: Iterable[Json]) -> Iterator[Plan]:
        for i, page in enumerate(pages):
            yield self.page(page, f"pages[{i}]")

    def page(self, raw: Json, place: str) -> Plan:
        if not isinstance(raw, dict):
            return Plan(place, raw)
        rules = self._rules(raw, place)
        return Plan(
            place,
            _plain(raw),
            self._shown(rules, place),
            tuple(self._fills(raw, rules, place, shown=None)),
            self._children(raw, place),
        )

    def element(self, raw: Json, place: str) -> Plan:
        if not isinstance(raw, dict):
            return Plan(place, raw)
        rules = self._rules(raw, place)
        property = shown_property(raw)
        fills = list(self._fills(raw, rules, place, property))
        shown = self._value(raw, property, place) if property else None
        if property and shown is not None:
            fallbacks = [self._text(text, property, place) for text in rules.fallbacks]
            has_placeholder = "placeholder" in raw
            fills.append(
                Shown(property, shown, fallbacks, rules.when_missing, has_placeholder, self.names)
            )
        drawn = drawn_properties(rules, self.locale)
        source = {**_plain(raw), **drawn} if drawn else _plain(raw)
        children = self._children(raw, place)
        return Plan(place, source, self._shown(rules, place), tuple(fills), children)

    def _children(self, raw: Mapping[str, Json], place: str) -> Children | None:
        """The children's plans; None where nothing about them is to be done."""
        children = raw.get("children")
        if not isinstance(children, list):
            return None
        plans = [self.element(child, f"{place}.children[{i}]") for i, child in enumerate(children)]
        changing = tuple((i, plan) for i, plan in enumerate(plans) if not plan.is_static)
        sources = tuple(plan.source for plan in plans)
        if not changing and all(map(operator.is_, sources, children)):
            return None
        return Children(sources, changing)

    def _rules(self, raw: Mapping[str, Json], place: str) -> ElementRules:
        keys = [str(key) for key in (raw.get("id"), raw.get("name")) if isinstance(key, str | int)]
        extra = next((self.rules[key] for key in keys if key in self.rules), None)
        return typed(rules_of(raw, extra), ElementRules, self._reporter(f"{place}.custom.rules"))

    def _value(self, raw: Mapping[str, Json], property: str, place: str) -> Fillable | None:
        """What the property that an element is there for is filled with: its variable, else its
        binding, else the tokens in its own text."""
        if variable := self._variable(raw, place):
            return variable
        bindings = raw.get("bindings")
        if isinstance(bindings, dict) and property in bindings:
            bound = self._expression(bindings[property], f"{place}.bindings.{property}")
            return None if bound is None else Whole(bound)
        text = raw.get(property)
        return self._template(text, property, place) if isinstance(text, str) else None

    def _variable(self, raw: Mapping[str, Json], place: str) -> Whole | None:
        """``custom.variable``: a name, or an expression with formats.

        Where fields map names to columns, one that they don't have is left as designed.
        """
        name = variable_of(raw)
        if not name:
            return None
        expression = self._expression(name, f"{place}.custom.variable", as_name="|" not in name)
        if expression is None:
            return None
        unknown = [one for one in expression.reads if not self.names.is_mapped(one)]
        if self.is_mapped and unknown:
            said = f"{unknown[0]!r} is no field; left as designed"
            self.issues.append(Issue(f"{place}.custom.variable", said, UNKNOWN))
            return None
        return Whole(expression)

    def _fills(
        self, raw: Mapping[str, Json], rules: ElementRules, place: str, shown: str | None
    ) -> Iterator[Fill]:
        """What fills the properties beside the one that the element is there for."""
        if rules.choose:
            choices = [self._choice(choice, f"{place}.custom.rules") for choice in rules.choose]
            yield Chosen(choices, self.names)
        bindings = raw.get("bindings")
        bindings = bindings if isinstance(bindings, dict) else {}
        for name, value in raw.items():
            if isinstance(value, str) and name not in {*NOT_FILLED, *bindings, shown}:
                template = self._template(value, name, place)
                if template is not None:
                    yield Written(name, template, self.names)
        for name, source in bindings.items():
            if name not in NOT_FILLED and name != shown:
                expression = self._expression(source, f"{place}.bindings.{name}")
                if expression is not None:
                    yield Bound(name, expression, raw.get(name), self.names)

    def _shown(self, rules: ElementRules, place: str) -> Holds | None:
        """Whether the element is drawn, by its rules; None where it always is."""
        show = self._condition(rules.show, f"{place}.custom.rules.show")
        hide = self._condition(rules.hide, f"{place}.custom.rules.hide")
        if hide is None:
            return show
        return lambda row: (show is None or show(row)) and not hide(row)

    def _choice(
        self, choice: Choice, place: str
    ) -> tuple[Holds | None, list[tuple[str, Fillable | Constant]]]:
        settings = [
            (name, self._text(value, name, place))
            for name, value in choice.set.items()
            if name not in NOT_FILLED
        ]
        if choice.condition is None:
            return None, settings
        holds = self._condition(choice.condition, f"{place}.choose")
        return holds or _never, settings

    def _condition(self, condition: Condition | str | None, place: str) -> Holds | None:
        if condition is None:
            return None
        try:
            return compile_condition(condition, self.names, self.formats)
        except SyntaxProblem as problem:
            self.issues.append(Issue(place, f"{problem}; ignored", BAD_RULE))
            return None

    def _expression(self, source: Json, place: str, as_name: bool = False) -> Expression | None:
        if not isinstance(source, str):
            self.issues.append(Issue(place, f"is {source!r:.40}; a name is expected", BAD_TOKEN))
            return None
        bracketed = f"[{source}]" if as_name and "]" not in source else source
        try:
            return compile_expression(bare(bracketed), self.names, self.formats)
        except SyntaxProblem as problem:
            self.issues.append(Issue(place, f"{source!r:.60}: {problem}; ignored", BAD_TOKEN))
            return None

    def _text(self, value: Json, property: str, place: str) -> Fillable | Constant:
        template = self._template(value, property, place) if isinstance(value, str) else None
        return template or Constant(value)

    def _template(self, text: str, property: str, place: str) -> Fillable | None:
        if OPEN not in text:
            return None
        report = self._reporter(f"{place}.{property}", BAD_TOKEN)
        return compile_text(text, property, self.names, self.formats, report)

    def _reporter(self, place: str, kind: str = BAD_RULE) -> Reporter:
        return Reporter(self.issues, place, kind)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Collects a template's mistakes at one place."""

    issues: list[Issue]
    place: str
    kind: str

    def __call__(self, message: str) -> None:
        self.issues.append(Issue(self.place, message, self.kind))


def _never(row: object) -> bool:
    return False


def _plain(raw: dict[str, Json]) -> dict[str, Json]:
    """Without what only a template has."""
    if "bindings" not in raw:
        return raw
    return {name: value for name, value in raw.items() if name != "bindings"}
