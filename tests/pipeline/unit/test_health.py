"""When a worker counts as alive and as ready."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from waiting import PATIENCE

from pipeline.worker.health import STUCK, health_server, liveness, readiness
from pipeline.worker.process import Pulse


def child(*, running: bool = True, silent: float = 0.0, has_queue: bool = True) -> Any:
    """A process of two threads; what is said of it is true of its second thread."""
    numbers = [time.monotonic(), 1.0, time.monotonic() - silent, float(has_queue)]
    return SimpleNamespace(process=SimpleNamespace(is_alive=lambda: running), pulse=Pulse(numbers))


def test_processes_that_get_on_are_alive() -> None:
    alive, report = liveness((child(), child(silent=STUCK - 5)))
    assert alive
    assert [one["running"] for one in report["processes"]] == [True, True]


@pytest.mark.parametrize("sick", [{"running": False}, {"silent": STUCK + 5}], ids=str)
def test_one_sick_process_makes_the_worker_sick(sick: dict[str, Any]) -> None:
    assert not liveness((child(), child(**sick)))[0]


def test_a_silent_queue_leaves_the_worker_alive_but_not_ready() -> None:
    children = (child(), child(has_queue=False))
    assert liveness(children)[0]
    assert not readiness(children)[0]


def test_a_worker_without_processes_yet_is_alive_and_not_ready() -> None:
    assert liveness(())[0]
    assert not readiness(())[0]


def test_a_clock_that_is_set_makes_nobody_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse([0.0, 1.0])
    pulse.beat(0)
    monkeypatch.setattr(time, "time", lambda: 1e12)
    assert pulse.silent_seconds < STUCK


def test_a_thread_that_reports_takes_its_own_place() -> None:
    pulse = Pulse([0.0, 0.0, time.monotonic(), 1.0])
    assert pulse.silent_seconds > STUCK
    assert not pulse.has_queue
    pulse.beat(0)
    pulse.queue_answers(0, True)
    assert pulse.silent_seconds < STUCK
    assert pulse.has_queue


def test_the_checks_are_answered_over_http() -> None:
    children = [child()]
    with health_server("127.0.0.1", 0, lambda: tuple(children)) as port:
        address = f"http://127.0.0.1:{port}"
        assert requests.get(f"{address}/live", timeout=PATIENCE).status_code == 200
        assert requests.get(f"{address}/ready", timeout=PATIENCE).json() == {"ready": True}
        children[0] = child(running=False)
        assert requests.get(f"{address}/live", timeout=PATIENCE).status_code == 503
        assert requests.get(f"{address}/ready", timeout=PATIENCE).status_code == 503
        assert requests.get(f"{address}/else", timeout=PATIENCE).status_code == 404
