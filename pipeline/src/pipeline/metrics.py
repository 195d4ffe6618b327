"""Measurements as CloudWatch metrics: lines of the embedded metric format on stdout.

What is measured while a batch is handled is kept and written together when it ends, one line per
dimension. ``docs/runbook.md`` lists the metrics. ``POWERTOOLS_METRICS_DISABLED=true`` switches
them off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from pipeline.log import SERVICE

NAMESPACE = "Feedloom"

Dimension = tuple[str, str] | None
Measured = dict[Dimension, list[tuple[str, MetricUnit, float]]]

_batch: ContextVar[Measured | None] = ContextVar("batch", default=None)


@contextmanager
def written_together() -> Iterator[None]:
    """Keep what this thread measures in the block and write it at its end."""
    measured: Measured = defaultdict(list)
    before = _batch.set(measured)
    try:
        yield
    finally:
        _batch.reset(before)
        for dimension, found in measured.items():
            _write(dimension, found)


def count(name: str, dimension: Dimension = None, number: int = 1) -> None:
    """So many more of something."""
    _measure(name, MetricUnit.Count, number, dimension)


def seconds(name: str, value: float, dimension: Dimension = None) -> None:
    """How long something took."""
    _measure(name, MetricUnit.Milliseconds, round(1000 * value, 2), dimension)


def _measure(name: str, unit: MetricUnit, value: float, dimension: Dimension) -> None:
    batch = _batch.get()
    if batch is None:
        _write(dimension, [(name, unit, value)])
    else:
        batch[dimension].append((name, unit, value))


def _write(dimension: Dimension, found: list[tuple[str, MetricUnit, float]]) -> None:
    metrics = EphemeralMetrics(namespace=NAMESPACE, service=SERVICE)
    if dimension is not None:
        metrics.add_dimension(*dimension)
    for name, unit, value in found:
        metrics.add_metric(name, unit, value)
    metrics.flush_metrics()
