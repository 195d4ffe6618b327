"""Workers that die: at any boundary of an external effect, as a process that is gone at once.

Nothing in the pipeline knows of this. Its parts are wrapped: every commit, every request to SQS
or S3 has a boundary before and one after it, named after what it is for. A run without a crash
tells which boundaries there are; then each can be the one at which a worker ends.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from waiting import PATIENCE

from pipeline.config import DeliverySettings, Settings
from pipeline.database import Database
from pipeline.errors import Unavailable
from pipeline.handler import handle_record
from pipeline.log import logger
from pipeline.parts import Parts
from pipeline.sweep import sweep

Result = TypeVar("Result")

HASTY = DeliverySettings(
    lease=0.6, attempts=99, pause=0.0, chunk=4, window=4, slice=60.0, stalled=0.5, forgotten=1.0
)
"""Everything soon: a crash's traces are cleared up within a second or two."""
DIED = 137
_BREATH = 0.1
_UNGUARDED_QUIET = 30
"""Times of nothing to do, a breath each, after which no message is hidden by a dead worker."""
_processes = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
if os.name == "posix":
    _processes.set_forkserver_preload(
        ["boto3", "pipeline.handler", "renderer.engine", "renderer.output"]
    )


@dataclass(frozen=True, slots=True)
class Boundary:
    """Before or after the ``number``-th effect of its kind, counted from 1."""

    name: str
    number: int


class Boundaries:
    """Counts what boundaries are passed, and calls ``crash`` at one of them."""

    def __init__(self, crash_at: Boundary | None, crash: Callable[[], object]) -> None:
        self._crash_at = crash_at
        self._crash = crash
        self.passed: Counter[str] = Counter()

    def at(self, name: str) -> None:
        self.passed[name] += 1
        if self._crash_at == Boundary(name, self.passed[name]):
            self._crash()

    def around(self, name: str, effect: Callable[[], Result]) -> Result:
        self.at(f"before {name}")
        result = effect()
        self.at(f"after {name}")
        return result


class WatchedDatabase(Database):
    """A database with a boundary before and after each commit."""

    boundaries: Boundaries

    def run(self, work: Callable[..., Result]) -> Result:
        def watched(connection: Any) -> Result:
            result = work(connection)
            self.boundaries.at(f"before commit of {name}")
            return result

        name = named(work)
        result = super().run(watched)
        self.boundaries.at(f"after commit of {name}")
        return result


class WatchedClient:
    """A boto3 client with a boundary around each request; sends twice if asked to."""

    def __init__(self, client: Any, boundaries: Boundaries, twice: bool) -> None:
        self._client = client
        self._boundaries = boundaries
        self._twice = twice

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if not callable(method):
            return method

        def request(**options: Any) -> Any:
            if self._twice and name == "send_message_batch":
                method(**options)
            if name.startswith("get_"):
                return method(**options)
            return self._boundaries.around(name, lambda: method(**options))

        return request


def named(work: Callable[..., Any]) -> str:
    """What a unit of work is for: its own name, or that of what a lambda calls."""
    function = getattr(work, "func", work)
    if function.__name__ != "<lambda>":
        return str(function.__name__).strip("_")
    code = function.__code__
    return next(n for n in code.co_names if n not in ("feeds", "feed_requests", "len")).strip("_")


def watched(parts: Parts, boundaries: Boundaries, twice: bool = False) -> Parts:
    """The same parts, watched."""
    database = WatchedDatabase(parts.database._settings)
    database.boundaries = boundaries
    clients: Any = parts
    clients.queue._client = WatchedClient(clients.queue._client, boundaries, twice)
    clients.pictures._client = WatchedClient(clients.pictures._client, boundaries, False)
    return replace(parts, database=database)


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker process is to do."""

    env: Mapping[str, str]
    rules: DeliverySettings = HASTY
    crash_at: Boundary | None = None
    twice: bool = False
    """Send every message twice."""
    guarded: bool = True
    """False: as if there were no sweeper, no request keys and no end of a lease."""
    seconds: float = PATIENCE
    """The longest that it may take."""
    tireless: bool = False
    """Work on when nothing is left to do."""
    clock_offset: float = 0.0
    """Seconds by which this worker's clock is ahead."""


class Worker:
    """A process that runs an errand, to its end or until it dies; may be shared by threads."""

    _lock = threading.Lock()
    """Starting a process polls all others: two threads that ask for an exit code lose it."""

    def __init__(self, errand: Errand, passed: Any = None) -> None:
        self._process = _processes.Process(target=_run, args=(errand, passed), daemon=True)
        with self._lock:
            self._process.start()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()

    def join(self) -> int:
        """Its exit code, when it has ended."""
        while True:
            with self._lock:
                code = self._process.exitcode
            if code is not None:
                return code
            time.sleep(0.02)


def boundaries_of(errand: Errand) -> Counter[str]:
    """Let a worker do everything and report which boundaries it passed, how often."""
    reader, writer = _processes.Pipe(duplex=False)
    worker = Worker(errand, writer)
    passed = reader.recv()
    worker.join()
    return Counter(passed)


def _run(errand: Errand, passed: Any) -> None:
    os.environ.update(errand.env)
    if errand.clock_offset:
        real = time.time
        time.time = lambda: real() + errand.clock_offset
    boundaries = Boundaries(errand.crash_at, lambda: os._exit(DIED))
    settings = replace(
        Settings.from_env(errand.env),
        delivery=replace(
            errand.rules,
            receives=int(errand.env["MAX_RECEIVE_COUNT"]),
            lease=errand.rules.lease if errand.guarded else 3600.0,
        ),
    )
    logger.setLevel(settings.log_level)
    parts = watched(Parts.from_settings(settings), boundaries, errand.twice)
    work_until_quiet(parts, errand)
    if passed is not None:
        passed.send(dict(boundaries.passed))
    os._exit(0)


def work_until_quiet(
    parts: Parts, errand: Errand, enough: Callable[[], bool] = lambda: False
) -> None:
    """Receive, handle, delete, and sweep when idle, until nothing is left or it is enough."""
    end, idle = time.monotonic() + errand.seconds, 0
    quiet = 3 if errand.guarded else _UNGUARDED_QUIET
    while (idle < quiet or errand.tireless) and time.monotonic() < end and not enough():
        messages = parts.queue.receive(0)
        random.shuffle(messages)
        handled = []
        for message in messages:
            record = {
                "messageId": message["MessageId"] if errand.guarded else uuid.uuid4().hex,
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"] if errand.guarded else _without_key(message["Body"]),
                "attributes": message["Attributes"],
            }
            try:
                handle_record(record, parts)
            except Exception:
                continue
            handled.append(message["ReceiptHandle"])
        parts.queue.delete(handled)
        if not messages:
            with suppress(Unavailable):
                idle = 0 if errand.guarded and _is_left(parts) else idle + 1
            time.sleep(_BREATH)


def _is_left(parts: Parts) -> bool:
    """Whether a sweep finds something to do, or somebody else has something in hand."""
    return any(asdict(sweep(parts)).values()) or _in_flight(parts)


def _in_flight(parts: Parts) -> bool:
    queue: Any = parts.queue
    name = "ApproximateNumberOfMessagesNotVisible"
    answer = queue._client.get_queue_attributes(QueueUrl=queue.url, AttributeNames=[name])
    return int(answer["Attributes"][name]) > 0 or _unsettled(parts)


def _unsettled(parts: Parts) -> bool:
    def count(connection: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM facebook_test.generated_feeds "
                "WHERE status IN ('PROCESSED', 'GENERATING')"
            )
            return int(cursor.fetchone()[0])

    return Database.run(parts.database, count) > 0


def _without_key(body: str) -> str:
    return body.replace('"request_id"', '"ignored"')
