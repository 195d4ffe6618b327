"""Run a command, and end it when our standard input closes.

Started as a script beside each server of the local stack. The stack holds the other end of the
pipe, so the server ends with it however it ended: by a signal, an error, or kill -9.

Usage: guard.py SIGNAL USER COMMAND...    (USER '-' keeps ours; as root a server may refuse to run)
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from types import FrameType

_GRACE = 10.0


def guard(stop_signal: signal.Signals, user: str | None, command: list[str]) -> int:
    """Run ``command`` to its end or ours and return its exit code."""
    if user is None:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    else:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, user=user, group=_group(user), extra_groups=[]
        )

    def stop(signal_number: int = 0, frame: FrameType | None = None) -> None:
        child.send_signal(stop_signal)

    def stop_at_end_of_input() -> None:
        sys.stdin.buffer.read()
        stop()
        try:
            child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            child.kill()

    signal.signal(signal.SIGTERM, stop)
    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    return child.wait()


def _group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


if __name__ == "__main__":
    sys.exit(
        guard(
            signal.Signals[sys.argv[1]],
            None if sys.argv[2] == "-" else sys.argv[2],
            sys.argv[3:],
        )
    )
