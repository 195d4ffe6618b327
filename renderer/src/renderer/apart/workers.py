"""The caller's side: a few processes, started when needed and kept for the next call."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from renderer.apart.wire import READY, Message, ProcessLost, read_message, write_message
from renderer.errors import RendererError
from renderer.forks import renew_when_forked
from renderer.time_limit import check_time, seconds_left

PROGRAM = Path(__file__).with_name("program.py")
INHERITED = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "SYSTEMROOT")
MOST_PROCESSES = min(4, os.cpu_count() or 1)
STARTING = 60  # seconds, on a busy machine
MOST_SAID = 2000  # bytes of what one that doesn't start complains about
KEPT_BELOW = 256 * 1024**2  # bytes; a process that ever held more is not kept


class Worker:
    """A process at work; raises RendererError where none can be started."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, "-B", "-P", "-S", str(PROGRAM)]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment
            )
        except OSError as error:
            raise _no_start(command, f"can't be run ({error.strerror})") from None
        self.is_fit = True
        self._check_start(command)

    def _check_start(self, command: Sequence[str]) -> None:
        """It says at once that it is there; what is no Python, or can't import us, doesn't."""
        _, answers, complaints = self._pipes
        with self._limited(seconds_left(STARTING)):
            is_ready = self._read(answers) == READY
        if is_ready:
            complaints.close()
            return
        self._process.kill()
        code = self._process.wait()
        said = complaints.read(MOST_SAID).decode("utf-8", "replace").strip()
        self.end()
        check_time()
        raise _no_start(command, f"ends with code {code}" + (f" and says {said!r}" if said else ""))

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, call: Message, seconds: float) -> Message:
        """The answer; ProcessLost where none comes in time."""
        try:
            with self._limited(seconds):
                answer = self._exchange(call)
        except BaseException:
            self.is_fit = False
            raise
        if answer is None:
            self.is_fit = False
            check_time()
            raise ProcessLost
        if answer.values.get("peak", 0) > KEPT_BELOW:
            self.is_fit = False
        return answer

    @contextlib.contextmanager
    def _limited(self, seconds: float) -> Iterator[None]:
        """The process is ended, and what waits for it with it, once the seconds have passed."""
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _exchange(self, call: Message) -> Message | None:
        calls, answers, _ = self._pipes
        try:
            write_message(calls, call)
        except OSError:  # it ended
            return None
        return self._read(answers)

    def _read(self, answers: BinaryIO) -> Message | None:
        try:
            return read_message(answers)
        except (OSError, OverflowError, ValueError, MemoryError):  # no program of ours says that
            return None

    @property
    def _pipes(self) -> tuple[BinaryIO, BinaryIO, BinaryIO]:
        process = self._process
        pipes = process.stdin, process.stdout, process.stderr
        assert None not in pipes
        return pipes  # type: ignore[return-value]

    def end(self) -> None:
        self._process.kill()
        for pipe in self._pipes:
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


def _no_start(command: Sequence[str], problem: str) -> RendererError:
    import shlex  # which takes a while, and this hardly ever happens

    expected = "sys.executable has to be a Python that can import renderer"
    return RendererError(f"{shlex.join(command)} {problem}; {expected}")


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
