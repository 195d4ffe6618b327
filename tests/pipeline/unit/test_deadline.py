"""What is begun when time is short, and who waits for whom."""

from __future__ import annotations

import math
import threading
from typing import Any

import boto3
import pytest

from pipeline import parts
from pipeline.config import DeliverySettings
from pipeline.deadline import enough_time, time_left, time_limit
from pipeline.errors import OutOfTime
from pipeline.hand_back import AtLast, HandBack, begin
from pipeline.keeper import kept

RULES = DeliverySettings()
SILENCE = parts._CONNECT_LIMIT + parts._ANSWER_LIMIT
"""Seconds of one try; other tests are more patient."""
DAY = 86_400.0


def test_without_a_limit_there_is_always_time() -> None:
    assert time_left() == math.inf
    assert enough_time(math.inf)


def test_what_needs_more_than_is_left_is_not_begun() -> None:
    with time_limit(-1), pytest.raises(HandBack, match="s left") as caught:
        begin(20)
    assert isinstance(caught.value.cause, OutOfTime)
    assert (caught.value.at_last, caught.value.pause) == (AtLast.SENT_ANEW, 0)


def test_what_needs_more_than_a_function_ever_has_is_begun_first_of_all() -> None:
    with time_limit(DAY):
        assert enough_time(10 * DAY)
        assert enough_time(DAY / 2)


def test_a_beat_knows_the_time_limit_of_what_it_keeps() -> None:
    beats: list[float] = []
    beaten = threading.Event()

    def beat() -> None:
        beats.append(time_left())
        beaten.set()

    with time_limit(DAY), kept(beat, every=0.001):
        assert beaten.wait()
    assert max(beats) < DAY


def test_a_beat_that_hangs_is_not_waited_for() -> None:
    begun, release, ended = threading.Event(), threading.Event(), threading.Event()

    def beat() -> None:
        begun.set()
        release.wait()

    with kept(beat, every=0.001, end=ended.set):
        assert begun.wait()
    assert not ended.is_set()
    release.set()
    assert ended.wait()


@pytest.mark.parametrize(
    ("tries", "budget"), [(parts._SQS_TRIES, RULES.reserve), (parts._S3_TRIES, RULES.storing)]
)
def test_all_tries_of_a_service_that_is_silent_fit_into_what_is_kept_for_them(
    tries: int, budget: float
) -> None:
    pauses = sum(2**number for number in range(tries - 1))
    assert tries * SILENCE + pauses <= budget


def test_so_often_and_no_more_is_a_service_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3.session.Session, "client", lambda self, name, config: config)
    made: Any = parts.sqs_client("us-east-1", 20), parts._s3_client("us-east-1")
    assert [config.retries["total_max_attempts"] for config in made] == [2, 3]
    assert made[0].read_timeout == made[1].read_timeout + 20
