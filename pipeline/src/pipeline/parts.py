"""Put the pieces that both phases work with together, once per process."""

from __future__ import annotations

from dataclasses import dataclass

import boto3
from botocore.config import Config

from pipeline.auth import AccessTokenVerifier
from pipeline.config import DeliverySettings, Settings
from pipeline.database import Database
from pipeline.objects import Pictures
from pipeline.queue import Queue
from renderer import ImageProcessor, Renderer

_AWS = Config(
    connect_timeout=5,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 4},
)
"""Tried again with jitter by botocore itself, as long as a message may reasonably wait."""
_AWS_QUEUE = _AWS.merge(Config(read_timeout=30))
"""A poll of the queue is answered after up to 20 seconds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a phase may use. Nothing is connected before it is used."""

    verifier: AccessTokenVerifier
    database: Database
    queue: Queue
    dead_letters: Queue | None
    pictures: Pictures
    processor: ImageProcessor
    delivery: DeliverySettings

    @classmethod
    def from_settings(cls, settings: Settings) -> Parts:
        """Build the parts; AWS credentials and ``AWS_ENDPOINT_URL`` are read by boto3."""
        session = boto3.session.Session(region_name=settings.region)
        sqs = session.client("sqs", config=_AWS_QUEUE)
        dead_letter_url = settings.dead_letter_url
        return cls(
            verifier=AccessTokenVerifier(
                settings.auth0_domain, settings.auth0_audience, settings.auth0_issuer
            ),
            database=Database(settings.database),
            queue=Queue(sqs, settings.queue_url),
            dead_letters=Queue(sqs, dead_letter_url) if dead_letter_url else None,
            pictures=Pictures(session.client("s3", config=_AWS), settings.bucket),
            processor=ImageProcessor(
                Renderer(
                    fonts=settings.font_dirs,
                    allow_hosts=settings.allow_hosts,
                    font_sources=settings.font_sources,
                )
            ),
            delivery=settings.delivery,
        )
