"""``data:`` urls to bytes."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_to_bytes

from renderer.errors import AssetError
from renderer.fetch.naming import shown


def decode_data_uri(uri: str, limit: int) -> bytes:
    """The bytes in a data uri of at most ``limit`` characters; AssetError where it is none."""
    if len(uri) > limit:
        raise AssetError(f"{shown(uri)} is longer than the {limit:,} characters allowed")
    header, comma, body = uri.partition(",")
    if not comma:
        raise AssetError(f"{shown(uri)} has no comma; data:TYPE,BYTES is expected")
    data = unquote_to_bytes(body)
    if not header.lower().replace(" ", "").endswith(";base64"):
        return data
    compact = b"".join(data.split()).rstrip(b"=")  # browsers forgive white space and padding
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error:
        raise AssetError(f"{shown(uri)} holds no valid base64") from None
