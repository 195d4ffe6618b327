"""Keep a number of worker processes running until asked to stop; then stop them in order."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import FrameType

from pipeline.config import Settings
from pipeline.errors import PipelineError
from pipeline.log import logger
from pipeline.secrets import KEPT
from pipeline.worker.process import Plan, Pulse, run

_CHECK = 0.2
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds before an ended process is replaced: doubling while it ends again and again."""
_LIVED_WELL = 60.0
"""Seconds of life after which a process's end is no sign of a fault that will recur."""
_LAST_GRACE = 8.0
"""Seconds that a process may take beyond its plan's grace before it is killed."""


@dataclass(slots=True)
class Child:
    """A running process, our end of its lifeline, and its heartbeat."""

    process: SpawnProcess
    lifeline: Connection
    pulse: Pulse
    started: float


class Supervisor:
    """``processes`` times the same plan.

    ``settings`` is asked every ``look_every`` seconds: when its answer has changed, as with a
    rotated password, the processes begin anew, one after another.
    """

    def __init__(
        self,
        plan: Plan,
        processes: int,
        settings: Callable[[], Settings],
        look_every: float = KEPT,
    ) -> None:
        self._plan = plan
        self._settings = settings
        self._look_every = look_every
        self._context = multiprocessing.get_context("spawn")
        self._processes = processes
        self._pause = _FIRST_PAUSE
        self._children: list[Child] = []

    @property
    def children(self) -> tuple[Child, ...]:
        return tuple(self._children)

    def run(self, stop: threading.Event) -> bool:
        """Start the processes, replace those that end until ``stop`` is set, then stop all.

        Whether all of them ended in order and in time.
        """
        try:
            self._keep_running(stop)
        finally:
            in_order = self._stop(self._children)
        return in_order

    def _keep_running(self, stop: threading.Event) -> None:
        for _ in range(self._processes):
            self._children.append(self._start())
        looked = time.monotonic()
        while not stop.wait(_CHECK):
            for at, child in enumerate(self._children):
                if not child.process.is_alive():
                    self._replace(at, child, stop)
            if time.monotonic() - looked > self._look_every:
                looked = time.monotonic()
                self._renew()

    def _start(self) -> Child:
        ours, theirs = self._context.Pipe()
        born = [time.monotonic(), 0.0] * self._plan.concurrency
        numbers = self._context.Array("d", born, lock=False)
        process = self._context.Process(target=run, args=(self._plan, theirs, numbers))
        process.start()
        theirs.close()
        return Child(process, ours, Pulse(numbers), time.monotonic())

    def _replace(self, at: int, child: Child, stop: threading.Event) -> None:
        code = child.process.exitcode
        logger.error("a worker process ended on its own", exit_code=code)
        if time.monotonic() - child.started > _LIVED_WELL:
            self._pause = _FIRST_PAUSE
        if not stop.wait(self._pause):
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            child.lifeline.close()
            self._children[at] = self._start()

    def _renew(self) -> None:
        try:
            settings = self._settings()
        except PipelineError as error:
            logger.warning("settings not read again", reason=str(error))
            return
        if settings != self._plan.settings:
            logger.info("settings have changed: the processes begin anew")
            self._plan = replace(self._plan, settings=settings)
            for at, child in enumerate(self._children):
                self._stop([child])
                self._children[at] = self._start()

    def _stop(self, children: Sequence[Child]) -> bool:
        for child in children:
            with suppress(OSError):
                child.lifeline.send("stop")
        end = time.monotonic() + self._plan.grace + _LAST_GRACE
        for child in children:
            child.process.join(max(0.0, end - time.monotonic()))
            if child.process.is_alive():
                logger.error("a worker process was killed", process_id=child.process.pid)
                child.process.kill()
                child.process.join()
        return all(child.process.exitcode == 0 for child in children)


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = threading.Event()

    def ask(signal_number: int, frame: FrameType | None) -> None:
        stop.set()

    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, ask)
    return stop
