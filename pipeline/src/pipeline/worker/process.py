"""One worker process: as many threads as asked for, and an orderly end."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import MutableSequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from types import FrameType

from pipeline.config import Settings
from pipeline.log import logger

OVERDUE = 75
"""Exit code of a process that gave back what it could not finish in the time it had."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What every process of a worker does.

    ``wait`` is the length of a poll and so the longest that an idle thread takes to stop;
    ``grace`` the time a stop may take. Both in seconds.
    """

    settings: Settings
    concurrency: int
    wait: int
    grace: float


class Pulse:
    """What each thread last said of itself: when it got on, and whether the queue answers.

    Over memory that parent and child share: two numbers per thread, a time of the monotonic clock
    (which all processes of a machine share, and nobody sets) and 0 or 1.
    """

    def __init__(self, numbers: MutableSequence[float]) -> None:
        self._numbers = numbers

    def beat(self, thread: int) -> None:
        self._numbers[2 * thread] = time.monotonic()

    def queue_answers(self, thread: int, answers: bool) -> None:
        self._numbers[2 * thread + 1] = answers

    @property
    def silent_seconds(self) -> float:
        """How long ago the slowest thread last got on."""
        return time.monotonic() - min(self._numbers[0::2])

    @property
    def has_queue(self) -> bool:
        """Whether the queue answers every thread."""
        return all(self._numbers[1::2])


def run(plan: Plan, lifeline: Connection, numbers: MutableSequence[float]) -> None:
    """Work until SIGTERM, or until the parent sends something on ``lifeline`` or is gone.

    Ends with exit code 0 when everything in hand was finished, ``OVERDUE`` when some was given
    back instead, 1 after a fault of ours.
    """
    from pipeline import tracing
    from pipeline.database import Database
    from pipeline.parts import Parts
    from pipeline.worker.loop import Loop

    stop = _stop_on_signals()
    threading.Thread(target=_watch, args=(lifeline, stop), daemon=True).start()
    logger.setLevel(plan.settings.log_level)
    parts = Parts.from_settings(plan.settings, plan.wait)
    pulse, faults = Pulse(numbers), list[BaseException]()
    loops = [
        Loop(
            replace(parts, database=Database(plan.settings.database)),
            stop,
            plan.wait,
            partial(pulse.beat, number),
            partial(pulse.queue_answers, number),
        )
        for number in range(plan.concurrency)
    ]

    def work(loop: Loop) -> None:
        try:
            loop.run()
        except BaseException as fault:
            logger.exception("a thread ended by a fault")
            faults.append(fault)
            stop.set()

    threads = [threading.Thread(target=work, args=(loop,), daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    logger.info("worker started", process_id=os.getpid(), threads=plan.concurrency)
    stop.wait()
    logger.info("worker stopping", process_id=os.getpid())
    end = time.monotonic() + plan.grace
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    overdue = [loop for loop, thread in zip(loops, threads, strict=True) if thread.is_alive()]
    for loop in overdue:
        logger.warning("given back unfinished", count=loop.give_back())
    logger.info("worker stopped", process_id=os.getpid())
    tracing.flush()
    # The overdue threads are still drawing: nothing may wait for them.
    os._exit(OVERDUE if overdue else bool(faults))


def _stop_on_signals() -> threading.Event:
    """An event that SIGTERM sets; Ctrl-C reaches the parent too, who decides."""
    stop = threading.Event()

    def ask(signal_number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return stop


def _watch(lifeline: Connection, stop: threading.Event) -> None:
    try:
        lifeline.recv()
    except (EOFError, OSError):
        logger.warning("the supervisor is gone")
    stop.set()
