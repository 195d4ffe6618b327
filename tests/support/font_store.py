"""A store of bytes in memory, for tests of what is built on stores."""

from __future__ import annotations


class MemoryStore:
    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.entries.get(name)

    def put(self, name: str, data: bytes) -> None:
        self.entries[name] = data
