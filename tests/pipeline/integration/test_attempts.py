"""What counts against a row, and what does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline import feeds
from pipeline.config import DeliverySettings, Settings
from pipeline.database import Database
from pipeline.feeds import ClaimedFeed
from pipeline.handler import sweep_handler
from pipeline.queue import Queue
from pipeline.retry import Filter, count_failed, retry

LIMIT = DeliverySettings().attempts


def test_what_was_handed_back_does_not_count(world: Any) -> None:
    feed_id = world.add_feed()
    for _ in range(2 * LIMIT):
        assert feeds.hand_back(world.transactions, claim(world, feed_id))
    claim(world, feed_id, lease=-1)
    sweep_handler({}, None)
    row = world.feed(feed_id)
    assert (row["status"], row["attempt"], row["deaths"]) == ("PROCESSED", 2 * LIMIT + 1, 1)


@pytest.mark.parametrize("finder", ["sweep", "claim"])
def test_each_lease_that_runs_out_counts(world: Any, finder: str) -> None:
    feed_id = world.add_feed()
    for _ in range(LIMIT):
        assert world.feed(feed_id)["status"] != "GENERATION_FAIL"
        claim(world, feed_id, lease=-1)
        if finder == "sweep":
            sweep_handler({}, None)
    sweep_handler({}, None)
    row = world.feed(feed_id)
    assert (row["status"], row["deaths"]) == ("GENERATION_FAIL", LIMIT)


def test_a_retry_gives_all_attempts_again(world: Any) -> None:
    feed_id = world.add_feed()
    for _ in range(LIMIT):
        claim(world, feed_id, lease=-1)
        sweep_handler({}, None)
    settings = Settings.from_env(world.env)
    database = Database(settings.database)
    chosen = Filter(feed_ids=[feed_id])
    count, before = count_failed(database, chosen)
    assert count == retry(database, Queue(world.sqs, settings.queue_url), chosen, before) == 1
    database.close()
    claim(world, feed_id, lease=-1)
    sweep_handler({}, None)
    row = world.feed(feed_id)
    assert (row["status"], row["attempt"], row["deaths"]) == ("PROCESSED", LIMIT + 1, 1)
    body = json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
    assert world.handle(body) == []
    assert world.feed(feed_id)["status"] == "GENERATED"


def claim(world: Any, feed_id: str, lease: float = 60) -> ClaimedFeed:
    claimed = feeds.claim(world.transactions, feed_id, lease, LIMIT)
    world.transactions.commit()
    assert isinstance(claimed, ClaimedFeed)
    return claimed
