"""Rows of a feed in, their findings out: some at a time, here or in other processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from renderer.design import Json
from renderer.engine import Renderer
from renderer.errors import RendererError
from renderer.feeds import Row
from renderer.preflight.finding import Finding
from renderer.preflight.page import PageCheck
from renderer.preflight.pictures import Look, Pictures
from renderer.processes import SPAWN, leave_ctrl_c_to_the_parent
from renderer.settings import RendererSettings

CHUNK = 64
"""Rows that are checked together: their pictures are asked for side by side."""
CHUNKS_AHEAD = 3
"""Of each process, so that none waits for the parent."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """How a feed is checked; names as in ``renderer.batch.BatchSettings``.

    With ``images`` all pictures are loaded and looked at, else only where they are to be found.
    """

    fields: Sequence[Mapping[str, Any]] | None = None
    rules: Mapping[str, Mapping[str, Any]] | None = None
    locale: str | None = None
    id_column: str | None = None
    pages: Sequence[int] = (0,)
    scale: float = 1.0
    renderer: RendererSettings = field(default_factory=RendererSettings)
    images: bool = False
    jobs: int = 1


class RowCheck:
    """Checks rows in one template. Raises RendererError for settings that can't be used."""

    def __init__(self, template: Json, settings: CheckSettings) -> None:
        renderer = Renderer(**settings.renderer)
        look: Look = "decoded" if settings.images else "named"
        self._settings = settings
        self._template = renderer.template(
            template, settings.fields, locale=settings.locale, rules=settings.rules
        )
        self.page = PageCheck(renderer.setup, Pictures(renderer.setup.assets, look), settings.scale)

    def findings(self, rows: Sequence[Row]) -> list[list[Finding]]:
        """What is wrong with each row; its id is judged elsewhere."""
        resolved = [self._template.resolve(row.values) for row in rows]
        pages = self._settings.pages
        for row, product in zip(rows, resolved, strict=True):
            if self._settings.images and not row.is_broken:
                for page in pages:
                    self.page.prefetch(product.design, page)
        answers = []
        for row, product in zip(rows, resolved, strict=True):
            found = [Finding.of(issue) for issue in row.issues]
            if not row.is_broken:
                found += map(Finding.of, product.issues)
                found += (f for page in pages for f in self.page.findings(product.design, page))
            answers.append(found)
        return answers


Answer = tuple[Row, list[Finding]]


def checked(rows: Iterable[Row], template: Json, settings: CheckSettings) -> Iterator[Answer]:
    """Each row with its findings, in order."""
    check = RowCheck(template, settings)  # what is wrong for all rows is said here
    chunks = _chunks(rows)
    if settings.jobs == 1:
        for chunk in chunks:
            yield from zip(chunk, check.findings(chunk), strict=True)
        return
    waiting: deque[tuple[list[Row], Future[list[list[Finding]]]]] = deque()
    try:
        with ProcessPoolExecutor(settings.jobs, SPAWN, _begin, (template, settings)) as pool:
            for chunk in chunks:
                waiting.append((chunk, pool.submit(_findings, chunk)))
                if len(waiting) > CHUNKS_AHEAD * settings.jobs:
                    first, answer = waiting.popleft()
                    yield from zip(first, answer.result(), strict=True)
            for first, answer in waiting:
                yield from zip(first, answer.result(), strict=True)
    except BrokenProcessPool:
        raise RendererError("a process that checked products ended unexpectedly") from None


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


_check: RowCheck
"""A process's own."""


def _begin(template: Json, settings: CheckSettings) -> None:
    global _check
    leave_ctrl_c_to_the_parent()
    _check = RowCheck(template, settings)


def _findings(rows: Sequence[Row]) -> list[list[Finding]]:
    return _check.findings(rows)
