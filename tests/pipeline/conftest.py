"""A real stack per test process, and a fresh feed world per test."""

from __future__ import annotations

import io
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import boto3
import psycopg2
import pytest
from PIL import Image
from psycopg2.extras import RealDictCursor
from waiting import PATIENCE, UNHURRIED

from pipeline.handler import handle_batch, lambda_handler
from pipeline.local.issuer import mint
from pipeline.local.stack import Stack, local_stack
from pipeline.parts import Parts

Row = dict[str, Any]

TEMPLATE: dict[str, Any] = {
    "width": 240,
    "height": 120,
    "pages": [
        {
            "id": "page",
            "background": "white",
            "children": [
                {
                    "id": "title",
                    "type": "text",
                    "text": "Sample title",
                    "x": 10,
                    "y": 10,
                    "width": 220,
                    "fontSize": 24,
                    "fontFamily": "Roboto",
                    "custom": {"variable": "{title}"},
                },
                {
                    "id": "price",
                    "type": "text",
                    "text": "$0.00",
                    "x": 10,
                    "y": 60,
                    "width": 100,
                    "fontSize": 20,
                    "fontFamily": "Roboto",
                    "custom": {"variable": "price"},
                },
            ],
        }
    ],
    "schemaVersion": 4,
}


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    """No server of a test is given up, however long the machine stalls."""
    with pytest.MonkeyPatch.context() as patch:
        for limit in (
            "auth._FETCH_TIMEOUT",
            "database.ANSWER_LIMIT",
            "database.CONNECT_LIMIT",
            "database._CANCEL_LIMIT",
            "parts._ANSWER_LIMIT",
            "parts._CONNECT_LIMIT",
        ):
            patch.setattr(f"pipeline.{limit}", PATIENCE)
        patch.setattr("renderer.engine.Limits", lambda: UNHURRIED)
        yield


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The local stack; one per test process."""
    with local_stack({}) as running:
        yield running


@dataclass
class World:
    """One user with a queue, a dead-letter queue and tables to look into."""

    user_sub: str
    env: dict[str, str]
    connection: psycopg2.extensions.connection
    transactions: psycopg2.extensions.connection
    sqs: Any
    s3: Any

    def sql(self, statement: str, *values: object) -> list[Row]:
        with self.connection.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(statement, values)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def add_template(self, template: object = TEMPLATE) -> str:
        text = template if isinstance(template, str) else json.dumps(template)
        (row,) = self.sql(
            "INSERT INTO facebook_test.user_templates (user_sub, template_json) "
            "VALUES (%s, %s) RETURNING id",
            self.user_sub,
            text,
        )
        return str(row["id"])

    def add_fields(self, **product_map_of: str) -> None:
        for label_name, product_map in product_map_of.items():
            self.sql(
                "INSERT INTO facebook_test.fields (label_name, product_map, type) "
                "VALUES (%s, %s, 'text')",
                label_name,
                product_map,
            )

    def add_product(self, **columns: object) -> None:
        names = ", ".join(["user_sub", *columns])
        marks = ", ".join(["%s"] * (len(columns) + 1))
        self.sql(
            f"INSERT INTO facebook_test.products ({names}) VALUES ({marks})",
            self.user_sub,
            *columns.values(),
        )

    def add_feed(self, design: object = TEMPLATE, status: str = "PROCESSED") -> str:
        (row,) = self.sql(
            "INSERT INTO facebook_test.generated_feeds "
            "(generated_json, outfeed_id, user_template_id, user_sub, status) "
            "VALUES (%s, 'feed', '1', %s, %s) RETURNING id",
            None if design is None else json.dumps(design),
            self.user_sub,
            status,
        )
        return str(row["id"])

    def feeds(self) -> list[Row]:
        return self.sql(
            "SELECT * FROM facebook_test.generated_feeds WHERE user_sub = %s", self.user_sub
        )

    def feed(self, feed_id: str) -> Row:
        (row,) = self.sql("SELECT * FROM facebook_test.generated_feeds WHERE id = %s", feed_id)
        return row

    def token(self, **claims: object) -> str:
        return mint(self.env, self.user_sub, **claims)

    def process_body(self, template_id: object, token: str | None = None) -> str:
        data = {
            "access_token": self.token() if token is None else token,
            "user_template_id": template_id,
            "outfeed_id": "feed",
        }
        return json.dumps({"type": "process", "data": data})

    def handle(
        self,
        *bodies: str,
        receives: int = 1,
        message_id: str = "",
        context: Any = None,
        parts: Parts | None = None,
    ) -> list[str]:
        """Let the handler have a batch; the bodies that it reports to be delivered again.

        ``parts`` are to be used instead of those that the environment makes.
        """
        ids = {message_id or uuid.uuid4().hex: body for body in bodies}
        records = [record(name, body, receives) for name, body in ids.items()]
        event = {"Records": records}
        response = handle_batch(event, parts) if parts else lambda_handler(event, context)
        return [ids[str(failure["itemIdentifier"])] for failure in response["batchItemFailures"]]

    def send(self, *bodies: str) -> list[str]:
        """Put messages on the queue; returns their ids."""
        url = self.env["SQS_QUEUE_URL"]
        return [self.sqs.send_message(QueueUrl=url, MessageBody=b)["MessageId"] for b in bodies]

    def queued(self) -> list[str]:
        """Take all bodies off the queue."""
        return [message["Body"] for message in self._drain("SQS_QUEUE_URL")]

    def dead_letters(self) -> list[tuple[str, dict[str, str]]]:
        """Take all messages off the dead-letter queue: body and attributes."""
        return [
            (
                message["Body"],
                {n: a["StringValue"] for n, a in message.get("MessageAttributes", {}).items()},
            )
            for message in self._drain("DLQ_URL")
        ]

    def picture(self, feed_id: str) -> Image.Image:
        key = f"processed_images/{self.user_sub}/feed/{feed_id}.png"
        answer = self.s3.get_object(Bucket=self.env["S3_IMAGE_OUTPUT_BUCKET"], Key=key)
        assert answer["ContentType"] == "image/png"
        return Image.open(io.BytesIO(answer["Body"].read()))

    def _drain(self, name: str) -> Iterator[Any]:
        url = self.env[name]
        while messages := self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages", []):
            for message in messages:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield from messages


def record(message_id: str, body: str, receives: int = 1) -> dict[str, Any]:
    """A message as Lambda delivers it."""
    return {
        "messageId": message_id,
        "receiptHandle": f"receipt-{message_id}",
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receives)},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:feedloom",
        "awsRegion": "us-east-1",
    }


@pytest.fixture
def world(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A new user, new queues and no fields, with the environment set to use them."""
    for name in ("AWS_PROFILE", "AUTH0_ISSUER", "FONT_DIRS"):
        monkeypatch.delenv(name, raising=False)
    env = dict(stack.env)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    sqs, s3 = boto3.client("sqs"), boto3.client("s3")
    for name in ("SQS_QUEUE_URL", "DLQ_URL"):
        env[name] = sqs.create_queue(QueueName=f"test-{uuid.uuid4().hex}")["QueueUrl"]
        monkeypatch.setenv(name, env[name])
    with closing(_connect()) as connection, closing(_connect()) as transactions:
        connection.autocommit = True
        connection.cursor().execute(
            "TRUNCATE facebook_test.fields, facebook_test.generated_feeds, "
            "facebook_test.feed_requests, facebook_test.feed_outbox"
        )
        yield World(f"auth0|{uuid.uuid4().hex}", env, connection, transactions, sqs, s3)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is tried again."""
    monkeypatch.setattr("pipeline.patience.time_left", lambda: 0.0)


def _connect() -> psycopg2.extensions.connection:
    return psycopg2.connect(
        host=os.environ["DB_HOST"],
        port=os.environ["DB_PORT"],
        dbname=os.environ["DB_NAME"],
        user=os.environ["DB_USER"],
        password=os.environ["DB_PASSWORD"],
    )
