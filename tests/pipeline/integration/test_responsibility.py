"""Who is behind a message decides what becomes of it when it can't be handled."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg2
import pytest
from PIL import Image
from waiting import wait_until

import renderer
from pipeline import feeds, generate
from pipeline.auth import AccessTokenVerifier
from pipeline.config import Settings
from pipeline.feeds import ClaimedFeed
from pipeline.parts import Parts
from pipeline.queue import Queue
from pipeline.sweep import sweep

LAST = 20
FIGURE = {"id": "f", "type": "figure", "x": 0, "y": 0, "width": 9, "height": 9, "fill": "red"}
SMALL = {"width": 10, "height": 10, "pages": [{"id": "p", "children": [FIGURE]}]}


class Over:
    """Lambda's context when the time is up."""

    def get_remaining_time_in_millis(self) -> int:
        return -1_000


def test_an_accepted_request_outlives_its_token(world: Any) -> None:
    body = process_body(world)
    assert world.handle(body, message_id="one") == []
    tomorrow = parts_of(world, verifier=verifier(world, lambda: time.time() + 2 * 86_400))
    assert world.handle(body, message_id="one", receives=2, parts=tomorrow) == []
    assert world.dead_letters() == []
    assert world.handle(body, message_id="two", parts=tomorrow) == []
    ((_, attributes),) = world.dead_letters()
    assert attributes["ErrorMessage"] == "The access token was refused: it has expired."
    assert len(world.feeds()) == 2


def test_an_accepted_request_that_can_not_go_on_is_left_to_the_sweeper(world: Any) -> None:
    body, parts = process_body(world), parts_of(world)
    nowhere = Queue(world.sqs, f"{parts.queue.url}-that-does-not-exist")
    cut_off = replace(parts, queue=nowhere)
    assert world.handle(body, receives=LAST, parts=cut_off) == []
    assert (len(world.feeds()), world.queued(), world.dead_letters()) == (2, [], [])
    rules = replace(parts.delivery, stalled=-1)
    assert sweep(replace(parts, delivery=rules)).resumed == 1
    (turn,) = world.queued()
    assert world.handle(turn) == []
    assert len(world.queued()) == 2


@pytest.mark.parametrize(
    ("error", "counts"),
    [(psycopg2.OperationalError("server closed the connection"), False), (ValueError("x"), True)],
    ids=["outage", "fault"],
)
def test_only_what_is_the_feeds_own_fault_counts_against_it(
    world: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, counts: bool
) -> None:
    def failing(*arguments: object) -> None:
        raise error

    body, parts = process_body(world), parts_of(world)
    parts = replace(parts, delivery=replace(parts.delivery, stalled=-1))
    with monkeypatch.context() as broken:
        broken.setattr(feeds, "insert", failing)
        broken.setattr("pipeline.patience.time_left", lambda: 0.0)
        for _ in range(parts.delivery.attempts):
            assert world.handle(body, message_id="one", parts=parts) == [body]
    assert sweep(parts).given_up == counts
    assert world.handle(body, message_id="one", parts=parts) == []
    assert len(world.feeds()) == (0 if counts else 2)


@pytest.mark.parametrize("kind", ["process", "generate", "continue"])
def test_what_only_lacked_time_is_sent_anew(world: Any, kind: str) -> None:
    bodies = {
        "process": process_body(world),
        "generate": generate_body(world.add_feed(SMALL)),
        "continue": json.dumps({"type": kind, "data": {"feed_request_id": 1, "turn": 1}}),
    }
    body = bodies[kind]
    assert world.handle(body, context=Over()) == [body]
    assert world.queued() == []
    assert world.handle(body, receives=LAST, message_id="one", context=Over()) == []
    assert world.dead_letters() == []
    (again,) = world.queued()
    assert json.loads(again)["type"] == kind
    assert world.handle(body, again, message_id="one") == []


def test_a_request_that_is_sent_anew_is_the_same_request(world: Any) -> None:
    body = process_body(world)
    world.handle(body, receives=LAST, message_id="one", context=Over())
    (again,) = world.queued()
    for message, message_id in ((body, "one"), (again, "two")):
        assert world.handle(message, message_id=message_id) == []
    assert len(world.feeds()) == 2


def test_a_database_that_is_away_is_no_rows_fault(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*arguments: object) -> None:
        raise psycopg2.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(feeds, "drawn_before", lost)
    monkeypatch.setattr("pipeline.patience.time_left", lambda: 0.0)
    feed_id = world.add_feed(SMALL)
    assert world.handle(generate_body(feed_id), receives=LAST) == []
    row = world.feed(feed_id)
    assert (row["status"], row["error_message"], row["deaths"]) == ("PROCESSED", None, 0)
    assert world.dead_letters() == []


def test_a_row_that_the_database_refuses_counts_against_itself(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(connection: Any, *arguments: object) -> None:
        connection.cursor().execute("SELECT 1 / 0")

    monkeypatch.setattr(feeds, "drawn_before", refused)
    feed_id = world.add_feed(SMALL)
    attempts = parts_of(world).delivery.attempts
    for _ in range(attempts):
        assert world.handle(generate_body(feed_id)) == [generate_body(feed_id)]
        assert world.feed(feed_id)["status"] == "GENERATING"
        end_lease(world, feed_id)
    assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert (row["status"], row["deaths"]) == ("GENERATION_FAIL", attempts)
    assert row["error_message"] == "no attempt to draw it came to an end"


def test_a_fault_of_the_check_costs_no_picture(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*arguments: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(renderer, "design_issues", faulty)
    feed_id = world.add_feed(SMALL)
    assert world.handle(generate_body(feed_id)) == []
    assert world.feed(feed_id)["status"] == "GENERATED"
    assert world.picture(feed_id).size == (10, 10)


def test_who_comes_too_late_does_not_change_the_picture(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = renderer.ImageProcessor.combine_images

    def drawn_late(self: Any, design: Any) -> Image.Image:
        monkeypatch.setattr(renderer.ImageProcessor, "combine_images", draw)
        end_lease(world, feed_id)
        with closing(parts_of(world).database) as database:
            other = replace(parts_of(world), database=database)
            assert world.handle(generate_body(feed_id), parts=other) == []
        return Image.new("RGB", (3, 3))

    monkeypatch.setattr(renderer.ImageProcessor, "combine_images", drawn_late)
    feed_id = world.add_feed(SMALL)
    assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert (row["status"], row["attempt"]) == ("GENERATED", 2)
    assert world.picture(feed_id).size == (10, 10)


def test_who_lost_a_row_learns_of_it(world: Any) -> None:
    feed_id, parts = world.add_feed(SMALL), parts_of(world)
    parts = replace(parts, delivery=replace(parts.delivery, beat=0.01))
    first = claim(world, feed_id)
    assert isinstance(first, ClaimedFeed)
    with generate._lease_kept(first, parts) as lease:
        assert not lease.lost
        end_lease(world, feed_id)
        while not isinstance(claim(world, feed_id), ClaimedFeed):
            end_lease(world, feed_id)
        wait_until(lambda: lease.lost)


def test_what_another_attempt_has_stored_is_copied_by_nobody(world: Any) -> None:
    pictures, feed_id, same = parts_of(world).pictures, world.add_feed(SMALL), world.add_feed(SMALL)
    key = f"processed_images/{world.user_sub}/feed/{feed_id}.png"
    assert pictures.put(key, b"by an attempt that died")
    assert world.handle(generate_body(feed_id), generate_body(same)) == []
    assert pictures.get(key) == b"by an attempt that died"
    row = world.feed(feed_id)
    assert (row["status"], row["fingerprint"]) == ("GENERATED", None)
    assert world.picture(same).size == (10, 10)


def test_the_queue_itself_says_which_delivery_is_the_last(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    arn = world.sqs.get_queue_attributes(
        QueueUrl=world.env["DLQ_URL"], AttributeNames=["QueueArn"]
    )["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    world.sqs.set_queue_attributes(
        QueueUrl=world.env["SQS_QUEUE_URL"], Attributes={"RedrivePolicy": policy}
    )
    monkeypatch.setattr("pipeline.patience.time_left", lambda: 0.0)
    monkeypatch.setenv("DB_NAME", "no_such_database")
    body = world.process_body("1")
    assert world.handle(body, receives=2) == [body]
    assert world.handle(body, receives=3) == []
    ((_, attributes),) = world.dead_letters()
    assert attributes["ErrorType"] == "DatabaseRefused"
    assert "no_such_database" in attributes["ErrorMessage"]


def process_body(world: Any) -> str:
    for number in range(2):
        world.add_product(title=f"Mug {number}")
    return str(world.process_body(world.add_template()))


def generate_body(feed_id: str) -> str:
    return json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})


def parts_of(world: Any, **changes: Any) -> Parts:
    return replace(Parts.from_settings(Settings.from_env(world.env)), **changes)


def verifier(world: Any, clock: Callable[[], float]) -> AccessTokenVerifier:
    named = Settings.from_env(world.env)
    return AccessTokenVerifier(
        named.auth0_domain, named.auth0_audience, named.auth0_issuer, clock=clock
    )


def claim(world: Any, feed_id: str) -> object:
    claimed = feeds.claim(world.transactions, feed_id, 60, 99)
    world.transactions.commit()
    return claimed


def end_lease(world: Any, feed_id: str) -> None:
    world.sql(
        "UPDATE facebook_test.generated_feeds SET lease_until = now() - interval '1 second' "
        "WHERE id = %s AND status = 'GENERATING'",
        feed_id,
    )
