"""A time limit that holds whatever the other side does: drip bytes, stall, or never answer."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from types import TracebackType


class Deadline:
    """Shuts the socket it guards when time is up, which ends every call that waits on it.

    Timeouts of a socket start anew with every byte; this one doesn't. Use as a context manager
    around the whole exchange.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._over = False

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._end

    @property
    def seconds_left(self) -> float:
        """At least a little, so that it can serve as a socket's timeout."""
        return max(0.001, self._end - time.monotonic())

    def guard(self, guarded: socket.socket | None) -> None:
        """Watch over this socket from now on instead of another."""
        with self._lock:
            self._socket = guarded
            if self._over:
                self._shut()

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self.guard(None)

    def _cut(self) -> None:
        with self._lock:
            self._over = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed meanwhile
                self._socket.shutdown(socket.SHUT_RDWR)
