"""OpenTelemetry traces across process, queue and generate, where they are wanted.

They are when ``feedloom-pipeline[otel]`` is installed and an exporter is set, such as
``OTEL_EXPORTER_OTLP_ENDPOINT``; or when whoever started us has set up OpenTelemetry already. A
message carries its trace as a W3C ``traceparent`` in its body. Without, nothing is imported.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

_ASKED_FOR = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
)


@contextmanager
def span(name: str, parent: str | None = None, **attributes: str | int | None) -> Iterator[None]:
    """Record the block as a span, of the current one or of a ``traceparent``.

    An exception is recorded with it. Attributes of None are left out.
    """
    tracer = _tracer()
    if tracer is None:
        yield
        return
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = TraceContextTextMapPropagator().extract({"traceparent": parent}) if parent else None
    known = {key: value for key, value in attributes.items() if value is not None}
    with tracer.start_as_current_span(name, context=context, attributes=known):
        yield


def traceparent() -> str | None:
    """The current span as a message carries it."""
    if _tracer() is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def flushed() -> Iterator[None]:
    """Send what was recorded when the block ends: a function is frozen then, or a process ends."""
    try:
        yield
    finally:
        flush()


def flush() -> None:
    """Send what was recorded."""
    provider = _own_provider() if _tracer() is not None else None
    if provider is not None:
        provider.force_flush(5_000)


@cache
def _tracer() -> Tracer | None:
    if find_spec("opentelemetry") is None:
        return None
    from opentelemetry import trace

    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        provider = _own_provider()
        if provider is None:
            return None
        trace.set_tracer_provider(provider)
    return trace.get_tracer("feedloom.pipeline")


@cache
def _own_provider() -> TracerProvider | None:
    """A provider that exports over OTLP, if that is asked for and installed."""
    if not any(os.environ.get(name) for name in _ASKED_FOR):
        return None
    if find_spec("opentelemetry.sdk") is None:
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from pipeline.log import SERVICE

    name = os.environ.get("OTEL_SERVICE_NAME") or SERVICE
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
