"""Run a command, and end it when our standard input closes.

Started as a script beside each server of the local stack. The stack holds the other end of the
pipe, so the server ends with it however it ended: by a signal, an error, or kill -9. A stack
that ends in order says so with a byte and cleans up itself; after any other end the server's
folder is removed here.

Usage: guard.py SIGNAL USER FOLDER COMMAND...

USER '-' keeps ours; as root a server may refuse to run.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from types import FrameType

_GRACE = 10.0


def guard(stop_signal: signal.Signals, user: str | None, folder: str, command: list[str]) -> int:
    """Run ``command`` to its end or ours and return its exit code."""
    if user is None:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    else:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, user=user, group=_group(user), extra_groups=[]
        )

    stopping = threading.Event()

    def stop(signal_number: int = 0, frame: FrameType | None = None) -> None:
        child.send_signal(stop_signal)

    def stop_at_end_of_input() -> None:
        abandoned = sys.stdin.buffer.read() == b""
        stopping.set()
        stop()
        try:
            child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if abandoned:
            shutil.rmtree(folder, ignore_errors=True)

    signal.signal(signal.SIGTERM, stop)
    watcher = threading.Thread(target=stop_at_end_of_input, daemon=True)
    watcher.start()
    code = child.wait()
    if stopping.is_set():
        watcher.join()
    return code


def _group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


if __name__ == "__main__":
    name, user, folder, *command = sys.argv[1:]
    sys.exit(guard(signal.Signals[name], None if user == "-" else user, folder, command))
