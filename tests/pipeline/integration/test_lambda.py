"""The handler under Lambda's own runtime client."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lambda_service import EventSource, Function, lambda_function

RUNTIME = [sys.executable, "-m", "awslambdaric"]
HANDLER = "pipeline.handler.lambda_handler"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Lambda's runtime client is for Linux"
)


@pytest.fixture
def function(world: Any, tmp_path: Path) -> Iterator[Function]:
    env = {**world.env, "PATH": os.environ["PATH"]}
    with lambda_function(RUNTIME, HANDLER, env, tmp_path / "log") as running:
        yield running


def test_a_feed_becomes_pictures_on_lambda(world: Any, function: Function) -> None:
    template_id = world.add_template()
    world.add_fields(title="title")
    for number in range(3):
        world.add_product(title=f"Mug {number}")
    source = EventSource(world.sqs, world.env["SQS_QUEUE_URL"], function)
    world.send(world.process_body(template_id))
    assert source.deliver().result == {"batchItemFailures": []}
    assert source.deliver().result == {"batchItemFailures": []}
    assert [row["status"] for row in world.feeds()] == ["GENERATED"] * 3
    assert world.queued() == []


def test_only_the_record_that_failed_comes_again(
    world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {**world.env, "PATH": os.environ["PATH"]}
    del env["DLQ_URL"]
    feed_id = world.add_feed()
    ids = world.send(generate_body(feed_id), "{not json")
    with lambda_function(RUNTIME, HANDLER, env, tmp_path / "log") as function:
        answer = EventSource(world.sqs, env["SQS_QUEUE_URL"], function).deliver()
    assert answer.result == {"batchItemFailures": [{"itemIdentifier": ids[1]}]}
    assert world.feed(feed_id)["status"] == "GENERATED"


def test_an_incomplete_environment_is_named(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"]}
    with lambda_function(RUNTIME, HANDLER, env, tmp_path / "log") as function:
        answer = function.invoke({"Records": []})
    assert answer.error is not None
    assert answer.error["errorType"] == "ConfigurationError"
    assert "DB_HOST is missing" in answer.error["errorMessage"]


def generate_body(feed_id: object) -> str:
    return json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
