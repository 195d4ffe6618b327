"""A process apart may crash, hang or hoard; its caller gets an answer or an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import apart_jobs
import pytest
from waiting import PATIENCE

from renderer import AssetError, RendererError, TimeLimitError
from renderer.apart import ProcessLost, call_apart, workers
from renderer.time_limit import time_limit

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs the limits of POSIX")


def call(function: Callable[..., Any], seconds: float = PATIENCE, **arguments: Any) -> Any:
    return call_apart(function, b"some bytes", arguments, seconds=seconds)


def test_arguments_and_bytes_go_there_and_back() -> None:
    big = os.urandom(3_000_000)
    answer = call_apart(apart_jobs.echo, big, {"name": "Ä", "sizes": [1, 2.5]}, seconds=PATIENCE)
    assert answer == ({"name": "Ä", "sizes": [1, 2.5]}, big)


def test_one_process_answers_one_call_after_another() -> None:
    processes = {call(apart_jobs.look_around).values["process"] for _ in range(5)}
    assert len(processes) == 1
    assert os.getpid() not in processes


def test_an_error_of_the_renderer_is_the_callers() -> None:
    with pytest.raises(AssetError, match="is not what it should be"):
        call(apart_jobs.refuse)


@pytest.mark.parametrize(
    "way",
    [
        apart_jobs.crash,
        apart_jobs.leave,
        apart_jobs.fail,
        pytest.param(apart_jobs.spin, marks=posix),
    ],
)
def test_a_process_that_ends_takes_only_its_call_along(way: Callable[..., Any]) -> None:
    with pytest.raises(ProcessLost):
        call(way, seconds=1)
    assert call(apart_jobs.echo).data == b"some bytes"


def test_a_process_that_hangs_is_ended() -> None:
    with pytest.raises(ProcessLost):
        call_apart(apart_jobs.sleep, b"", {"seconds": 60}, seconds=0.05)
    assert call(apart_jobs.echo).data == b"some bytes"


def test_a_process_waits_no_longer_than_the_picture_has_time() -> None:
    with pytest.raises(TimeLimitError), time_limit(0.1):
        call_apart(apart_jobs.sleep, b"", {"seconds": 60}, seconds=60)


@posix
def test_memory_is_bounded() -> None:
    assert call(apart_jobs.hoard, megabytes=200).values == {"held": 200 * 1024**2}
    with pytest.raises(ProcessLost):
        call(apart_jobs.hoard, megabytes=700)


@posix
def test_a_process_that_held_much_is_not_kept() -> None:
    before = call(apart_jobs.look_around).values["process"]
    call(apart_jobs.hoard, megabytes=300)
    assert call(apart_jobs.look_around).values["process"] != before


@posix
def test_a_process_is_kept_however_much_its_caller_holds() -> None:
    held = bytearray(b"x") * workers.KEPT_BELOW
    with pytest.raises(ProcessLost):
        call(apart_jobs.crash)  # the next is started by a large process
    processes = {call(apart_jobs.look_around).values["process"] for _ in range(3)}
    assert len(processes) == 1
    assert held


@posix
def test_no_file_is_written(tmp_path: Path) -> None:
    with pytest.raises(ProcessLost):
        call(apart_jobs.write, path=str(tmp_path / "left behind"))


def test_what_a_library_prints_is_no_answer() -> None:
    assert call(apart_jobs.chatter).values == {"said": True}


def test_the_environment_of_the_caller_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "secret")
    with pytest.raises(ProcessLost):
        call(apart_jobs.crash)  # the next is started with that environment
    assert "DB_PASSWORD" not in call(apart_jobs.look_around).values["environment"]


def test_a_process_that_ended_while_it_was_idle_is_replaced() -> None:
    call(apart_jobs.echo)
    for worker in workers._workers._idle:
        worker._process.kill()
        worker._process.wait()
    assert call(apart_jobs.echo).data == b"some bytes"


@posix
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "ends with code 3; "),
        ("echo no such module >&2; exit 1", "ends with code 1 and says 'no such module'; "),
        ("echo Welcome; exec cat", "ends with code -9; "),
        (None, "can't be run"),
    ],
)
def test_a_process_that_can_t_be_started_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, said: str
) -> None:
    program = tmp_path / "uwsgi"
    if script is not None:
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(program))
    monkeypatch.setattr(workers, "STARTING", 2)
    workers._workers.end()
    with pytest.raises(RendererError) as caught:
        call(apart_jobs.echo)
    assert str(caught.value).startswith(f"{program} ")
    assert said in str(caught.value)
    assert not isinstance(caught.value, AssetError)
    monkeypatch.undo()
    assert call(apart_jobs.echo).data == b"some bytes"


def test_threads_share_a_bounded_number_of_processes() -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: call(apart_jobs.look_around), range(24)))
    assert len({answer.values["process"] for answer in answers}) <= workers.MOST_PROCESSES


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_has_processes_of_its_own() -> None:
    mine = call(apart_jobs.look_around).values["process"]
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, str(call(apart_jobs.look_around).values["process"]).encode())
        os._exit(0)
    theirs = int(os.read(reading, 100))
    os.wait()
    assert theirs != mine
    assert call(apart_jobs.look_around).values["process"] == mine
