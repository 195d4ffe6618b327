"""Say over HTTP whether the worker is alive and ready, for whoever starts and stops it.

    GET /live    200 while every process runs and no thread has been silent for too long, else 503
    GET /ready   200 while the queue answers every thread, else 503

The answer is JSON with what was found. It holds no names and no addresses.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pipeline.errors import AddressNotFree
from pipeline.worker.supervisor import Child

STUCK = 300.0
"""Seconds without a sign of life after which a thread counts as stuck. A message takes less: a
picture and a feed's turn have 20 seconds each, and tries of what is away are bounded, too."""

Report = dict[str, Any]


def liveness(children: tuple[Child, ...]) -> tuple[bool, Report]:
    """Whether restarting the worker would not help, and what that is concluded from."""
    found: list[Report] = [
        {
            "running": child.process.is_alive(),
            "silent_seconds": round(child.pulse.silent_seconds, 1),
        }
        for child in children
    ]
    alive = all(one["running"] and one["silent_seconds"] < STUCK for one in found)
    return alive, {"alive": alive, "processes": found}


def readiness(children: tuple[Child, ...]) -> tuple[bool, Report]:
    """Whether the worker gets its messages."""
    ready = bool(children) and all(
        child.process.is_alive() and child.pulse.has_queue for child in children
    )
    return ready, {"ready": ready}


@contextmanager
def health_server(host: str, port: int, children: Callable[[], tuple[Child, ...]]) -> Iterator[int]:
    """Answer while the block runs; gives the port, a free one for port 0.

    Before there are ``children`` nothing is ready. Raises ``AddressNotFree``.
    """

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            check = {"/live": liveness, "/ready": readiness}.get(self.path)
            if check is None:
                self._answer(404, {"paths": ["/live", "/ready"]})
            else:
                good, report = check(children())
                self._answer(200 if good else 503, report)

        def _answer(self, status: int, report: Report) -> None:
            body = json.dumps(report).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A probe every few seconds is no news."""

    try:
        server = ThreadingHTTPServer((host, port), Answers)
    except OSError as error:
        address = f"{host}:{port}"
        raise AddressNotFree(address=address, reason=error.strerror or error) from error
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield int(server.server_port)
        finally:
            server.shutdown()
            thread.join()
