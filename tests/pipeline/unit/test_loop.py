"""What a worker's thread does while it gets no messages."""

from __future__ import annotations

import threading
from typing import Any

from botocore.exceptions import EndpointConnectionError

from pipeline.worker.loop import Loop


class Pauses(threading.Event):
    """A wish to stop that comes after the seventh pause."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        if len(self.seconds) == 7:
            self.set()
        return self.is_set()


class Away:
    """Parts whose queue is not there."""

    url = "https://queue"

    def __init__(self) -> None:
        self.queue = self.database = self

    def receive(self, wait: int) -> None:
        raise EndpointConnectionError(endpoint_url=self.url)

    def close(self) -> None:
        pass


def test_a_queue_that_is_away_is_asked_less_and_less_often() -> None:
    stop, answers = Pauses(), list[bool]()
    parts: Any = Away()
    Loop(parts, stop, 1, lambda: None, answers.append).run()
    assert stop.seconds == [2, 4, 8, 16, 32, 60, 60]
    assert answers == [False] * 7
