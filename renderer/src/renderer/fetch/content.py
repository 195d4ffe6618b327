"""What a url led to, with an identity that stands for it."""

from __future__ import annotations

import hashlib
import itertools

IDENTITY_BYTES = 16
_numbers = itertools.count()


class Content:
    """Bytes from outside; the identity stands for them where they themselves would be a burden.

    Two of one identity hold the same bytes. Bytes that were loaded twice have two, unless who
    loads them names one: a digest of a large photo takes longer than reading it.
    """

    def __init__(self, data: bytes, identity: bytes | None = None) -> None:
        self.data = data
        self.identity = identity or next(_numbers).to_bytes(IDENTITY_BYTES, "big")


def digest(data: bytes) -> bytes:
    """An identity that equal bytes share."""
    return hashlib.blake2b(data, digest_size=IDENTITY_BYTES).digest()
