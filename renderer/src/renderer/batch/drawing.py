"""Draw one product's pages: what a worker process does with a task."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from renderer.batch.manifest import Entry, Remark
from renderer.batch.naming import file_name
from renderer.batch.task import Assignment, Task
from renderer.design import Json
from renderer.engine import Renderer
from renderer.errors import DesignError, RendererError
from renderer.limits import MEGABYTE
from renderer.output import encoder, output_format
from renderer.preflight.page import PageCheck
from renderer.preflight.pictures import Pictures
from renderer.settings import RendererSettings

MODEST: RendererSettings = {"layer_bytes": 32 * MEGABYTE, "pixel_bytes": 32 * MEGABYTE}
"""Most photos are seen once, and there are several processes."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A product's design with its pictures at hand; one that can't be drawn has an error."""

    task: Task
    design: Json
    remarks: tuple[Remark, ...]
    fingerprints: tuple[str, ...] = ()
    error: str = ""


class ProductDrawing:
    """Draws tasks, in two steps so that the next one's pictures load while one is painted."""

    def __init__(self, assignment: Assignment) -> None:
        """Raises RendererError for an assignment that nothing can be drawn with."""
        _check(assignment)
        self._assignment = assignment
        settings: RendererSettings = {**MODEST, **assignment.renderer}
        self._renderer = Renderer(**settings)
        self._template = self._renderer.template(
            assignment.template,
            assignment.fields,
            locale=assignment.locale,
            rules=assignment.rules,
        )
        setup = self._renderer.setup
        pictures = Pictures(setup.assets, "measured")
        self._check = PageCheck(setup, pictures, assignment.scale, is_drawn=True)
        output = output_format(assignment.format, setup.registry)
        self._encode = encoder(output, setup.registry, **assignment.options)
        self._suffix = output.suffixes[0] if output.suffixes else f".{output.name}"
        self._output = {"format": output.name, "options": assignment.options}

    def prepare(self, task: Task) -> Prepared:
        assignment = self._assignment
        remarks = task.remarks
        design: Json = {}
        try:
            resolved = self._template.resolve(task.values)
            design = resolved.design
            remarks += tuple(Remark.of(issue, "values") for issue in resolved.issues)
            prints = tuple(
                self._renderer.fingerprint(design, page, assignment.scale, self._output)
                for page in assignment.pages
            )
        except Exception as error:  # a product must not cost the others
            return Prepared(task, design, remarks, error=_said(error))
        return Prepared(task, design, remarks, prints)

    def draw(self, prepared: Prepared) -> list[Entry]:
        """An entry for each page; all failures end here."""
        task = prepared.task
        if prepared.error:
            return [failed(task, prepared.error, prepared.remarks)]
        return [self._page(prepared, i) for i in range(len(self._assignment.pages))]

    def _page(self, prepared: Prepared, i: int) -> Entry:
        task, assignment = prepared.task, self._assignment
        page = assignment.pages[i]
        several = len(assignment.pages) > 1
        file = file_name(task.product, page if several else None, self._suffix)
        earlier = self._earlier(task, i, file, prepared.fingerprints[i])
        if earlier:
            of_picture = tuple(one for one in earlier.issues if one.stage in ("check", "drawing"))
            return msgspec.structs.replace(
                earlier, status="unchanged", line=task.line, issues=prepared.remarks + of_picture
            )
        started = time.perf_counter()
        try:
            known = [remark.issue for remark in prepared.remarks]
            drawn = self._renderer.draw(prepared.design, page, assignment.scale, known=known)
            found = [one.issue for one in self._check.findings(prepared.design, page)]
            picture = self._encode(drawn.image)
            self._write(picture, file)
        except Exception as error:  # a product must not cost the others
            return failed(task, _said(error), prepared.remarks, page)
        of_picture = (
            *(Remark.of(issue, "check") for issue in found),
            *(Remark.of(issue, "drawing") for issue in drawn.issues),
        )
        return Entry(
            product=task.product,
            status="drawn",
            line=task.line,
            page=page,
            file=file,
            size=len(picture),
            sha256=hashlib.sha256(picture).hexdigest(),
            ms=round(1000 * (time.perf_counter() - started), 2),
            fingerprint=prepared.fingerprints[i],
            issues=prepared.remarks + of_picture,
        )

    def _earlier(self, task: Task, i: int, file: str, fingerprint: str) -> Entry | None:
        """The entry of a picture that needn't be drawn again: it is there and would be the same."""
        line = task.known[i] if task.known else None
        if line is None or self._assignment.force:
            return None
        entry = msgspec.json.decode(line, type=Entry)
        if (entry.fingerprint, entry.file) != (fingerprint, file):
            return None
        try:
            is_there = (self._assignment.out / file).stat().st_size == entry.size
        except OSError:
            return None
        return entry if is_there else None

    def _write(self, picture: bytes, file: str) -> None:
        """All of it under its name, or nothing: no reader ever sees half a picture."""
        part = self._assignment.parts / f"{os.getpid()}"
        part.write_bytes(picture)
        os.replace(part, self._assignment.out / file)


def _check(assignment: Assignment) -> None:
    """What would be wrong with every product is an error before the first."""
    pages = assignment.template.get("pages")
    last = max(0, len(pages) - 1) if isinstance(pages, list) else 0
    for page in assignment.pages:
        if not 0 <= page <= last:
            raise DesignError("page", f"is {page}", f"0 to {last} is expected")
    if not assignment.scale > 0:
        raise DesignError("scale", f"is {assignment.scale:g}", "a number above 0 is expected")


def failed(task: Task, error: str, remarks: tuple[Remark, ...] = (), page: int = 0) -> Entry:
    return Entry(
        product=task.product, status="failed", line=task.line, page=page, error=error,
        issues=remarks,
    )  # fmt: skip


def _said(error: Exception) -> str:
    if isinstance(error, RendererError):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{Path(error.filename).name} can't be written ({error.strerror})"
    return f"internal error, {type(error).__name__}: {error}"
