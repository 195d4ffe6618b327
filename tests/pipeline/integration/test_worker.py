"""Workers as processes: how they share the work, and how they end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from gate import gated, install_plugin
from waiting import PATIENCE, wait_until

from pipeline.config import Settings
from pipeline.worker.process import Plan
from pipeline.worker.supervisor import Supervisor

FEW = 8
PLAIN = {"width": 9, "height": 9, "pages": [{"id": "p", "children": [{"type": "figure"}]}]}


@contextmanager
def worker(tmp_path: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "pipeline.cli", "worker", "--wait", "1", *arguments]
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield process
    finally:
        for one in [*psutil.Process(process.pid).children(), process] if running(process) else []:
            one.kill()
        process.wait()


@pytest.fixture
def gates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Gates of designs that processes can be held at."""
    install_plugin(tmp_path / "site", "gate")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"), prepend=os.pathsep)
    return [tmp_path / f"gate-{number}" for number in range(FEW)]


def test_processes_and_threads_share_a_feed(world: Any, tmp_path: Path) -> None:
    ask_for(world)
    with worker(tmp_path, "--processes", "2", "--concurrency", "2") as process:
        wait_until(lambda: statuses(world) == {"GENERATED": FEW})
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    started = [line for line in log(tmp_path) if line.get("message") == "worker started"]
    assert [line["threads"] for line in started] == [2, 2]
    assert len({line["process_id"] for line in started}) == 2
    assert waiting(world) == 0


def test_a_stopped_worker_finishes_what_is_in_hand_and_gives_the_rest_back(
    world: Any, tmp_path: Path, gates: list[Path]
) -> None:
    ask_for(world, *map(gated, gates))
    with worker(tmp_path) as process:
        wait_until(lambda: statuses(world).get("GENERATING") == 1)
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: logged(tmp_path, "worker stopping") == 1)
        (drawn,) = (row for row in world.feeds() if row["status"] == "GENERATING")
        Path(drawn["generated_json"]["pages"][0]["children"][0]["text"]).unlink()
        assert process.wait(PATIENCE) == 0
    assert statuses(world) == {"GENERATED": 1, "PROCESSED": FEW - 1}
    assert waiting(world) == FEW - 1


def test_what_can_not_be_finished_in_time_is_given_back(
    world: Any, tmp_path: Path, gates: list[Path]
) -> None:
    ask_for(world, gated(gates[0]))
    with worker(tmp_path, "--grace", "0.5") as process:
        wait_until(lambda: statuses(world) == {"GENERATING": 1})
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 1
    assert waiting(world) == 1


def test_a_killed_process_is_replaced(world: Any, tmp_path: Path) -> None:
    queue_url = world.env["SQS_QUEUE_URL"]  # what it was just sent comes again soon
    world.sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"VisibilityTimeout": "2"})
    with worker(tmp_path) as process:
        (first,) = children_of(process)
        wait_until(lambda: logged(tmp_path, "worker started") == 1)
        first.kill()
        ask_for(world)
        wait_until(lambda: statuses(world) == {"GENERATED": FEW})
        assert first.pid not in {child.pid for child in children_of(process)}


def test_processes_end_with_a_killed_supervisor(world: Any, tmp_path: Path) -> None:
    with worker(tmp_path, "--processes", "2") as process:
        wait_until(lambda: logged(tmp_path, "worker started") == 2)
        children = children_of(process)
        process.kill()
        _, alive = psutil.wait_procs(children, timeout=PATIENCE)
        assert alive == []


def test_health_follows_the_queue(
    world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SQS_QUEUE_URL", f"{world.env['SQS_QUEUE_URL']}-later")
    with worker(tmp_path, "--health-port", "0"):
        wait_until(lambda: any("address" in line for line in log(tmp_path)))
        address = next(line["address"] for line in log(tmp_path) if "address" in line)
        wait_until(
            lambda: any(line.get("message") == "queue unreachable" for line in log(tmp_path))
        )
        assert requests.get(f"{address}/live", timeout=PATIENCE).status_code == 200
        assert requests.get(f"{address}/ready", timeout=PATIENCE).status_code == 503
        world.sqs.create_queue(QueueName=f"{world.env['SQS_QUEUE_URL'].rsplit('/', 1)[1]}-later")
        wait_until(lambda: requests.get(f"{address}/ready", timeout=PATIENCE).status_code == 200)


def test_changed_settings_reach_the_processes(world: Any) -> None:
    """As when a password was rotated: they begin anew, and go on working."""
    settings = [Settings.from_env(world.env)]
    plan = Plan(settings[0], concurrency=1, wait=0, grace=10)
    supervisor = Supervisor(plan, 2, lambda: settings[-1], look_every=0.1)
    stop, ended = threading.Event(), list[bool]()
    thread = threading.Thread(target=lambda: ended.append(supervisor.run(stop)))
    thread.start()
    try:
        wait_until(lambda: len(supervisor.children) == 2)
        before = {child.process.pid for child in supervisor.children}
        settings.append(replace(settings[0], log_level="ERROR"))
        wait_until(lambda: before.isdisjoint(c.process.pid for c in supervisor.children))
        ask_for(world)
        wait_until(lambda: statuses(world) == {"GENERATED": FEW})
    finally:
        stop.set()
        thread.join()
    assert ended == [True]


def test_a_health_port_that_is_taken_is_one_line(world: Any, tmp_path: Path) -> None:
    """Nothing was started that would have to be stopped."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with worker(tmp_path, "--health-port", port) as process:
            assert process.wait(PATIENCE) == 1
    said = (tmp_path / "worker.log").read_text("utf-8")
    assert f"pipeline: Health can't be answered at 127.0.0.1:{port}: " in said
    assert "Traceback" not in said
    assert "worker started" not in said


def ask_for(world: Any, *designs: object) -> None:
    """Ask for the pictures of designs; of a few plain ones where none are named."""
    feed_ids = [world.add_feed(design) for design in designs or [PLAIN] * FEW]
    world.send(
        *(json.dumps({"type": "generate", "data": {"generated_feed_id": i}}) for i in feed_ids)
    )


def statuses(world: Any) -> dict[str, int]:
    rows = world.sql(
        "SELECT status, count(*) AS n FROM facebook_test.generated_feeds "
        "WHERE user_sub = %s GROUP BY status",
        world.user_sub,
    )
    return {row["status"]: row["n"] for row in rows}


def waiting(world: Any) -> int:
    """Messages that can be received now."""
    return len(world.queued())


def children_of(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes that handle messages (on POSIX a tracker of resources runs beside them)."""
    parent = psutil.Process(process.pid)
    wait_until(lambda: any("spawn_main" in " ".join(c.cmdline()) for c in parent.children()))
    return [c for c in parent.children() if "spawn_main" in " ".join(c.cmdline())]


def running(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is None


def logged(tmp_path: Path, message: str) -> int:
    """How many lines say so."""
    return sum(line.get("message") == message for line in log(tmp_path))


def log(tmp_path: Path) -> list[dict[str, Any]]:
    lines = (tmp_path / "worker.log").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
