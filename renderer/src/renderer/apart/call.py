"""Call a function of the renderer in a process apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import renderer.errors
from renderer.apart.wire import Message
from renderer.time_limit import seconds_left

WAIT = 4  # times the seconds of work, on a busy machine


def call_apart(
    function: Callable[..., Message],
    data: bytes = b"",
    arguments: Mapping[str, Any] | None = None,
    *,
    seconds: float,
) -> Message:
    """What a function of the renderer gives for bytes and JSON arguments, in a process apart.

    ``seconds`` is what it may take of a processor. Raises the RendererError that the function
    raises, ProcessLost, or TimeLimitError where the picture's own time is up.
    """
    from renderer.apart.workers import borrowed  # most ads call nothing, and no process apart does

    call = {
        "function": f"{function.__module__}:{function.__qualname__}",
        "arguments": dict(arguments or {}),
        "seconds": seconds,
    }
    with borrowed() as worker:
        answer = worker.ask(Message(call, data), seconds_left(WAIT * seconds))
    if name := answer.values.get("error"):
        raise getattr(renderer.errors, name)(answer.values["text"])
    return Message(answer.values["values"], answer.data)
