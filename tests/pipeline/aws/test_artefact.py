"""What `sam build` made, run by Lambda's runtime client with the permissions of the template.

Not collected without LAMBDA_ARTEFACTS, the folder of the builds: see ``nox -s lambda``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from iam import Door, door
from lambda_service import EventSource, Function, lambda_function
from sam_template import Permission, permissions

ROOT = Path(__file__).parents[3]
ARTEFACTS = Path(os.environ.get("LAMBDA_ARTEFACTS", ""))
ELF_MACHINE = {"x86_64": 62, "arm64": 183}
MEGABYTE = 1024 * 1024
UNUSED = ("logs:", "ec2:", "secretsmanager:", "kms:")
"""Actions of Lambda's own, and of options."""


@contextmanager
def function(
    world: Any, handler: str, role: set[Permission], tmp_path: Path
) -> Iterator[tuple[Function, EventSource, Door]]:
    """The artefact as a function in that role; nothing is imported from anywhere else."""
    names = {
        world.env["DLQ_URL"].rsplit("/", 1)[1]: "DeadLetters",
        world.env["SQS_QUEUE_URL"].rsplit("/", 1)[1]: "Queue",
        world.env["S3_IMAGE_OUTPUT_BUCKET"]: "Pictures",
    }
    paths = [ARTEFACTS / os.uname().machine.replace("aarch64", "arm64"), ARTEFACTS / "runtime"]
    with door(world.env["AWS_ENDPOINT_URL"], role, names) as gate:
        env = {
            **world.env,
            "AWS_ENDPOINT_URL": gate.url,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "LAMBDA_TASK_ROOT": str(paths[0]),
        }
        command = [sys.executable, "-S", "-m", "awslambdaric"]
        with lambda_function(command, handler, env, tmp_path / "log") as running:
            poller = boto3.client("sqs", endpoint_url=gate.url)
            yield running, EventSource(poller, world.env["SQS_QUEUE_URL"], running), gate


@pytest.mark.parametrize("architecture", ELF_MACHINE)
def test_it_fits_into_lambda(architecture: str) -> None:
    files = (ARTEFACTS / architecture).rglob("*")
    size = sum(file.stat().st_size for file in files if file.is_file())
    print(f"{architecture}: {size / MEGABYTE:.0f} MB unpacked, of 250")
    assert size < 250 * MEGABYTE


@pytest.mark.parametrize("architecture", ELF_MACHINE)
def test_its_native_code_is_for_its_processor(architecture: str) -> None:
    libraries = list((ARTEFACTS / architecture).rglob("*.so*"))
    machines = {struct.unpack_from("<H", file.read_bytes(), 18)[0] for file in libraries}
    assert machines == {ELF_MACHINE[architecture]}
    assert ARTEFACTS / architecture / "renderer/kernels/_pixels.so" in libraries


def test_a_feed_goes_through_with_just_the_permissions_of_the_role(
    world: Any, tmp_path: Path
) -> None:
    template_id = world.add_template()
    world.add_fields(title="title")
    for number in range(3):
        world.add_product(title=f"Mug {number}")
    role = permissions("PipelineRole")
    with function(world, "pipeline.handler.lambda_handler", role, tmp_path) as (_, source, gate):
        world.send(world.process_body(template_id), "{not json")
        assert source.deliver().result == {"batchItemFailures": []}
        assert source.deliver().result == {"batchItemFailures": []}
        # Once more: the pictures are copied. And a row in another's hand: its message is hidden.
        world.send(world.process_body(template_id))
        assert source.deliver().result == {"batchItemFailures": []}
        assert source.deliver().result == {"batchItemFailures": []}
        (held,) = world.send(generate_body(leased(world)))
        assert source.deliver().result == {"batchItemFailures": [{"itemIdentifier": held}]}
    rows = [row for row in world.feeds() if row["status"] != "GENERATING"]
    assert [row["status"] for row in rows] == ["GENERATED"] * 6
    assert all(world.picture(row["id"]).size == (240, 120) for row in rows)
    assert [body for body, _ in world.dead_letters()] == ["{not json"]
    assert gate.refused == []
    left = {one for one in role - gate.used if not one.action.startswith(UNUSED)}
    assert {one.pattern for one in left} <= {"Fonts/*"}


def test_without_a_permission_it_is_refused(world: Any, tmp_path: Path) -> None:
    role = {one for one in permissions("PipelineRole") if one.pattern != "DeadLetters"}
    with function(world, "pipeline.handler.lambda_handler", role, tmp_path) as (_, source, gate):
        (message_id,) = world.send("{not json")
        assert source.deliver().result == {"batchItemFailures": [{"itemIdentifier": message_id}]}
    assert gate.refused[0] == ("sqs:SendMessage", "DeadLetters")


def test_the_sweeper_runs_with_just_the_permissions_of_its_role(world: Any, tmp_path: Path) -> None:
    feed_id = leased(world, "-1 hour")
    role = permissions("SweeperRole")
    with function(world, "pipeline.handler.sweep_handler", role, tmp_path) as (running, _, gate):
        answer = running.invoke({"source": "aws.events"})
    assert answer.error is None
    assert world.feed(feed_id)["status"] == "PROCESSED"
    assert any(
        json.loads(body)["data"] == {"generated_feed_id": feed_id} for body in world.queued()
    )
    assert gate.refused == []
    assert {one for one in role - gate.used if not one.action.startswith(UNUSED)} == set()


def test_what_the_images_copy_is_enough_to_build_the_wheels(tmp_path: Path) -> None:
    dockerfile = (ROOT / "lambda/Dockerfile").read_text("utf-8")
    for source, target in re.findall(r"^COPY (\w+) (\w+)$", dockerfile, re.MULTILINE):
        shutil.copytree(ROOT / source, tmp_path / target)
    wheels = ["--no-deps", "--wheel-dir", "wheels", "./renderer", "./pipeline"]
    platform = f"manylinux2014_{os.uname().machine}"
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", *wheels],
        cwd=tmp_path,
        env={**os.environ, "FEEDLOOM_PLATFORM": platform},
        check=True,
    )
    made = {path.stem.split("-")[-1] for path in tmp_path.glob("wheels/*.whl")}
    assert made == {platform, "any"}


def leased(world: Any, left: str = "1 minute") -> str:
    """A row that a worker has claimed, with that much of its lease left."""
    feed_id = world.add_feed()
    world.sql(
        "UPDATE facebook_test.generated_feeds SET status = 'GENERATING', attempt = 1, "
        "lease_until = now() + %s::interval WHERE id = %s",
        left,
        feed_id,
    )
    return str(feed_id)


def generate_body(feed_id: str) -> str:
    return json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
