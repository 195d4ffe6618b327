"""Keep pictures in S3: where they lie, and the address under which they are found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_UNSAFE = re.compile(r"[%/\\\x00-\x1f\x7f]")
"""What would end a key's segment, confuse a browser's path, or make two names one."""


class Pictures:
    """The bucket of finished pictures; safe to share between threads."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, png: bytes) -> str:
        """Store a PNG and return its address. Raises botocore's errors."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=png, ContentType="image/png")
        return self.address(key)

    def address(self, key: str) -> str:
        """The percent-encoded url of a key: ``https://BUCKET.s3.REGION.amazonaws.com/KEY``.

        Buckets with a dot in their name (no TLS certificate covers them) and other servers
        than AWS's have the bucket in the path.
        """
        endpoint = urlsplit(self._client.meta.endpoint_url)
        host = endpoint.hostname or ""
        path = quote(key, safe="/")
        if host.endswith((".amazonaws.com", ".amazonaws.com.cn")) and "." not in self._bucket:
            return f"{endpoint.scheme}://{self._bucket}.{endpoint.netloc}/{path}"
        return f"{endpoint.scheme}://{endpoint.netloc}/{self._bucket}/{path}"


def picture_key(user_sub: str, outfeed_id: str, feed_id: str) -> str:
    """``processed_images/<user_sub>/<outfeed_id>/<feed_id>.png``.

    The parts stand there literally, as ``auth0|abc123`` does, but for the few characters that
    would let one part reach into another's folder: those are percent-encoded, and so is ``%``.
    """
    parts = _segment(user_sub), _segment(outfeed_id), _segment(feed_id)
    return "processed_images/{}/{}/{}.png".format(*parts)


def _segment(part: str) -> str:
    if part in (".", ".."):
        return part.replace(".", "%2E")
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", part)
