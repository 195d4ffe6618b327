"""Print what the artefact weighs and how long a cold start takes, and fail above the bounds.

Each figure is the median of several fresh processes under Lambda's runtime client, drawing an ad
of the sample shop, photo and fonts over HTTP. The bounds are on processor time, which a busy
machine does not change much; the time of a clock is printed beside it.

Usage: cold_start.py ARTEFACTS, the folder with x86_64/ or arm64/ and runtime/
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median

import boto3
import psycopg2
from lambda_service import Answer, lambda_function

from pipeline.local import shop
from pipeline.local.stack import local_stack
from renderer import fill_template

RUNS = 5
IMPORT_BOUND, PICTURE_BOUND = 0.7, 2.5
"""Seconds: of the handler's import, and from nothing to the first picture in S3."""
HANDLER = "pipeline.handler"
MEASURE_IMPORT = f"""
import time
clock, processor = time.perf_counter(), time.process_time()
import {HANDLER}
print(time.perf_counter() - clock, time.process_time() - processor)
"""


def main(artefacts: Path) -> int:
    artefact = artefacts / os.uname().machine.replace("aarch64", "arm64")
    paths = os.pathsep.join([str(artefact), str(artefacts / "runtime")])
    imports = [import_seconds(paths) for _ in range(RUNS + 1)][1:]
    with local_stack({}) as stack, shop.shop_server() as address:
        env = {**stack.env, "PYTHONPATH": paths, "LAMBDA_TASK_ROOT": str(artefact)}
        pictures = [first_picture(env, address) for _ in range(RUNS + 1)][1:]
    slowest_import = report("import of the handler", imports, IMPORT_BOUND)
    slowest_picture = report(
        "first picture", [(one.seconds, one.cpu_seconds) for one in pictures], PICTURE_BOUND
    )
    return int(slowest_import > IMPORT_BOUND or slowest_picture > PICTURE_BOUND)


def import_seconds(paths: str) -> tuple[float, float]:
    """Seconds of a clock and of a processor that importing the handler takes."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE_IMPORT],
        env={"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    clock, processor = map(float, done.stdout.split())
    return clock, processor


def first_picture(env: dict[str, str], address: str) -> Answer:
    """From the start of a process to its first answer, when the picture is in S3."""
    feed_id = add_feed(env, address)
    body = json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
    command = [sys.executable, "-S", "-m", "awslambdaric"]
    record = {
        "messageId": feed_id,
        "receiptHandle": "none",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:feedloom",
        "awsRegion": "us-east-1",
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        lambda_function(command, f"{HANDLER}.lambda_handler", env, Path(folder) / "log") as running,
    ):
        answer = running.invoke({"Records": [record]})
        assert answer.result == {"batchItemFailures": []}, answer
    s3 = boto3.client(
        "s3",
        endpoint_url=env["AWS_ENDPOINT_URL"],
        region_name=env["AWS_REGION"],
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
    )
    key = f"processed_images/auth0|cold/start/{feed_id}.png"
    s3.head_object(Bucket=env["S3_IMAGE_OUTPUT_BUCKET"], Key=key)
    return answer


def add_feed(env: dict[str, str], address: str) -> str:
    """A row that is ready to be drawn: the shop's first product in its first template."""
    design = json.loads(next(iter(shop.templates(address).values())))
    (product,) = shop.products(address, 1)
    filled = fill_template(design, shop.fields(address), product)
    with (
        closing(
            psycopg2.connect(
                host=env["DB_HOST"],
                port=env["DB_PORT"],
                dbname=env["DB_NAME"],
                user=env["DB_USER"],
                password=env["DB_PASSWORD"],
            )
        ) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO facebook_test.generated_feeds "
            "(generated_json, outfeed_id, user_template_id, user_sub, status) "
            "VALUES (%s, 'start', '1', 'auth0|cold', 'PROCESSED') RETURNING id",
            (json.dumps(filled),),
        )
        (feed_id,) = cursor.fetchone()
    return str(feed_id)


def report(what: str, runs: list[tuple[float, float]], bound: float) -> float:
    """Print the medians; returns that of processor time."""
    clock, processor = (median(column) for column in zip(*runs, strict=True))
    print(
        f"{what}: {1000 * processor:.0f} ms of a processor (at most {1000 * bound:.0f}), "
        f"{1000 * clock:.0f} ms of a clock"
    )
    return processor


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
