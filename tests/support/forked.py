"""Run a function in a forked process, as servers do that load an application once for all."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
PATIENCE = 30  # seconds, for a child that hangs


def forked(function: Callable[[], object]) -> str:
    """What the function gives there, as text; a child that hangs or fails gives none."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, str(function()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], PATIENCE)
        return os.read(reading, 10_000).decode() if ready else ""
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
