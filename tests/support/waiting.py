"""Wait for what another process or thread does; a machine may stall for seconds at any time."""

from __future__ import annotations

import time
from collections.abc import Callable

from renderer import Limits

PATIENCE = 180.0
"""Seconds for what is bound to happen: more than a message that was handed back is hidden."""

UNHURRIED = Limits(connect_seconds=PATIENCE, total_seconds=PATIENCE, picture_seconds=PATIENCE)


def happens(true: Callable[[], bool], limit: float = PATIENCE) -> bool:
    """Look until it is true; after so many seconds it will never be."""
    end = time.monotonic() + limit
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def wait_until(true: Callable[[], bool]) -> None:
    """Look until it is true; fail where that takes so long that it will never be."""
    assert happens(true), "it did not happen in time"
