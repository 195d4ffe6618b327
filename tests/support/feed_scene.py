"""A feed with a database and queues of its own, and the invariant that delivery must keep.

The invariant: as many rows as products, each in a final state; every ``GENERATED`` row's picture
is there and can be read; no picture without a row; nothing left in the outbox or on the queue,
and on the dead-letter queue only what belongs there.
"""

from __future__ import annotations

import io
import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from typing import Any

import boto3
import psycopg2
from PIL import Image
from psycopg2.extras import execute_values

from pipeline.config import DatabaseSettings
from pipeline.local.issuer import mint
from pipeline.migrations import migrate

UNREACHABLE = "http://127.0.0.1:9/nothing.png"
FAST_TEMPLATE: dict[str, Any] = {
    "width": 24,
    "height": 16,
    "pages": [
        {
            "id": "page",
            "background": "teal",
            "children": [
                {
                    "id": "t",
                    "type": "text",
                    "x": 0,
                    "y": 0,
                    "width": 24,
                    "fontSize": 5,
                    "fontFamily": "Roboto",
                    "custom": {"variable": "title"},
                },
                {
                    "id": "i",
                    "type": "image",
                    "x": 0,
                    "y": 0,
                    "width": 8,
                    "height": 8,
                    "custom": {"variable": "image_link"},
                },
            ],
        }
    ],
}
_TITLE = "generated_json #>> '{pages,0,children,0,text}'"
_EMPTY = "scene_empty"


@dataclass(frozen=True, slots=True)
class Tally:
    """How a scene stands; all but the first three must be 0 in the end."""

    rows: int
    generated: int
    failed: int
    lost: int
    """Products without a row."""
    doubled: int
    """Rows of a product that has one already."""
    stuck: int
    """Rows in no final state."""
    unexplained: int
    """``GENERATION_FAIL`` without a reason."""
    pictureless: int
    """``GENERATED`` rows whose picture is missing or can't be read."""
    orphans: int
    """Pictures without a row."""
    unsent: int
    """Entries of the outbox."""
    queued: int
    """Messages, visible or not."""
    dead: int
    """Dead letters."""

    @property
    def broken(self) -> dict[str, int]:
        """What must be 0 and isn't."""
        counts = [(field.name, getattr(self, field.name)) for field in fields(self)[3:]]
        return {name: count for name, count in counts if count}


@dataclass
class Scene:
    """One user's feed of ``products`` products, ``broken`` of which can't be drawn."""

    env: dict[str, str]
    user_sub: str
    template_id: str
    products: int
    connection: psycopg2.extensions.connection
    sqs: Any
    s3: Any
    requests: int = 0

    def send_process(self, times: int = 1, named: bool = True) -> None:
        """Ask for the feed once, in so many identical messages; or in one without a name."""
        self.requests += 1
        data = {
            "access_token": mint(self.env, self.user_sub),
            "user_template_id": self.template_id,
            "outfeed_id": f"feed-{self.requests}",
            "request_id": f"request-{self.requests}" if named else None,
        }
        for _ in range(times):
            self.sqs.send_message(
                QueueUrl=self.env["SQS_QUEUE_URL"],
                MessageBody=json.dumps({"type": "process", "data": data}),
            )

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def settled(self) -> bool:
        """Whether nothing is left to do."""
        (unsettled,) = self.sql(
            "SELECT (SELECT count(*) FROM facebook_test.generated_feeds "
            "WHERE status NOT IN ('GENERATED', 'GENERATION_FAIL')) "
            "+ (SELECT count(*) FROM facebook_test.feed_requests WHERE finished_at IS NULL) "
            "+ (SELECT count(*) FROM facebook_test.feed_outbox WHERE sent_at IS NULL)"
        )[0]
        return not unsettled and not self.messages("SQS_QUEUE_URL")

    def messages(self, queue: str) -> int:
        """Messages on a queue, those in someone's hand too."""
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        answer = self.sqs.get_queue_attributes(QueueUrl=self.env[queue], AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def tally(self) -> Tally:
        """Count everything that the invariant speaks of."""
        found = self.sql(
            "SELECT id, status, error_message, generated_img_url, outfeed_id, "
            f"{_TITLE} FROM facebook_test.generated_feeds"
        )
        statuses = Counter(row[1] for row in found)
        ads = Counter((row[4], row[5]) for row in found)
        pictures = self._pictures()
        drawn = {row[0] for row in found if row[1] == "GENERATED" and row[3]}
        (unsent,) = self.sql("SELECT count(*) FROM facebook_test.feed_outbox WHERE sent_at IS NULL")
        return Tally(
            rows=len(found),
            generated=statuses["GENERATED"],
            failed=statuses["GENERATION_FAIL"],
            lost=self.requests * self.products - len(ads),
            doubled=sum(ads.values()) - len(ads),
            stuck=len(found) - statuses["GENERATED"] - statuses["GENERATION_FAIL"],
            unexplained=sum(row[1] == "GENERATION_FAIL" and not row[2] for row in found),
            pictureless=statuses["GENERATED"] - len(drawn & pictures.keys()),
            orphans=len(pictures.keys() - {row[0] for row in found}),
            unsent=unsent[0],
            queued=self.messages("SQS_QUEUE_URL"),
            dead=self.messages("DLQ_URL"),
        )

    def _pictures(self) -> dict[str, tuple[int, int]]:
        """The user's readable pictures: row id to size."""
        bucket, sizes = self.env["S3_IMAGE_OUTPUT_BUCKET"], {}
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix=f"processed_images/{self.user_sub}/"
        )
        for entry in (entry for page in pages for entry in page.get("Contents", [])):
            body = self.s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
            with Image.open(io.BytesIO(body)) as picture:
                picture.load()
                sizes[entry["Key"].rsplit("/", 1)[1].removesuffix(".png")] = picture.size
        return sizes


@contextmanager
def scene(
    env: Mapping[str, str],
    products: int,
    broken: int = 0,
    visibility: int = 1,
    receives: int = 1000,
    template: Mapping[str, Any] = FAST_TEMPLATE,
) -> Iterator[Scene]:
    """A scene on a running stack; its database goes with it."""
    name = f"scene_{uuid.uuid4().hex}"
    env = {**env, "DB_NAME": name, "LOG_LEVEL": "CRITICAL", "MAX_RECEIVE_COUNT": str(receives)}
    session = boto3.session.Session(
        env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], region_name=env["AWS_REGION"]
    )
    sqs: Any = session.client("sqs", endpoint_url=env["AWS_ENDPOINT_URL"])
    s3: Any = session.client("s3", endpoint_url=env["AWS_ENDPOINT_URL"])
    env["DLQ_URL"] = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=env["DLQ_URL"], AttributeNames=["QueueArn"])
    redrive = {
        "deadLetterTargetArn": arn["Attributes"]["QueueArn"],
        "maxReceiveCount": receives,
    }
    env["SQS_QUEUE_URL"] = sqs.create_queue(
        QueueName=name,
        Attributes={"VisibilityTimeout": str(visibility), "RedrivePolicy": json.dumps(redrive)},
    )["QueueUrl"]
    with _database(env, name), closing(connect(env)) as connection:
        connection.autocommit = True
        user_sub = f"auth0|{name}"
        template_id = _fill(connection, user_sub, products, broken, template)
        yield Scene(env, user_sub, template_id, products, connection, sqs, s3)


def connect(env: Mapping[str, str]) -> psycopg2.extensions.connection:
    settings = DatabaseSettings.from_env(env)
    return psycopg2.connect(
        host=settings.host,
        port=settings.port,
        dbname=settings.name,
        user=settings.user,
        password=settings.password,
    )


@contextmanager
def _database(env: Mapping[str, str], name: str) -> Iterator[None]:
    """A copy of an empty, migrated database."""
    with closing(connect({**env, "DB_NAME": "postgres"})) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1)")
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", (_EMPTY,))
            if not cursor.rowcount:
                cursor.execute(f"CREATE DATABASE {_EMPTY}")
                migrate(DatabaseSettings.from_env({**env, "DB_NAME": _EMPTY}))
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {_EMPTY}")
            cursor.execute("SELECT pg_advisory_unlock(1)")
            try:
                yield
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _fill(
    connection: psycopg2.extensions.connection,
    user_sub: str,
    products: int,
    broken: int,
    template: Mapping[str, Any],
) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO facebook_test.fields (label_name, product_map, type) "
            "VALUES ('title', 'title', 'text'), ('image_link', 'image_link', 'image')"
        )
        execute_values(
            cursor,
            "INSERT INTO facebook_test.products (user_sub, title, image_link) VALUES %s",
            [
                (user_sub, f"Mug {number}", UNREACHABLE if number < broken else None)
                for number in range(products)
            ],
        )
        cursor.execute(
            "INSERT INTO facebook_test.user_templates (user_sub, template_json) "
            "VALUES (%s, %s) RETURNING id",
            (user_sub, json.dumps(template)),
        )
        (row,) = cursor.fetchall()
        return str(row[0])
