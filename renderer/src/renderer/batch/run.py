"""Draw a whole feed: rows to tasks, entries to the manifest, and the sum of it all."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec

from renderer.batch.drawing import ProductDrawing
from renderer.batch.manifest import Entry, Manifest, Remark
from renderer.batch.task import Assignment, Task
from renderer.batch.workers import Workers
from renderer.design import Json, without_mark
from renderer.errors import DesignError
from renderer.feeds import Feed
from renderer.feeds.identity import SeenIds, product_id
from renderer.processes import processors
from renderer.settings import RendererSettings


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How a feed is drawn.

    ``fields`` map variables to columns, ``rules`` are those of ``Template.compile``. ``id_column``
    names the products' ids (default: the first of id, retailer_id, sku and the like), ``options``
    are the format's, ``renderer`` the arguments of ``Renderer``. ``jobs`` are processes (default:
    one for each processor). With ``force`` pictures that wouldn't change are drawn too. A product
    that takes longer than ``seconds`` has failed.
    """

    fields: Sequence[Mapping[str, Any]] | None = None
    rules: Mapping[str, Mapping[str, Any]] | None = None
    locale: str | None = None
    id_column: str | None = None
    pages: Sequence[int] = (0,)
    scale: float = 1.0
    format: str = "png"
    options: Mapping[str, object] = field(default_factory=dict)
    renderer: RendererSettings = field(default_factory=RendererSettings)
    jobs: int | None = None
    force: bool = False
    seconds: float = 120.0


@dataclass(slots=True)
class Summary:
    """Rows of the feed, pictures by what became of them, issues by kind, seconds."""

    rows: int = 0
    drawn: int = 0
    unchanged: int = 0
    failed: int = 0
    seconds: float = 0.0
    issues: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        setattr(self, entry.status, getattr(self, entry.status) + 1)
        self.issues.update({remark.kind for remark in entry.issues})


def draw_feed(
    template: Json | str | bytes,
    feed: Feed,
    out: str | PathLike[str],
    settings: BatchSettings | None = None,
    on_entry: Callable[[Entry], None] = lambda entry: None,
) -> Summary:
    """Draw every product of a feed into a folder, and write ``manifest.jsonl`` there.

    Called again, it draws what is new or changed, and what failed; what was stopped goes on.
    ``on_entry`` is called with each line of the manifest as it is written. The processes are
    spawned: a script that calls this needs ``if __name__ == "__main__":``. Raises RendererError
    for a template, feed, folder or setting that can't be used at all; never for a product.
    """
    settings = settings or BatchSettings()
    settings = replace(settings, pages=tuple(dict.fromkeys(settings.pages)))
    started = time.monotonic()
    out = Path(out).absolute()
    with Manifest(out) as manifest, SeenIds() as seen:
        assignment = _assignment(template, out, manifest.parts, settings)
        ProductDrawing(assignment)  # what is wrong for all products is said once, and here
        run = _Run(manifest, seen, settings, on_entry)
        with Workers(assignment, settings.jobs or processors(), settings.seconds) as workers:
            for task, entries in workers.entries(run.tasks(feed)):
                run.finish(task, entries)
        manifest.complete()
    run.summary.seconds = time.monotonic() - started
    return run.summary


def _assignment(
    template: Json | str | bytes, out: Path, parts: Path, settings: BatchSettings
) -> Assignment:
    if isinstance(template, str | bytes):
        try:
            template = msgspec.json.decode(without_mark(template))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            found = f"is not JSON ({error})"
            raise DesignError("template", found, "a JSON object is expected") from None
    if not isinstance(template, Mapping):
        raise DesignError("template", "is no object", "a JSON object is expected")
    return Assignment(
        template=template,
        out=out,
        parts=parts,
        fields=settings.fields,
        rules=settings.rules,
        locale=settings.locale,
        pages=tuple(settings.pages),
        scale=settings.scale,
        format=settings.format,
        options=settings.options,
        renderer=settings.renderer,
        force=settings.force,
    )


@dataclass(slots=True)
class _Run:
    manifest: Manifest
    seen: SeenIds
    settings: BatchSettings
    on_entry: Callable[[Entry], None]
    summary: Summary = field(default_factory=Summary)

    def tasks(self, feed: Feed) -> Iterator[Task]:
        """The products to draw; rows that can't be drawn are written down at once."""
        for number, row in enumerate(feed):
            self.summary.rows += 1
            product = product_id(row.values, self.settings.id_column)
            column = self.settings.id_column
            broken = row.issues[0] if row.is_broken else None
            problem = broken or self.seen.problem(product, row.line, column)
            remarks = tuple(Remark.of(issue, "feed") for issue in row.issues)
            if problem is None:
                known = tuple(self.manifest.known(product, page) for page in self.settings.pages)
                yield Task(number, row.line, product, row.values, remarks, known)
                continue
            if problem not in row.issues:
                remarks += (Remark.of(problem, "feed"),)
            said = problem.message
            self._write(Entry(status="failed", line=row.line, error=said, issues=remarks), number)

    def finish(self, task: Task, entries: list[Entry]) -> None:
        for entry in entries:
            self._write(entry, task.number)

    def _write(self, entry: Entry, number: int) -> None:
        self.manifest.add(entry, number)
        self.summary.add(entry)
        self.on_entry(entry)
