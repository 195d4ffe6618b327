"""Read an answer's body within a bound, unpacked where the server packed it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from renderer.errors import AssetError

PIECE = 64 * 1024
AS_IT_IS, ZLIB = ("", "identity"), ("gzip", "x-gzip", "deflate")
EITHER_HEADER = zlib.MAX_WBITS | 32


class BodyTooLargeError(Exception):
    """More bytes than are allowed, packed or unpacked."""


def bounded_body(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The whole body of an answer with a ``Content-Encoding``, at most ``limit`` bytes.

    A body that unpacks to more is given up when it passes the bound, not when it is whole. Raises
    BodyTooLargeError, or AssetError for an encoding that is not read or a body that breaks it.
    """
    if encoding in ZLIB:
        pieces = _unpacked(pieces, limit)
    elif encoding not in AS_IT_IS:
        raise AssetError(f"is packed as {encoding[:20]!r}, which was not asked for")
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise BodyTooLargeError
    return bytes(body)


def _unpacked(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(EITHER_HEADER)
    read = 0
    try:
        for piece in pieces:
            read += len(piece)
            if read > limit:
                raise BodyTooLargeError
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, PIECE)
                piece = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error:
        raise AssetError("is packed, but broken") from None
    if not unpacker.eof:
        raise AssetError("breaks off")
