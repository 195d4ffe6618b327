"""Host names to addresses, within a time limit (the system's resolver has none)."""

from __future__ import annotations

import queue
import socket
import threading
from typing import NamedTuple


class Address(NamedTuple):
    family: int
    text: str


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Every address of a host, IPv4 and IPv6. Raises OSError where there is none in time."""
    answers: queue.SimpleQueue[list[Address] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))
            return
        answers.put([Address(family, str(place[0])) for family, _, _, _, place in found])

    threading.Thread(target=ask, name="renderer-resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"resolving {host} took too long") from None
    if isinstance(answer, OSError):
        raise answer
    return answer
