"""What a url led to, with a digest that stands for it."""

from __future__ import annotations

import hashlib
from functools import cached_property


class Content:
    """Bytes from outside; the digest stands for them where they themselves would be a burden."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def digest(self) -> bytes:
        return hashlib.blake2b(self.data, digest_size=16).digest()
