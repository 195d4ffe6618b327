"""Check a template, or all products of a feed in it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from renderer.design import Json
from renderer.engine import Renderer
from renderer.feeds import Feed, Row
from renderer.feeds.identity import SeenIds, product_id
from renderer.preflight.finding import Finding
from renderer.preflight.page import PageCheck
from renderer.preflight.pictures import Look, Pictures
from renderer.preflight.tally import Report
from renderer.resolve import Template

AHEAD = 64
"""Products whose pictures are asked for while others are checked."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """How a feed is checked; names as in ``renderer.batch.BatchSettings``.

    With ``images`` all pictures are loaded and looked at, else only where they are to be found.
    """

    fields: Sequence[Mapping[str, Any]] = ()
    locale: str | None = None
    id_column: str | None = None
    pages: Sequence[int] = (0,)
    scale: float = 1.0
    renderer: Mapping[str, Any] = field(default_factory=dict)
    images: bool = False


def check_template(design: Json, settings: CheckSettings | None = None) -> Report:
    """What is wrong with a design as it is, its samples for values. Raises RendererError."""
    settings = settings or CheckSettings()
    started = time.monotonic()
    check = _check(Renderer(**settings.renderer), settings)
    report = Report()
    report.add("", 0, [f for page in settings.pages for f in check.findings(design, page)])
    report.seconds = time.monotonic() - started
    return report


def check_feed(
    template: Json,
    feed: Feed,
    settings: CheckSettings | None = None,
    on_product: Callable[[str, int, list[Finding]], None] = lambda product, line, found: None,
) -> Report:
    """What will be wrong with each product's picture; memory is flat however long the feed.

    ``on_product`` is called with each product's id, its line in the feed and what was found.
    Raises RendererError for a feed or a setting that can't be used; never for a product.
    """
    settings = settings or CheckSettings()
    started = time.monotonic()
    renderer = Renderer(**settings.renderer)
    check = _check(renderer, settings)
    compiled = renderer.template(template, settings.fields, locale=settings.locale)
    report = Report()
    with SeenIds() as seen:
        for row, design, found in _ahead(_resolved(feed, compiled), check, settings):
            product = product_id(row.values, settings.id_column)
            if not row.is_broken:
                found += _identity(product, row.line, seen)
                found += (f for page in settings.pages for f in check.findings(design, page))
            report.add(product, row.line, found)
            on_product(product, row.line, found)
    report.seconds = time.monotonic() - started
    return report


def _check(renderer: Renderer, settings: CheckSettings) -> PageCheck:
    setup = renderer.setup
    look: Look = "decoded" if settings.images else "named"
    return PageCheck(setup, Pictures(setup.assets, look), settings.scale)


Resolved = tuple[Row, Json, list[Finding]]


def _resolved(feed: Feed, template: Template) -> Iterator[Resolved]:
    for row in feed:
        found = [Finding.of(issue) for issue in row.issues]
        design: Json = {}
        if not row.is_broken:
            resolved = template.resolve(row.values)
            design = resolved.design
            found += map(Finding.of, resolved.issues)
        yield row, design, found


def _ahead(
    rows: Iterator[Resolved], check: PageCheck, settings: CheckSettings
) -> Iterator[Resolved]:
    """The same rows; with ``images``, the next ones' pictures are on their way meanwhile."""
    if not settings.images:
        yield from rows
        return
    waiting: deque[Resolved] = deque()
    for one in rows:
        if one[1]:
            for page in settings.pages:
                check.prefetch(one[1], page)
        waiting.append(one)
        if len(waiting) > AHEAD:
            yield waiting.popleft()
    yield from waiting


def _identity(product: str, line: int, seen: SeenIds) -> list[Finding]:
    if not product:
        return [Finding("missing-id", f"line {line}", "has no id")]
    before = seen.line_before(product, line)
    if before is None:
        return []
    message = f"the id {product!r} is already that of line {before}"
    return [Finding("duplicate-id", f"line {line}", message)]
