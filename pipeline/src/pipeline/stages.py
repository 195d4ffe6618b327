"""Measure the stages of a picture: as a metric and, where wanted, as a span of its trace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline import metrics, tracing


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Measure the block, also when it fails."""
    started = time.perf_counter()
    try:
        with tracing.span(name):
            yield
    finally:
        measure(name, time.perf_counter() - started)


def measure(name: str, seconds: float) -> None:
    """A stage that someone else has measured."""
    metrics.seconds("StageDuration", seconds, ("stage", name))
