"""SQS and S3 over HTTP on loopback, by ministack in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import boto3
import requests

from pipeline.local.service import Service, minimal_env, on_free_port, running

REGION = "us-east-1"
BUCKET = "feedloom-pictures"
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
_DELIVERIES = 20
"""How often SQS delivers a message before it moves it to the dead-letter queue itself."""
_VISIBILITY = 60
"""Seconds in which a worker has to handle a batch before SQS delivers it again."""


@contextmanager
def aws(folder: Path) -> Iterator[tuple[dict[str, str], Service]]:
    """Queue, dead-letter queue and bucket; gives the variables that lead to them."""
    with ExitStack() as stack:
        endpoint, service = on_free_port(lambda port: stack.enter_context(_server(folder, port)))
        access = {
            **_CREDENTIALS,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
        }
        yield {**access, **_create(endpoint)}, service


@contextmanager
def _server(folder: Path, port: int) -> Iterator[tuple[str, Service]]:
    endpoint = f"http://127.0.0.1:{port}"
    env = minimal_env(folder) | {
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "SERVICES": "sqs,s3,secretsmanager",
        "LOG_LEVEL": "ERROR",
        "DOCKER_HOST": f"unix://{folder}/no-docker.sock",
    }
    with running(
        "SQS and S3 (ministack)",
        [sys.executable, "-m", "ministack"],
        folder=folder,
        answers=lambda: _answers(endpoint),
        env=env,
    ) as service:
        yield endpoint, service


def _answers(endpoint: str) -> bool:
    try:
        return requests.get(f"{endpoint}/_ministack/health", timeout=2).ok
    except requests.RequestException:
        return False


def _create(endpoint: str) -> dict[str, str]:
    session = boto3.session.Session("local", "local", region_name=REGION)
    sqs = session.client("sqs", endpoint_url=endpoint)
    dead_letters = sqs.create_queue(QueueName="feedloom-dead-letters")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead_letters, AttributeNames=["QueueArn"])
    redrive = {
        "deadLetterTargetArn": arn["Attributes"]["QueueArn"],
        "maxReceiveCount": _DELIVERIES,
    }
    queue = sqs.create_queue(
        QueueName="feedloom",
        Attributes={"VisibilityTimeout": str(_VISIBILITY), "RedrivePolicy": json.dumps(redrive)},
    )["QueueUrl"]
    session.client("s3", endpoint_url=endpoint).create_bucket(Bucket=BUCKET)
    return {
        "SQS_QUEUE_URL": queue,
        "DLQ_URL": dead_letters,
        "S3_IMAGE_OUTPUT_BUCKET": BUCKET,
    }
