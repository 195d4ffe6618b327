"""Processes of our own: started anew on every system, so that they share nothing by accident."""

from __future__ import annotations

import multiprocessing
import os
import signal

SPAWN = multiprocessing.get_context("spawn")


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def leave_ctrl_c_to_the_parent() -> None:
    """A terminal sends it to all processes of a command."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
