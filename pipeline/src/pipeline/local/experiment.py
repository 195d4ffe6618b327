"""Send a template and a feed of one's own through a running stack, as a producer would."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json, execute_values

from pipeline.config import DatabaseSettings
from pipeline.database import connect
from pipeline.errors import ExperimentFailed
from pipeline.local.issuer import mint
from pipeline.objects import picture_key
from renderer import RendererError, open_feed

_LOOK_EVERY = 0.2


def send_feed(
    environ: Mapping[str, str], template: Path, products: Path, user_sub: str, outfeed_id: str
) -> int:
    """Put both into the tables and send the ``process`` message; returns how many products.

    The user's products are then those of the file, and every column is mapped to the variable of
    its name. Raises ``ExperimentFailed`` for files and columns that can't be used.
    """
    found = _read(products)
    try:
        design = template.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise ExperimentFailed(reason=f"{template} can't be read: {error}") from None
    with closing(connect(DatabaseSettings.from_env(environ))) as connection, connection:
        template_id = _fill(connection, user_sub, design, found)
    data = {
        "access_token": mint(environ, user_sub),
        "user_template_id": template_id,
        "outfeed_id": outfeed_id,
    }
    body = json.dumps({"type": "process", "data": data})
    boto3.client("sqs").send_message(QueueUrl=environ["SQS_QUEUE_URL"], MessageBody=body)
    return len(found)


def fetch_pictures(
    environ: Mapping[str, str], user_sub: str, outfeed_id: str, number: int, out: Path
) -> tuple[list[Path], list[str]]:
    """Wait until so many rows of the feed came to their end; their pictures, and why not others.

    Waits as long as it takes: somebody has to run a worker.
    """
    s3, bucket = boto3.client("s3"), environ["S3_IMAGE_OUTPUT_BUCKET"]
    out.mkdir(parents=True, exist_ok=True)
    with closing(connect(DatabaseSettings.from_env(environ))) as connection:
        connection.autocommit = True
        while len(rows := _ended(connection, user_sub, outfeed_id)) < number:
            time.sleep(_LOOK_EVERY)
    pictures, reasons = list[Path](), list[str]()
    for feed_id, status, reason in rows:
        if status == "GENERATED":
            pictures.append(out / f"{feed_id}.png")
            key = picture_key(user_sub, outfeed_id, feed_id)
            s3.download_file(bucket, key, os.fspath(pictures[-1]))
        else:
            reasons.append(str(reason))
    return pictures, reasons


def _read(products: Path) -> list[Mapping[str, object]]:
    try:
        with open_feed(products) as feed:
            found = [row.values for row in feed if not row.is_broken]
    except RendererError as error:
        raise ExperimentFailed(reason=str(error)) from None
    if not found:
        raise ExperimentFailed(reason=f"{products} has no products")
    return found


def _fill(
    connection: Connection, user_sub: str, design: str, products: list[Mapping[str, object]]
) -> str:
    columns = list(dict.fromkeys(column for product in products for column in product))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM facebook_test.products LIMIT 0")
        known = [column.name for column in cursor.description or ()]
        if unknown := sorted(set(columns) - set(known)):
            what = f"the table products has no column {', '.join(unknown)}"
            raise ExperimentFailed(reason=f"{what}; it has {', '.join(known)}")
        cursor.execute("DELETE FROM facebook_test.products WHERE user_sub = %s", (user_sub,))
        execute_values(
            cursor,
            f"INSERT INTO facebook_test.products (user_sub, {', '.join(columns)}) VALUES %s",
            [(user_sub, *(_value(product.get(c)) for c in columns)) for product in products],
        )
        execute_values(
            cursor,
            "INSERT INTO facebook_test.fields (label_name, product_map, type) "
            "SELECT name, name, 'text' FROM (VALUES %s) AS columns (name) "
            "WHERE name NOT IN (SELECT label_name FROM facebook_test.fields)",
            [(column,) for column in columns],
        )
        cursor.execute(
            "INSERT INTO facebook_test.user_templates (user_sub, template_json) "
            "VALUES (%s, %s) RETURNING id::text",
            (user_sub, design),
        )
        ((template_id,),) = cursor.fetchall()
    return str(template_id)


def _value(value: object) -> Any:
    return Json(value) if isinstance(value, (dict, list)) else value


def _ended(
    connection: Connection, user_sub: str, outfeed_id: str
) -> list[tuple[str, str, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id::text, status, error_message FROM facebook_test.generated_feeds "
            "WHERE user_sub = %s AND outfeed_id::text = %s "
            "AND status IN ('GENERATED', 'GENERATION_FAIL') ORDER BY product_id",
            (user_sub, outfeed_id),
        )
        return cursor.fetchall()
