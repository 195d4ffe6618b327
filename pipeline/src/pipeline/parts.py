"""Put the pieces that both phases work with together, once per process.

What is slow to import and not always needed is imported when it is: boto3 with the first parts,
the verifier with the first token. That is half of a cold start.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.config import DeliverySettings, Settings
from pipeline.database import Database
from pipeline.messages import Delivery
from pipeline.objects import Pictures
from pipeline.queue import Queue
from renderer import ImageProcessor, Renderer

if TYPE_CHECKING:
    from botocore.config import Config
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

    from pipeline.auth import AccessTokenVerifier, Grant

_CONNECT_LIMIT = 2
_ANSWER_LIMIT = 5
"""Seconds of silence."""
_SQS_TRIES, _S3_TRIES = 2, 3
"""By botocore itself, with jitter. It knows nothing of our time limit: all of them together stay
below ``DeliverySettings.reserve`` and ``storing``.
"""


class Verifier:
    """The verifier of access tokens, made for the first of them; thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._made: AccessTokenVerifier | None = None

    def grant(self, token: str) -> Grant:
        """See ``AccessTokenVerifier.grant``."""
        with self._lock:
            if self._made is None:
                from pipeline.auth import AccessTokenVerifier

                named = self._settings
                self._made = AccessTokenVerifier(
                    named.auth0_domain, named.auth0_audience, named.auth0_issuer
                )
        return self._made.grant(token)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a phase may use. Nothing is connected before it is used."""

    verifier: Verifier
    database: Database
    queue: Queue
    dead_letters: Queue | None
    pictures: Pictures
    processor: ImageProcessor
    delivery: DeliverySettings

    @classmethod
    def from_settings(cls, settings: Settings, longest_poll: int = 0) -> Parts:
        """Build the parts; AWS credentials and ``AWS_ENDPOINT_URL`` are read by boto3.

        ``longest_poll`` are the seconds that the queue may be polled for at a time.
        """
        sqs = sqs_client(settings.region, longest_poll)
        dead_letter_url = settings.dead_letter_url
        return cls(
            verifier=Verifier(settings),
            database=Database(settings.database),
            queue=Queue(sqs, settings.queue_url),
            dead_letters=Queue(sqs, dead_letter_url) if dead_letter_url else None,
            pictures=Pictures(_s3_client(settings.region), settings.bucket),
            processor=ImageProcessor(
                Renderer(
                    fonts=settings.font_dirs,
                    allow_hosts=settings.allow_hosts,
                    font_sources=settings.font_sources,
                )
            ),
            delivery=settings.delivery,
        )

    def is_last(self, delivery: Delivery) -> bool:
        """Whether SQS delivers the message no more, as far as the queue says what it does."""
        try:
            most = self.queue.most_receives
        except (BotoCoreError, ClientError):
            most = None
        return delivery.receives >= (most or self.delivery.receives)


def sqs_client(region: str, longest_poll: int = 0) -> SQSClient:
    """A client that waits for a poll of so many seconds, and tries again by itself."""
    import boto3

    session = boto3.session.Session(region_name=region)
    return session.client("sqs", config=_patient(_ANSWER_LIMIT + longest_poll, _SQS_TRIES))


def _s3_client(region: str) -> S3Client:
    import boto3

    session = boto3.session.Session(region_name=region)
    return session.client("s3", config=_patient(_ANSWER_LIMIT, _S3_TRIES))


def _patient(answer_limit: int, tries: int) -> Config:
    from botocore.config import Config

    return Config(
        connect_timeout=_CONNECT_LIMIT,
        read_timeout=answer_limit,
        retries={"mode": "standard", "total_max_attempts": tries},
    )
