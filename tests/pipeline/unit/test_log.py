"""What a log line carries."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline import log


@pytest.fixture
def lines() -> Iterator[Any]:
    """The lines logged so far."""
    stream = io.StringIO()
    (handler,) = log.logger.handlers
    before = handler.setStream(stream)  # type: ignore[attr-defined]
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    handler.setStream(before)  # type: ignore[attr-defined]


def test_context_is_on_the_lines_of_its_block_only(lines: Any) -> None:
    with log.context(request="r", product_id=None):
        log.logger.warning("inside")
    log.logger.warning("outside")
    inside, outside = lines()
    assert inside["request"] == "r"
    assert "product_id" not in inside
    assert "request" not in outside


def test_an_inner_context_gives_the_outer_one_back(lines: Any) -> None:
    with log.context(phase="generate", attempt=1):
        with log.context(attempt=2):
            log.logger.warning("inner")
        log.logger.warning("outer")
    inner, outer = lines()
    assert (inner["phase"], inner["attempt"]) == ("generate", 2)
    assert (outer["phase"], outer["attempt"]) == ("generate", 1)


def test_threads_do_not_see_each_others_context(lines: Any) -> None:
    both = threading.Barrier(2)

    def work(row: str) -> None:
        with log.context(generated_feed_id=row):
            both.wait()
            log.logger.warning(row)
            both.wait()

    threads = [threading.Thread(target=work, args=(row,)) for row in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(line["message"], line["generated_feed_id"]) for line in lines()} == {
        ("a", "a"),
        ("b", "b"),
    }


def test_a_users_hash_is_always_the_same_and_no_ones_name() -> None:
    assert log.user_hash("auth0|abc") == log.user_hash("auth0|abc")
    assert log.user_hash("auth0|abc") != log.user_hash("auth0|abd")
    assert "abc" not in log.user_hash("auth0|abc")
    assert len(log.user_hash("auth0|\udcff")) == 12
