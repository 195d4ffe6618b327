"""Workers as processes: how they share the work, and how they end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from waiting import wait_until

from pipeline.config import Settings
from pipeline.worker.process import Plan
from pipeline.worker.supervisor import Supervisor

FEW = 8
MANY = 60


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
def stuck_server() -> Iterator[str]:
    """The address of a picture that never comes."""
    release = threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            release.wait(60)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/photo.jpg"
        release.set()
        server.shutdown()


def test_processes_and_threads_share_a_feed(world: Any, tmp_path: Path) -> None:
    ask_for(world, FEW)
    with worker(tmp_path, "--processes", "2", "--concurrency", "2") as process:
        wait_until(lambda: statuses(world) == {"GENERATED": FEW})
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    started = [line for line in log(tmp_path) if line.get("message") == "worker started"]
    assert [line["threads"] for line in started] == [2, 2]
    assert len({line["process_id"] for line in started}) == 2
    assert waiting(world) == 0


def test_a_stopped_worker_gives_back_what_it_has_not_begun(world: Any, tmp_path: Path) -> None:
    ask_for(world, MANY)
    with worker(tmp_path) as process:
        wait_until(lambda: statuses(world).get("GENERATED", 0) > 0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    found = statuses(world)
    assert set(found) == {"GENERATED", "PROCESSED"}
    assert waiting(world) == found["PROCESSED"]


def test_what_can_not_be_finished_in_time_is_given_back(
    world: Any, tmp_path: Path, stuck_server: str
) -> None:
    picture = {"id": "i", "type": "image", "src": stuck_server, "width": 9, "height": 9}
    design = {"width": 9, "height": 9, "pages": [{"id": "p", "children": [picture]}]}
    ask_for(world, 1, design)
    with worker(tmp_path, "--grace", "0.5") as process:
        wait_until(lambda: statuses(world) == {"GENERATING": 1})
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 1
    assert waiting(world) == 1


def test_a_killed_process_is_replaced(world: Any, tmp_path: Path) -> None:
    with worker(tmp_path) as process:
        (first,) = children_of(process)
        wait_until(lambda: logged(tmp_path, "worker started") == 1)
        first.kill()
        ask_for(world, FEW)
        wait_until(lambda: statuses(world) == {"GENERATED": FEW})
        assert first.pid not in {child.pid for child in children_of(process)}


def test_processes_end_with_a_killed_supervisor(world: Any, tmp_path: Path) -> None:
    with worker(tmp_path, "--processes", "2") as process:
        wait_until(lambda: logged(tmp_path, "worker started") == 2)
        children = children_of(process)
        process.kill()
        _, alive = psutil.wait_procs(children, timeout=15)
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
        assert requests.get(f"{address}/live", timeout=5).status_code == 200
        assert requests.get(f"{address}/ready", timeout=5).status_code == 503
        world.sqs.create_queue(QueueName=f"{world.env['SQS_QUEUE_URL'].rsplit('/', 1)[1]}-later")
        wait_until(lambda: requests.get(f"{address}/ready", timeout=5).status_code == 200)


def test_changed_settings_reach_the_processes(world: Any) -> None:
    """As when a password was rotated: they begin anew, and go on working."""
    settings = [Settings.from_env(world.env)]
    plan = Plan(settings[0], concurrency=1, wait=0, grace=10)
    supervisor = Supervisor(plan, 2, lambda: settings[-1], look_every=0.1)
    stop, ended = threading.Event(), list[bool]()
    thread = threading.Thread(target=lambda: ended.append(supervisor.run(stop)))
    thread.start()
    try:
        before = {child.process.pid for child in supervisor.children}
        settings.append(replace(settings[0], log_level="ERROR"))
        wait_until(lambda: before.isdisjoint(c.process.pid for c in supervisor.children))
        ask_for(world, FEW)
        wait_until(lambda: statuses(world) == {"GENERATED": FEW})
    finally:
        stop.set()
        thread.join(30)
    assert ended == [True]


def ask_for(world: Any, number: int, design: object = None) -> None:
    designs = {} if design is None else {"design": design}
    bodies = [
        json.dumps({"type": "generate", "data": {"generated_feed_id": world.add_feed(**designs)}})
        for _ in range(number)
    ]
    world.send(*bodies)


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
