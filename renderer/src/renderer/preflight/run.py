"""Check a template, or all products of a feed in it."""

from __future__ import annotations

import time
from collections.abc import Callable

from renderer.design import Json
from renderer.feeds import Feed
from renderer.feeds.identity import SeenIds, product_id
from renderer.preflight.finding import Finding
from renderer.preflight.rows import CheckSettings, RowCheck, checked
from renderer.preflight.tally import Report


def check_template(design: Json, settings: CheckSettings | None = None) -> Report:
    """What is wrong with a design as it is, its samples for values. Raises RendererError."""
    settings = settings or CheckSettings()
    started = time.monotonic()
    check = RowCheck(design, settings).page
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
    With several ``jobs`` processes are spawned: a script that calls this then needs
    ``if __name__ == "__main__":``. Raises RendererError for a feed or a setting that can't be
    used; never for a product.
    """
    settings = settings or CheckSettings()
    started = time.monotonic()
    report = Report()
    with SeenIds() as seen:
        for row, found in checked(feed, template, settings):
            product = product_id(row.values, settings.id_column)
            if not row.is_broken:
                problem = seen.problem(product, row.line, settings.id_column)
                found += [Finding.of(problem)] if problem else []
            report.add(product, row.line, found)
            on_product(product, row.line, found)
    report.seconds = time.monotonic() - started
    return report
