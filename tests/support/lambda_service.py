"""AWS Lambda in miniature: the Runtime API on loopback, and the real runtime client behind it.

The function runs as on Lambda: ``awslambdaric`` imports the handler, asks for an invocation,
answers it, asks for the next. What is ours is only the other side of that conversation.
"""

from __future__ import annotations

import json
import queue
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from loopback import Handler, serving
from waiting import PATIENCE

ARN = "arn:aws:lambda:us-east-1:000000000000:function:feedloom"


@dataclass(frozen=True)
class Answer:
    """What an invocation came to, and how long that took since the process began.

    ``seconds`` are those of a clock, ``cpu_seconds`` those of a processor, its children's too.
    """

    result: Any
    error: dict[str, Any] | None
    seconds: float
    cpu_seconds: float


@dataclass
class Function:
    """One running instance of a function."""

    log: Path
    deadline: float = PATIENCE
    ready: Answer | None = None
    """When it first asked for an invocation: its imports are done."""
    _started: float = field(default_factory=time.perf_counter)
    _process: psutil.Process | None = None
    _events: queue.Queue[tuple[str, bytes]] = field(default_factory=queue.Queue)
    _answers: queue.Queue[Answer] = field(default_factory=queue.Queue)

    def invoke(self, event: object) -> Answer:
        """Hand an event to the function and wait for what it answers."""
        self._events.put((uuid.uuid4().hex, json.dumps(event).encode()))
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                return self._answers.get(timeout=0.2)
            except queue.Empty:
                if self._process is None or not self._process.is_running():
                    break
        raise AssertionError(f"no answer: {self.log.read_text('utf-8')[-2000:]}")

    def lines(self) -> list[dict[str, Any]]:
        """The JSON lines that it wrote, as CloudWatch Logs would get them."""
        return [
            json.loads(line)
            for line in self.log.read_text("utf-8").splitlines()
            if line.startswith("{")
        ]

    def _at(self, result: Any = None, error: dict[str, Any] | None = None) -> Answer:
        seconds = time.perf_counter() - self._started
        return Answer(result, error, seconds, 0.0 if self._process is None else _cpu(self._process))


@contextmanager
def lambda_function(
    command: Sequence[str], handler: str, env: Mapping[str, str], log: Path
) -> Iterator[Function]:
    """Run ``COMMAND handler`` as an instance of a function, with that environment and no other.

    ``command`` starts the runtime client, such as ``python -m awslambdaric``.
    """
    function = Function(log)
    with serving(_api(function)) as host:
        variables = {
            **env,
            "AWS_LAMBDA_RUNTIME_API": host,
            "AWS_LAMBDA_FUNCTION_NAME": "feedloom",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
            "_HANDLER": handler,
        }
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, handler], env=variables, stdout=output, stderr=output, cwd=log.parent
            )
        function._process = psutil.Process(process.pid)
        try:
            yield function
        finally:
            process.kill()
            process.wait()


class EventSource:
    """Lambda's way from a queue to a function: receive, invoke, delete what did not fail.

    ``sqs`` acts in the function's name, as Lambda does.
    """

    def __init__(self, sqs: Any, url: str, function: Function) -> None:
        self._sqs = sqs
        self._url = url
        self._function = function
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])

    def deliver(self) -> Answer:
        """One batch, of all that waits up to ten messages. Fails when nothing waits."""
        messages = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=20,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        assert messages, "there is nothing to deliver"
        answer = self._function.invoke({"Records": [_record(message) for message in messages]})
        failed = {
            one["itemIdentifier"] for one in (answer.result or {}).get("batchItemFailures", ())
        }
        handled = [m for m in messages if answer.error is None and m["MessageId"] not in failed]
        if handled:
            self._sqs.delete_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(at), "ReceiptHandle": message["ReceiptHandle"]}
                    for at, message in enumerate(handled)
                ],
            )
        return answer


def _record(message: Mapping[str, Any]) -> dict[str, Any]:
    """A received message as Lambda hands it to a function."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: {"stringValue": value.get("StringValue"), "dataType": value["DataType"]}
            for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:feedloom",
        "awsRegion": "us-east-1",
    }


def _cpu(process: psutil.Process) -> float:
    """Seconds of a processor that a process and all its children have used."""
    used = 0.0
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def _api(function: Function) -> type[Handler]:
    class Api(Handler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            if not self.path.endswith("/runtime/invocation/next"):
                return self._send(404)
            if function.ready is None:
                function.ready = function._at()
            request, event = function._events.get()
            deadline = int((time.time() + function.deadline) * 1000)
            return self._send(
                200,
                event,
                {
                    "Lambda-Runtime-Aws-Request-Id": request,
                    "Lambda-Runtime-Deadline-Ms": str(deadline),
                    "Lambda-Runtime-Invoked-Function-Arn": ARN,
                    "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793",
                },
            )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path.endswith("/response"):
                function._answers.put(function._at(result=json.loads(body)))
            elif self.path.endswith("/error"):
                function._answers.put(function._at(error=json.loads(body)))
            self._send(202, b"{}")

        def _send(
            self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Api
