"""Keep pictures in S3: where they lie, and the address under which they are found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from pipeline.errors import StorageUnavailable
from pipeline.log import logger

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_UNSAFE = re.compile(r"[%/\\\x00-\x1f\x7f]")
"""What would end a key's segment, confuse a browser's path, or make two names one."""

_PASSING = frozenset(
    {
        "ConditionalRequestConflict",
        "ExpiredToken",
        "ExpiredTokenException",
        "OperationAborted",
        "RequestTimeout",
        "ThrottlingException",
        "TokenRefreshRequired",
    }
)
"""What S3 says with a status of 400 or 409 although another try may succeed."""


class Pictures:
    """The bucket of finished pictures; safe to share between threads."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, png: bytes) -> bool:
        """Store a PNG; False when there is a picture under that key already, which stays.

        So caches may keep for ever what they find. Raises ``StorageUnavailable`` for what may
        pass, botocore's errors for what won't.
        """
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=png,
                ContentType="image/png",
                CacheControl="public, max-age=31536000, immutable",
                IfNoneMatch="*",
            )
        except (BotoCoreError, ClientError) as error:
            if _may_pass(error):
                raise StorageUnavailable(reason=error) from error
            if not _is_there_already(error):
                raise
            return False
        return True

    def get(self, key: str) -> bytes | None:
        """A picture; None when it is gone, or may not be read. Raises ``StorageUnavailable``."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            logger.debug("not read", reason=str(error))
            return None
        except BotoCoreError as error:
            raise StorageUnavailable(reason=error) from error

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


def _may_pass(error: Exception) -> bool:
    """Whether another try may succeed: silence, 5xx, too many requests, or credentials."""
    if not isinstance(error, ClientError):
        return not isinstance(error, ParamValidationError)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or status in (403, 408, 429) or _code(error) in _PASSING


def _is_there_already(error: Exception) -> bool:
    return isinstance(error, ClientError) and _code(error) == "PreconditionFailed"


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


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
