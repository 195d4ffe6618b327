"""Start a server as a guarded child process, wait until it answers, and end it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.errors import ServiceDidNotStart
from pipeline.local import guard

Result = TypeVar("Result")

_START_LIMIT = 30.0
_STOP_LIMIT = 15.0
_PORT_TRIES = 3


@dataclass(frozen=True, slots=True)
class Service:
    """A running server: what it is called, and its guard's process."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def ended(self) -> bool:
        """Whether it ended on its own."""
        return self.process.poll() is not None


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    *,
    folder: Path,
    answers: Callable[[], bool],
    env: Mapping[str, str],
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Iterator[Service]:
    """Run a server while the block runs; entered once ``answers()`` is true.

    Its log is in ``folder``. Raises ``ServiceDidNotStart`` with the last line of the log.
    """
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, guard.__file__, stop_signal.name, user or "-", str(folder), *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=dict(env),
            cwd="/",
            start_new_session=True,
        )
    try:
        _wait_until(answers, name, process, log)
        yield Service(name, process)
    finally:
        _stop(process)


def on_free_port(start: Callable[[int], Result]) -> Result:
    """``start`` on a free port of loopback, on another one if a stranger was quicker."""
    for _ in range(_PORT_TRIES - 1):
        with suppress(ServiceDidNotStart):
            return start(_free_port())
    return start(_free_port())


def minimal_env(folder: Path) -> dict[str, str]:
    """The environment for a server: its own home, and none of the caller's settings."""
    kept = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return inherited | {"HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until(
    answers: Callable[[], bool], name: str, process: subprocess.Popen[bytes], log: Path
) -> None:
    limit = time.monotonic() + _START_LIMIT
    while not answers():
        if process.poll() is not None:
            raise ServiceDidNotStart(name=name, reason=_last_line(log))
        if time.monotonic() > limit:
            raise ServiceDidNotStart(name=name, reason=f"no answer in {_START_LIMIT:.0f} s")
        time.sleep(0.02)


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word"


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.write(b"end")
        process.stdin.close()
    try:
        process.wait(_STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
