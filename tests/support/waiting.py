"""Wait for what another process does."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(true: Callable[[], bool], limit: float = 90.0) -> None:
    """Look until it is true; after so many seconds it will never be."""
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
