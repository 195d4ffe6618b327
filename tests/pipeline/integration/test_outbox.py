"""How entries of the outbox get to the queue."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from pipeline.config import Settings
from pipeline.database import Database
from pipeline.errors import QueueUnavailable
from pipeline.outbox import relay
from pipeline.parts import Parts
from pipeline.queue import Queue
from pipeline.statements import rows
from pipeline.sweep import sweep


def test_entries_that_another_relay_holds_are_no_obstacle(world: Any) -> None:
    add_entries(world, "auth0|one", 150)
    held = rows(world.transactions, "unsent", limit=100)
    assert [number(entry["payload"]) for entry in held] == list(range(100))
    with closing(Database(Settings.from_env(world.env).database)) as database:
        queue = Queue(world.sqs, world.env["SQS_QUEUE_URL"])
        assert relay(database, queue, 1000) == 50
        world.transactions.rollback()
        assert relay(database, queue, 1000) == 100
        assert relay(database, queue, 1000) == 0
    assert sorted(number(body) for body in world.queued()) == list(range(150))


def test_users_share_what_is_sent_whoever_waited_longest_first(world: Any) -> None:
    add_entries(world, "auth0|b-large", 40)
    add_entries(world, "auth0|c-small", 3)
    add_entries(world, "auth0|a-late", 5)
    sent = [entry["payload"] for entry in rows(world.transactions, "unsent", limit=12)]
    world.transactions.rollback()
    users = [json.loads(payload)["user"] for payload in sent]
    assert users == ["auth0|b-large"] * 4 + ["auth0|c-small"] * 3 + ["auth0|a-late"] * 4


def test_of_more_users_than_are_sent_at_once_the_first_come_first(world: Any) -> None:
    for user in range(20):
        add_entries(world, f"auth0|{19 - user:02}", 2)
    sent = [json.loads(entry["payload"]) for entry in rows(world.transactions, "unsent", limit=7)]
    world.transactions.rollback()
    assert [(entry["user"], entry["n"]) for entry in sent] == [
        (f"auth0|{19 - user:02}", 0) for user in range(7)
    ]


def test_a_queue_that_is_not_there_is_named(world: Any) -> None:
    settings = Settings.from_env(world.env)
    parts = Parts.from_settings(replace(settings, queue_url=f"{settings.queue_url}-gone"))
    with pytest.raises(QueueUnavailable, match="-gone is not available: there is no such queue"):
        sweep(parts)


def add_entries(world: Any, user_sub: str, count: int) -> None:
    world.sql(
        "INSERT INTO facebook_test.feed_outbox (user_sub, payload) "
        "SELECT %s, jsonb_build_object('user', %s, 'n', n) FROM generate_series(0, %s) n",
        user_sub,
        user_sub,
        count - 1,
    )


def number(payload: str) -> int:
    return int(json.loads(payload)["n"])
