"""Run the whole pipeline on the sample shop and collect what came out.

Nothing here draws or writes a row: the demo puts products into tables and messages on the
queue, starts workers, and looks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extras import RealDictCursor, execute_values

from pipeline.config import DatabaseSettings
from pipeline.errors import DemoFailed
from pipeline.local import shop
from pipeline.local.issuer import mint
from pipeline.objects import picture_key

USER = "auth0|demo-shopkeeper"
_WORKERS = 2
_LIMIT = 60.0
"""Seconds without any progress after which something must be wrong."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A running ``pipeline worker`` and its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """The last line of the log."""
        lines = self.log.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self.process.returncode}"


@dataclass(frozen=True, slots=True)
class Ad:
    """One row's end: which product in which template, and what became of it."""

    feed_id: str
    template: str
    product: shop.Product
    status: str
    error: str | None
    issues: tuple[str, ...]
    seconds: float | None
    picture: Path | None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader should know about this ad."""
        return (self.error, *self.issues) if self.error else self.issues

    @property
    def expected(self) -> bool:
        """Whether it ended as the sample shop means it to."""
        broken = any(name in self.product["image_link"] for name in shop.UNREADABLE)
        return self.status == ("GENERATION_FAIL" if broken else "GENERATED")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    done: int
    failed: int
    total: int


def run(
    env: Mapping[str, str],
    out: Path,
    number: int,
    report: Callable[[Progress], None],
) -> list[Ad]:
    """Send the shop's products through every template; the pictures are in ``out`` at the end.

    ``env`` is that of a running stack. Raises ``DemoFailed`` when the workers make no progress.
    """
    (out / "logs").mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        address = stack.enter_context(shop.shop_server())
        connection = stack.enter_context(closing(_connect(env)))
        products = shop.products(address, number)
        names = _fill_tables(connection, address, products)
        workers = stack.enter_context(_workers(env, out / "logs"))
        _send_process_messages(env, names)
        _wait(connection, len(products) * len(names), workers, report)
        return _collect(env, connection, names, products, workers, out)


def _fill_tables(
    connection: Connection, address: str, products: list[shop.Product]
) -> dict[str, str]:
    """Put the shop into the tables; gives the templates' names by id."""
    columns = list(products[0])
    with connection, connection.cursor() as cursor:
        execute_values(
            cursor,
            f"INSERT INTO facebook_test.products (user_sub, {', '.join(columns)}) VALUES %s",
            [(USER, *product.values()) for product in products],
        )
        execute_values(
            cursor,
            "INSERT INTO facebook_test.fields (label_name, product_map, type) VALUES %s",
            [tuple(field.values()) for field in shop.fields(address)],
        )
        templates = shop.templates(address)
        ids = execute_values(
            cursor,
            "INSERT INTO facebook_test.user_templates (user_sub, name, template_json) VALUES %s "
            "RETURNING id, name",
            [(USER, name, design) for name, design in templates.items()],
            fetch=True,
        )
    return dict(ids)


def _send_process_messages(env: Mapping[str, str], names: Mapping[str, str]) -> None:
    """One real ``process`` message per template, with a real access token."""
    sqs = _client(env, "sqs")
    for template_id, name in names.items():
        data = {
            "access_token": mint(env, USER),
            "user_template_id": template_id,
            "outfeed_id": f"demo-{name}",
        }
        body = json.dumps({"type": "process", "data": data})
        sqs.send_message(QueueUrl=env["SQS_QUEUE_URL"], MessageBody=body)


@contextmanager
def _workers(env: Mapping[str, str], folder: Path) -> Iterator[list[Worker]]:
    """``pipeline worker`` processes while the block runs."""
    command = [sys.executable, "-m", "pipeline.cli", "worker", "--wait", "1"]
    workers = []
    try:
        for number in range(1, _WORKERS + 1):
            log = folder / f"worker-{number}.log"
            with log.open("wb") as output:
                process = subprocess.Popen(
                    command, stdout=output, stderr=output, env={**os.environ, **env}
                )
            workers.append(Worker(process, log))
        yield workers
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.wait()


def _wait(
    connection: Connection,
    total: int,
    workers: list[Worker],
    report: Callable[[Progress], None],
) -> None:
    """Until every row is in its final state, or nothing moves any more."""
    before, since = -1, time.monotonic()
    while before < total:
        counts = Counter(row["status"] for row in _rows(connection, "status"))
        failed = counts["GENERATION_FAIL"]
        done = counts["GENERATED"] + failed
        report(Progress(done, failed, total))
        if done > before:
            before, since = done, time.monotonic()
        elif time.monotonic() - since > _LIMIT:
            raise DemoFailed(reason=f"no ad in {_LIMIT:.0f} s; see {workers[0].log}")
        for worker in workers:
            if worker.process.poll() is not None:
                raise DemoFailed(reason=f"a worker ended: {worker.last_words()}")
        time.sleep(0.1)


def _collect(
    env: Mapping[str, str],
    connection: Connection,
    names: Mapping[str, str],
    products: list[shop.Product],
    workers: list[Worker],
    out: Path,
) -> list[Ad]:
    """Fetch the pictures from S3 and put each row beside its product."""
    s3, seconds = _client(env, "s3"), _seconds_by_feed(workers)
    ads = []
    for row in _rows(connection, "*, generated_json::text AS design"):
        template, feed_id = names[row["user_template_id"]], row["id"]
        product = next(p for p in products if f'"{p["image_link"]}"' in row["design"])
        picture = None
        if row["status"] == "GENERATED":
            picture = out / f"{template}-{product['retailer_id']}.png"
            key = picture_key(USER, row["outfeed_id"], feed_id)
            s3.download_file(env["S3_IMAGE_OUTPUT_BUCKET"], key, str(picture))
        ad = Ad(
            feed_id,
            template,
            product,
            row["status"],
            row["error_message"],
            tuple(f"{issue['place']}: {issue['message']}" for issue in row["issues"] or ()),
            seconds.get(feed_id),
            picture,
        )
        ads.append(ad)
    order = {product["retailer_id"]: at for at, product in enumerate(products)}
    return sorted(ads, key=lambda ad: (ad.template, order[ad.product["retailer_id"]]))


def _seconds_by_feed(workers: list[Worker]) -> dict[str, float]:
    """How long each ad took, as the workers logged it."""
    lines = (line for worker in workers for line in worker.log.read_text("utf-8").splitlines())
    entries = (json.loads(line) for line in lines if line.startswith("{"))
    return {e["generated_feed_id"]: e["seconds"] for e in entries if "seconds" in e}


def _rows(connection: Connection, columns: str) -> list[Any]:
    with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(
            f"SELECT {columns} FROM facebook_test.generated_feeds WHERE user_sub = %s", (USER,)
        )
        return list(cursor.fetchall())


def _connect(env: Mapping[str, str]) -> Connection:
    settings = DatabaseSettings.from_env(env)
    return psycopg2.connect(
        host=settings.host,
        port=settings.port,
        dbname=settings.name,
        user=settings.user,
        password=settings.password,
    )


def _client(env: Mapping[str, str], service: str) -> Any:
    session = boto3.session.Session(
        env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], region_name=env["AWS_REGION"]
    )
    return session.client(service, endpoint_url=env["AWS_ENDPOINT_URL"])  # type: ignore[call-overload]
