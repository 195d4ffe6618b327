"""What tests let a process apart do."""

from __future__ import annotations

import os
import time

from renderer.apart.wire import Message
from renderer.errors import AssetError


def echo(data: bytes, **arguments: object) -> Message:
    return Message(arguments, data)


def refuse(data: bytes) -> Message:
    raise AssetError("is not what it should be")


def crash(data: bytes) -> Message:
    os.abort()


def leave(data: bytes) -> Message:
    os._exit(0)


def fail(data: bytes) -> Message:
    raise ZeroDivisionError


def spin(data: bytes) -> Message:
    while True:
        pass


def sleep(data: bytes, seconds: float) -> Message:
    time.sleep(seconds)
    return Message({})


def hoard(data: bytes, megabytes: int) -> Message:
    return Message({"held": len(b"x" * (megabytes * 1024**2))})


def write(data: bytes, path: str) -> Message:
    with open(path, "wb") as file:
        file.write(data)
    return Message({})


def chatter(data: bytes) -> Message:
    os.write(1, b"a warning of some library\n")
    return Message({"said": True})


def look_around(data: bytes) -> Message:
    return Message({"process": os.getpid(), "environment": dict(os.environ)})
