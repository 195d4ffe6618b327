"""The caller's side: a few processes, started when needed and kept for the next call."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from renderer.apart.call import ProcessLost
from renderer.apart.wire import Message, read_message, write_message
from renderer.errors import AssetError
from renderer.forks import renew_when_forked
from renderer.time_limit import check_time, seconds_left

PROGRAM = Path(__file__).with_name("program.py")
INHERITED = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "SYSTEMROOT")
MOST_PROCESSES = min(4, os.cpu_count() or 1)
KEPT_BELOW = 256 * 1024**2  # bytes; a process that ever held more is not kept


class Worker:
    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-B", "-P", "-S", str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            problem = f"needs a process of its own, which can't be started ({error.strerror})"
            raise AssetError(problem) from None
        self.is_fit = True

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, call: Message, seconds: float) -> Message:
        """The answer; ProcessLost where none comes in time."""
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            answer = self._exchange(call)
        except BaseException:
            self.is_fit = False
            raise
        finally:
            timer.cancel()
        if answer is None:
            self.is_fit = False
            check_time()
            raise ProcessLost
        if answer.values.get("peak", 0) > KEPT_BELOW:
            self.is_fit = False
        return answer

    def _exchange(self, call: Message) -> Message | None:
        calls, answers = self._pipes
        try:
            write_message(calls, call)
            return read_message(answers)
        except (OSError, ValueError):  # it ended, or said what no program of ours says
            return None

    @property
    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        calls, answers = self._process.stdin, self._process.stdout
        assert calls is not None
        assert answers is not None
        return calls, answers  # type: ignore[return-value]

    def end(self) -> None:
        self._process.kill()
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


class _Workers:
    def __init__(self) -> None:
        self.start_anew()
        renew_when_forked(self)

    def start_anew(self) -> None:
        """A forked process leaves its parent's processes alone."""
        self._free = threading.BoundedSemaphore(MOST_PROCESSES)
        self._idle: list[Worker] = []

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[Worker]:
        while not self._free.acquire(timeout=seconds_left(60)):
            check_time()
        try:
            worker = self._taken()
            try:
                yield worker
            finally:
                if worker.is_fit:
                    self._idle.append(worker)
                else:
                    worker.end()
        finally:
            self._free.release()

    def _taken(self) -> Worker:
        while True:
            try:
                worker = self._idle.pop()
            except IndexError:
                return Worker()
            if worker.is_alive:
                return worker
            worker.end()

    def end(self) -> None:
        while self._idle:
            self._idle.pop().end()


_workers = _Workers()


def borrowed() -> contextlib.AbstractContextManager[Worker]:
    """A process for one call; waits while all are taken."""
    return _workers.borrowed()


atexit.register(_workers.end)
