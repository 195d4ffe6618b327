"""The commands as a user runs them, in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image
from waiting import PATIENCE, wait_until

PIPELINE = [sys.executable, "-m", "pipeline.cli"]


@pytest.fixture
def running_stack(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    env_file = tmp_path / "stack.env"
    process = subprocess.Popen(
        [*PIPELINE, "stack", "--env-file", str(env_file)], stdout=subprocess.DEVNULL
    )
    try:
        wait_until(env_file.exists)
        yield process, env_file
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_stack_leaves_nothing_running(
    running_stack: tuple[subprocess.Popen[bytes], Path], ending: signal.Signals
) -> None:
    process, env_file = running_stack
    env = read_env(env_file)
    key_folder = Path(env["LOCAL_SIGNING_KEY"]).parent
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 4
    process.send_signal(ending)
    code = process.wait(PATIENCE)
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert alive == []
    wait_until(lambda: not key_folder.exists())
    if ending != signal.SIGKILL:
        assert code == 0
        assert not env_file.exists()


def test_a_stack_stopped_while_it_starts_leaves_nothing_running() -> None:
    process = subprocess.Popen([*PIPELINE, "stack"], stdout=subprocess.PIPE)
    parent = psutil.Process(process.pid)
    wait_until(lambda: len(parent.children(recursive=True)) >= 2)
    children = parent.children(recursive=True)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate()
    assert process.returncode != 0 or b"PostgreSQL" in said  # it was ready sooner than we looked
    _, alive = psutil.wait_procs(children, timeout=PATIENCE)
    assert alive == []


def test_a_feed_goes_through_the_commands(world: Any) -> None:
    assert "the schema is up to date" in run("migrate").stdout
    token = run("token", "--sub", world.user_sub).stdout.strip()
    world.add_fields(title="title")
    world.add_product(title="Mug")
    world.sqs.send_message(
        QueueUrl=world.env["SQS_QUEUE_URL"],
        MessageBody=world.process_body(world.add_template(), token),
    )
    worker = subprocess.Popen([*PIPELINE, "worker", "--wait", "1"], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: [row["status"] for row in world.feeds()] == ["GENERATED"])
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    finally:
        worker.kill()
        worker.wait()
    assert world.queued() == []


def test_a_worker_stopped_in_a_batch_finishes_it(world: Any) -> None:
    feed_ids = [world.add_feed() for _ in range(10)]
    for feed_id in feed_ids:
        body = json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
        world.sqs.send_message(QueueUrl=world.env["SQS_QUEUE_URL"], MessageBody=body)
    worker = subprocess.Popen([*PIPELINE, "worker", "--wait", "1"], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: any(row["status"] == "GENERATED" for row in world.feeds()))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    finally:
        worker.kill()
        worker.wait()
    assert "GENERATING" not in {row["status"] for row in world.feeds()}


@pytest.mark.parametrize("command", ["migrate", "worker", "token"])
def test_a_missing_environment_is_one_line(command: str) -> None:
    arguments = [command, "--sub", "x"] if command == "token" else [command]
    done = run(*arguments, env={"PATH": os.environ["PATH"]}, code=1)
    assert done.stderr.startswith("pipeline: The environment is not complete: ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_token_for_a_stack_that_is_gone_is_one_line(world: Any) -> None:
    env = {**os.environ, "LOCAL_SIGNING_KEY": "/no/such/key.pem"}
    done = run("token", "--sub", "x", env=env, code=1)
    assert "is the stack running" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_column_that_no_table_has_is_named_and_nothing_is_sent(
    world: Any, tmp_path: Path
) -> None:
    (tmp_path / "card.json").write_text("{}")
    (tmp_path / "feed.csv").write_text("title,colour\nMug,red\n")
    done = run("send", str(tmp_path / "card.json"), str(tmp_path / "feed.csv"), code=1)
    assert "the table products has no column colour; it has id, user_sub, title" in done.stderr
    assert world.queued() == []


def test_the_demo_ends_with_pictures_and_a_gallery(tmp_path: Path) -> None:
    done = run("demo", "--products", "5", "--out", str(tmp_path))
    assert "20 ads of 5 products: 16 generated, 4 failed with a reason" in done.stdout
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) == 16
    sizes = {Image.open(picture).size for picture in pictures}
    assert sizes == {(1080, 1080), (1200, 628), (1080, 1350)}
    gallery = (tmp_path / "gallery.html").read_text()
    assert all(f'src="{picture.name}"' in gallery for picture in pictures)
    assert gallery.count("GENERATION_FAIL") == 4
    assert "answers with status 404" in gallery


def test_help_teaches_the_commands() -> None:
    text = run("--help").stdout
    for command in (
        "worker",
        "sweep",
        "migrate",
        "status",
        "retry",
        "dlq",
        "demo",
        "stack",
        "token",
        "send",
    ):
        assert command in text


def run(
    *arguments: str, env: dict[str, str] | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    wide = {**(os.environ if env is None else env), "COLUMNS": "400"}
    done = subprocess.run([*PIPELINE, *arguments], capture_output=True, text=True, env=wide)
    assert done.returncode == code, done.stderr
    return done


def read_env(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines())
