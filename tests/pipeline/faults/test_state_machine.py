"""Any order of deliveries, repetitions, crashes, sweeps, outages and losses keeps the invariant.

PostgreSQL, the phases and the sweeper are the real ones. The queue and the store stand in for
SQS and S3 at their worst: any order, any number of deliveries, a part of a batch refused.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from faults import HASTY, Boundaries, WatchedDatabase
from feed_scene import Scene, scene
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pipeline.config import Settings
from pipeline.errors import LeaseHeld, StorageUnavailable, Unavailable
from pipeline.handler import handle_record
from pipeline.local.issuer import mint
from pipeline.parts import Parts
from pipeline.queue import Depth
from pipeline.sweep import sweep

RULES = replace(HASTY, lease=3600.0, attempts=1000, receives=1000, chunk=2, window=3)
crashes = st.none() | st.integers(min_value=1, max_value=25)
"""At which boundary a worker ends, if it does."""


class Crash(BaseException):
    """The worker is gone."""


@dataclass
class Message:
    body: str
    number: int
    receives: int = 0


class WorstQueue:
    """Keeps messages until they are deleted; takes a part of a batch when told to."""

    visibility = 30

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.boundaries = Boundaries(None, lambda: None)
        self.refused = 0
        self._numbers = 0

    def put(self, body: str) -> None:
        self._numbers += 1
        self.messages.append(Message(body, self._numbers))

    def send_all(self, bodies: Sequence[str]) -> tuple[list[int], str]:
        taken: list[int] = []
        for position, body in enumerate(bodies):
            if self.refused:
                self.refused -= 1
                return taken, "Throttled"
            self.boundaries.at("send")
            self.put(body)
            self.boundaries.at("send")
            taken.append(position)
        return taken, ""

    def hide(self, receipts: Sequence[str], seconds: float) -> None:
        """Any time is as good as any other here."""

    def depth(self) -> Depth:
        return Depth(waiting=len(self.messages), in_hand=0, delayed=0)


@dataclass
class Store:
    """Keeps pictures, unless it is down."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    down: bool = False
    boundaries: Boundaries = field(default_factory=lambda: Boundaries(None, lambda: None))

    def put(self, key: str, png: bytes) -> str:
        self.boundaries.at("put")
        if self.down:
            raise StorageUnavailable(reason="down")
        self.pictures[key] = png
        self.boundaries.at("put")
        return f"https://pictures/{key}"

    def copy(self, source: str, key: str) -> str | None:
        return self.put(key, self.pictures[source]) if source in self.pictures else None


class Delivery(RuleBasedStateMachine):
    """What may happen to feeds between the first message and the last picture."""

    def __init__(self, feed: Scene, parts: Parts) -> None:
        super().__init__()
        self.feed = feed
        self.queue, self.store = WorstQueue(), Store()
        self.database = WatchedDatabase(parts.database._settings)
        stand_ins: Mapping[str, Any] = {"queue": self.queue, "pictures": self.store}
        self.parts = replace(parts, database=self.database, delivery=RULES, **stand_ins)
        self.expected: Counter[str] = Counter()
        self.watch(None)

    def watch(self, crash_at: int | None) -> None:
        """Let the worker end at the so-manieth boundary from here."""
        boundaries, left = Boundaries(None, lambda: None), [crash_at]

        def at(name: str) -> None:
            if left[0] is not None:
                left[0] -= 1
                if left[0] == 0:
                    raise Crash(name)

        boundaries.at = at  # type: ignore[method-assign]
        self.database.boundaries = self.queue.boundaries = self.store.boundaries = boundaries

    @initialize()
    def begin_with_nothing(self) -> None:
        tables = ("generated_feeds", "feed_requests", "feed_outbox", "products")
        self.feed.sql("TRUNCATE " + ", ".join(f"facebook_test.{table}" for table in tables))

    @rule(products=st.integers(0, 5), times=st.integers(1, 2))
    def ask(self, products: int, times: int) -> None:
        """A new user asks for a feed, in one or two messages of the producer."""
        user_sub = f"auth0|{len(self.expected)}"
        self.feed.sql(
            "INSERT INTO facebook_test.products (user_sub, title) "
            "SELECT %s, 'Mug ' || n FROM generate_series(1, %s) n",
            user_sub,
            products,
        )
        ((template_id,),) = self.feed.sql(
            "INSERT INTO facebook_test.user_templates (user_sub, template_json) "
            "SELECT %s, template_json FROM facebook_test.user_templates LIMIT 1 RETURNING id",
            user_sub,
        )
        data = {
            "access_token": mint(self.feed.env, user_sub),
            "user_template_id": template_id,
            "outfeed_id": "feed",
            "request_id": "one",
        }
        self.expected[user_sub] = products
        for _ in range(times):
            self.queue.put(json.dumps({"type": "process", "data": data}))

    @precondition(lambda self: self.queue.messages)
    @rule(data=st.data(), crash_at=crashes, again=st.booleans())
    def deliver(self, data: st.DataObject, crash_at: int | None, again: bool) -> None:
        """Any message, to a worker that may end anywhere; it may come again all the same."""
        message = data.draw(st.sampled_from(self.queue.messages), label="message")
        if self.handled(message, crash_at) and not again:
            self.queue.messages.remove(message)

    @rule(crash_at=crashes)
    def sweep(self, crash_at: int | None) -> None:
        self.watch(crash_at)
        with suppress(Crash, Unavailable):
            sweep(self.parts)
        self.watch(None)

    @rule()
    def much_time_passes(self) -> None:
        """Every lease runs out, and what was not touched is old."""
        self.feed.sql(
            "BEGIN; SET LOCAL session_replication_role = replica; "
            "UPDATE facebook_test.generated_feeds "
            "SET lease_until = lease_until - interval '2 hours', "
            "updated_at = updated_at - interval '2 hours'; "
            "UPDATE facebook_test.feed_requests SET updated_at = updated_at - interval '2 hours'; "
            "COMMIT"
        )

    @precondition(lambda self: self.queue.messages)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """SQS gives up a message of ours; a producer's would have to be sent again."""
        ours = [message for message in self.queue.messages if '"process"' not in message.body]
        if ours:
            self.queue.messages.remove(data.draw(st.sampled_from(ours), label="message"))

    @rule(down=st.booleans(), refused=st.integers(0, 2))
    def fail_outside(self, down: bool, refused: int) -> None:
        self.store.down = down
        self.queue.refused = refused

    @invariant()
    def no_product_has_two_rows(self) -> None:
        rows = self.feed.sql(
            "SELECT user_sub, count(*) FROM facebook_test.generated_feeds GROUP BY 1"
        )
        assert all(count <= self.expected[user_sub] for user_sub, count in rows)

    @invariant()
    def what_is_generated_has_its_picture(self) -> None:
        rows = self.feed.sql(
            "SELECT user_sub, outfeed_id, id FROM facebook_test.generated_feeds "
            "WHERE status = 'GENERATED'"
        )
        keys = {f"processed_images/{user}/{feed}/{row}.png" for user, feed, row in rows}
        assert keys <= self.store.pictures.keys()

    def handled(self, message: Message, crash_at: int | None = None) -> bool:
        """Whether a worker got to the end of it."""
        message.receives += 1
        record = {
            "messageId": str(message.number),
            "body": message.body,
            "attributes": {"ApproximateReceiveCount": str(message.receives)},
        }
        self.watch(crash_at)
        try:
            handle_record(record, self.parts)
        except (Crash, Unavailable, LeaseHeld):
            return False
        finally:
            self.watch(None)
        return True

    def teardown(self) -> None:
        """With everything up again, everything ends."""
        self.fail_outside(False, 0)
        for _ in range(60):
            for message in list(self.queue.messages):
                if self.handled(message):
                    self.queue.messages.remove(message)
            if not self.queue.messages and self.settled():
                break
            self.much_time_passes()
            self.sweep(None)
        rows = self.feed.sql(
            "SELECT user_sub, status, count(*) FROM facebook_test.generated_feeds GROUP BY 1, 2"
        )
        wanted = {(user, "GENERATED", count) for user, count in self.expected.items() if count}
        assert set(rows) == wanted
        assert len(self.store.pictures) == sum(self.expected.values())
        self.database.close()

    def settled(self) -> bool:
        ((left,),) = self.feed.sql(
            "SELECT (SELECT count(*) FROM facebook_test.generated_feeds "
            "WHERE status <> 'GENERATED') "
            "+ (SELECT count(*) FROM facebook_test.feed_requests WHERE finished_at IS NULL) "
            "+ (SELECT count(*) FROM facebook_test.feed_outbox WHERE sent_at IS NULL)"
        )
        return not left


@pytest.fixture
def feed(stack: Any) -> Iterator[Scene]:
    with scene(stack.env, products=0) as feed:
        yield feed


def test_any_order_of_events_keeps_the_invariant(
    feed: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in feed.env.items():
        monkeypatch.setenv(name, value)
    parts = Parts.from_settings(Settings.from_env(feed.env))
    run_state_machine_as_test(
        lambda: Delivery(feed, parts),
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None, print_blob=True),
    )
