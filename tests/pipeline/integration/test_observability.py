"""What can be seen of a feed from outside: log lines, metrics and a trace across the queue."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lambda_service import EventSource, lambda_function
from loopback import Handler, serving
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from waiting import PATIENCE, wait_until

from pipeline.log import user_hash

RUNTIME = [sys.executable, "-m", "awslambdaric"]
HANDLER = "pipeline.handler.lambda_handler"
PRODUCERS_TRACE = "0af7651916cd43dd8448eb211c80319c"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Lambda's runtime client is for Linux"
)


@contextmanager
def collector() -> Iterator[tuple[str, list[Any]]]:
    """An OTLP collector over HTTP: its address, and the spans that it got."""
    spans: list[Any] = []

    class Collector(Handler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

    with serving(Collector) as host:
        yield f"http://{host}", spans


def run_feed(world: Any, tmp_path: Path, message: str, **variables: str) -> list[dict[str, Any]]:
    """One product through both phases on Lambda; the lines that it logged."""
    world.add_fields(title="title")
    world.add_product(title="Mug")
    env = {**world.env, "PATH": os.environ["PATH"], **variables}
    world.send(message)
    with lambda_function(RUNTIME, HANDLER, env, tmp_path / "log") as function:
        source = EventSource(world.sqs, world.env["SQS_QUEUE_URL"], function)
        for _ in range(2):
            assert source.deliver().result == {"batchItemFailures": []}
        return function.lines()


def test_the_lines_of_a_picture_name_request_row_product_and_user(
    world: Any, tmp_path: Path
) -> None:
    lines = run_feed(world, tmp_path, world.process_body(world.add_template()))
    (row,) = world.feeds()
    (product,) = world.sql(
        "SELECT id FROM facebook_test.products WHERE user_sub = %s", world.user_sub
    )
    (line,) = [line for line in lines if line.get("message") == "generated"]
    assert line["generated_feed_id"] == row["id"]
    assert line["product_id"] == product["id"]
    assert line["feed_request_id"] == row["feed_request_id"]
    assert line["user_hash"] == user_hash(world.user_sub)
    assert line["phase"] == "generate"
    assert line["attempt"] == 1
    (line,) = [line for line in lines if line.get("message") == "processed"]
    assert line["phase"] == "process"
    assert line["feed_request_id"] == row["feed_request_id"]
    assert line["request"] == line["message_id"]
    assert line["function_request_id"]
    assert line["user_hash"] == user_hash(world.user_sub)
    assert line["rows"] == 1


def test_no_line_holds_a_token_or_a_users_name(world: Any, tmp_path: Path) -> None:
    token = world.token()
    run_feed(world, tmp_path, world.process_body(world.add_template(), token), LOG_LEVEL="DEBUG")
    text = (tmp_path / "log").read_text("utf-8")
    assert token not in text
    assert token.split(".")[2] not in text
    lines = [line for line in text.splitlines() if '"service":"feedloom-pipeline"' in line]
    assert lines
    assert not [line for line in lines if world.user_sub in line]


def test_a_refused_message_names_nobody(world: Any) -> None:
    assert world.handle(world.process_body("no-such-template")) == []
    ((_, attributes),) = world.dead_letters()
    assert user_hash(world.user_sub) in attributes["ErrorMessage"]
    assert world.user_sub not in json.dumps(attributes)


def test_phases_and_stages_are_metrics(world: Any, tmp_path: Path) -> None:
    lines = run_feed(world, tmp_path, world.process_body(world.add_template()))
    metrics = [line for line in lines if "_aws" in line]
    assert {line["phase"] for line in metrics if "Duration" in line} == {"process", "generate"}
    assert {line["stage"] for line in metrics if "StageDuration" in line} == {
        "check",
        "parse",
        "load",
        "draw",
        "encode",
        "store",
    }
    assert [line["Pictures"] for line in metrics if "Pictures" in line] == [[1]]
    assert all(age >= 0 for line in metrics for age in line.get("QueueAge", []))
    assert any("QueueAge" in line for line in metrics)


def test_failures_are_counted_by_their_class(world: Any, tmp_path: Path) -> None:
    env = {**world.env, "PATH": os.environ["PATH"]}
    bad = world.add_feed(design={"width": 10, "height": 10, "pages": "none"})
    world.send("{not json", json.dumps({"type": "generate", "data": {"generated_feed_id": bad}}))
    with lambda_function(RUNTIME, HANDLER, env, tmp_path / "log") as function:
        EventSource(world.sqs, world.env["SQS_QUEUE_URL"], function).deliver()
        metrics = [line for line in function.lines() if "_aws" in line]
    assert {line["error"] for line in metrics if "Failures" in line} == {
        "InvalidMessage",
        "DesignError",
    }
    assert [line["PicturesFailed"] for line in metrics if "PicturesFailed" in line] == [[1]]


def test_a_feed_is_one_trace_from_its_producer_to_its_pictures(world: Any, tmp_path: Path) -> None:
    message = json.loads(world.process_body(world.add_template()))
    message["traceparent"] = f"00-{PRODUCERS_TRACE}-b7ad6b7169203331-01"
    with collector() as (address, spans):
        run_feed(world, tmp_path, json.dumps(message), OTEL_EXPORTER_OTLP_ENDPOINT=address)
    assert {span.trace_id.hex() for span in spans} == {PRODUCERS_TRACE}
    by_name = {span.name: span for span in spans}
    assert set(by_name) == {"process", "generate", "check", "draw", "encode", "store"}
    assert by_name["process"].parent_span_id.hex() == "b7ad6b7169203331"
    assert by_name["generate"].parent_span_id == by_name["process"].span_id
    for stage in ("check", "draw", "encode", "store"):
        assert by_name[stage].parent_span_id == by_name["generate"].span_id


def test_a_workers_spans_are_sent_before_it_ends(world: Any, tmp_path: Path) -> None:
    feed_id = world.add_feed()
    world.send(json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}}))
    with collector() as (address, spans):
        env = {**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": address}
        command = [sys.executable, "-m", "pipeline.cli", "worker", "--wait", "0"]
        with (tmp_path / "log").open("wb") as log:
            worker = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            wait_until(lambda: world.feed(feed_id)["status"] == "GENERATED")
            worker.terminate()
            assert worker.wait(PATIENCE) == 0
        finally:
            worker.kill()
            worker.wait()
    assert "generate" in {span.name for span in spans}


def test_without_a_collector_opentelemetry_is_not_even_imported(world: Any) -> None:
    code = "import sys, pipeline.handler; print([m for m in sys.modules if 'opentelemetry' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
