"""A store in an S3 bucket, shared by machines; whatever fails there costs a moment, no picture."""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING

from renderer.errors import RendererError
from renderer.fonts.sfnt import MAX_FONT_BYTES
from renderer.forks import Owned

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

PREFIX = "feedloom-fonts/"
DOWN_SECONDS, READ_ONLY_SECONDS = 60, 900
CONNECT_SECONDS, READ_SECONDS = 2, 5
MISSING = ("NoSuchKey", "404", "NotFound")
FORBIDDEN = ("AccessDenied", "403", "Forbidden")


class BucketStore:
    """Objects below ``feedloom-fonts/``; thread-safe. Credentials are found as boto3 does.

    A bucket that can't be reached is left alone for a minute, one that may not be written is
    only read for a while.
    """

    def __init__(self, bucket: str) -> None:
        try:
            import botocore.exceptions
        except ModuleNotFoundError:
            raise RendererError(
                f"the font cache in the bucket {bucket!r} needs: "
                'pip install "feedloom-renderer[s3]"'
            ) from None
        from urllib3.exceptions import HTTPError  # of bodies that break off

        self._errors = (
            botocore.exceptions.BotoCoreError,
            botocore.exceptions.ClientError,
            HTTPError,
            OSError,
            ValueError,  # of an endpoint that is none
        )
        self._client = Owned(_s3, lambda client: client.close())
        self._bucket = bucket
        self._down_until = self._read_only_until = 0.0

    def get(self, name: str) -> bytes | None:
        if time.monotonic() < self._down_until:
            return None
        try:
            answer = self._client.get().get_object(Bucket=self._bucket, Key=PREFIX + name)
            with answer["Body"] as body:
                if answer["ContentLength"] > MAX_FONT_BYTES:
                    return None
                return body.read()
        except self._errors as error:
            if _code(error) not in MISSING + FORBIDDEN:  # a missing key is forbidden to some
                self._leave_alone(error)
            return None

    def put(self, name: str, data: bytes) -> None:
        if time.monotonic() < max(self._down_until, self._read_only_until):
            return
        try:
            self._client.get().put_object(Bucket=self._bucket, Key=PREFIX + name, Body=data)
        except self._errors as error:
            if _code(error) in FORBIDDEN:
                logger.warning("font bucket %s may not be written: %s", self._bucket, error)
                self._read_only_until = time.monotonic() + READ_ONLY_SECONDS
            else:
                self._leave_alone(error)

    def close(self) -> None:
        self._client.close()

    def _leave_alone(self, error: Exception) -> None:
        logger.warning("font bucket %s: %s", self._bucket, error)
        self._down_until = time.monotonic() + DOWN_SECONDS


def _s3() -> S3Client:
    import boto3
    from botocore.config import Config

    patience = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    region = os.environ.get("AWS_REGION")  # what Lambda sets, and boto3 doesn't read
    return boto3.session.Session(region_name=region).client("s3", config=patience)


def _code(error: Exception) -> str:
    """S3's own name for what went wrong; empty where it wasn't S3 that said so."""
    response = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", ""))
