"""What goes to a worker process and what it needs to know once: all of it can be pickled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from renderer.batch.manifest import Remark
from renderer.design import Json
from renderer.settings import RendererSettings


@dataclass(frozen=True, slots=True)
class Task:
    """A product to draw; ``known`` are the manifest's lines of its pages from an earlier run."""

    number: int
    line: int
    product: str
    values: Mapping[str, object]
    remarks: tuple[Remark, ...] = ()
    known: tuple[bytes | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker draws all its tasks with. ``renderer`` are the arguments of ``Renderer``."""

    template: Json
    out: Path
    parts: Path
    fields: Sequence[Mapping[str, Any]] | None = None
    rules: Mapping[str, Mapping[str, Any]] | None = None
    locale: str | None = None
    pages: tuple[int, ...] = (0,)
    scale: float = 1.0
    format: str = "png"
    options: Mapping[str, object] = field(default_factory=dict)
    renderer: RendererSettings = field(default_factory=RendererSettings)
    force: bool = False
