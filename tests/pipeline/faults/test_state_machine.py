"""Any order of deliveries, repetitions, crashes, sweeps, outages and losses keeps the invariant.

PostgreSQL, the phases and the sweeper are the real ones. The queue and the store stand in for
SQS and S3 at their worst: any order, repeated deliveries but few of them, a part of a batch
refused. Tokens expire soon, and rows are given up after two deaths: whatever may come to an end
before its time, does.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
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

from pipeline.auth import AccessTokenVerifier
from pipeline.config import Settings
from pipeline.deadline import time_limit
from pipeline.errors import StorageUnavailable, Unavailable
from pipeline.generate import NO_ATTEMPT_ENDED
from pipeline.hand_back import HandBack
from pipeline.handler import handle_record
from pipeline.local.issuer import mint
from pipeline.parts import Parts
from pipeline.queue import Depth
from pipeline.retry import Filter, count_failed, retry
from pipeline.sweep import STALLED, sweep

RECEIVES, DEATHS = 3, 2
LIFETIME = 60
RULES = replace(HASTY, lease=3600.0, attempts=DEATHS, chunk=2, window=3)
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

    url = "the worst queue"
    visibility = 30
    most_receives = RECEIVES

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.given_up: list[Message] = []
        self.boundaries = Boundaries(None, lambda: None)
        self.refused = 0
        self._numbers = 0

    def put(self, body: str) -> Message:
        self._numbers += 1
        self.messages.append(Message(body, self._numbers))
        return self.messages[-1]

    def send(self, body: str, attributes: Mapping[str, str]) -> None:
        self.boundaries.at("send anew")
        self.put(body)
        self.boundaries.at("send anew")

    def give_up(self, message: Message) -> None:
        """What SQS does with a message that was delivered too often."""
        self.messages.remove(message)
        self.given_up.append(message)

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

    def put(self, key: str, png: bytes) -> bool:
        self.boundaries.at("put")
        if self.down:
            raise StorageUnavailable(reason="down")
        new = key not in self.pictures
        self.pictures.setdefault(key, png)
        self.boundaries.at("put")
        return new

    def get(self, key: str) -> bytes | None:
        return self.pictures.get(key)

    def address(self, key: str) -> str:
        return f"https://pictures/{key}"


@dataclass
class DeadLetters:
    """What the handler gave up: bodies and attributes."""

    letters: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def send(self, body: str, attributes: Mapping[str, str]) -> None:
        self.letters.append((body, attributes))


@dataclass
class Clock:
    """The time by which tokens are judged."""

    ahead: float = 0.0

    def now(self) -> float:
        return time.time() + self.ahead


class Delivery(RuleBasedStateMachine):
    """What may happen to feeds between the first message and the last picture."""

    def __init__(self, feed: Scene, parts: Parts, clock: Clock) -> None:
        super().__init__()
        self.feed, self.clock = feed, clock
        self.queue, self.store, self.dead_letters = WorstQueue(), Store(), DeadLetters()
        self.database = WatchedDatabase(parts.database._settings)
        stand_ins: Mapping[str, Any] = {
            "queue": self.queue,
            "pictures": self.store,
            "dead_letters": self.dead_letters,
        }
        self.parts = replace(parts, database=self.database, delivery=RULES, **stand_ins)
        self.products: dict[str, int] = {}
        self.asked: dict[tuple[str, str], list[Message]] = {}
        self.crashes = 0
        self.watch(None)

    def watch(self, crash_at: int | None) -> None:
        """Let the worker end at the so-manieth boundary from here."""
        boundaries, left = Boundaries(None, lambda: None), [crash_at]

        def at(name: str) -> None:
            if left[0] is not None:
                left[0] -= 1
                if left[0] == 0:
                    self.crashes += 1
                    raise Crash(name)

        boundaries.at = at  # type: ignore[method-assign]
        self.database.boundaries = self.queue.boundaries = self.store.boundaries = boundaries

    @initialize()
    def begin_with_nothing(self) -> None:
        tables = ("generated_feeds", "feed_requests", "feed_outbox", "products")
        self.feed.sql("TRUNCATE " + ", ".join(f"facebook_test.{table}" for table in tables))

    @rule(products=st.integers(0, 5), times=st.integers(1, 2), named=st.booleans())
    def ask(self, products: int, times: int, named: bool) -> None:
        """A new user asks for a feed, in one or two messages of the producer."""
        user_sub = f"auth0|{len(self.products)}"
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
        now = int(self.clock.now())
        data = {
            "access_token": mint(self.feed.env, user_sub, iat=now, exp=now + LIFETIME),
            "user_template_id": template_id,
            "outfeed_id": user_sub,
            "request_id": "one" if named else None,
        }
        self.products[user_sub] = products
        for _ in range(times):
            message = self.queue.put(json.dumps({"type": "process", "data": data}))
            key = "one" if named else str(message.number)
            self.asked.setdefault((user_sub, key), []).append(message)

    @precondition(lambda self: self.queue.messages)
    @rule(data=st.data(), crash_at=crashes, again=st.booleans(), late=st.booleans())
    def deliver(self, data: st.DataObject, crash_at: int | None, again: bool, late: bool) -> None:
        """Any message, to a worker that may end anywhere; it may come again all the same."""
        message = data.draw(st.sampled_from(self.queue.messages), label="message")
        with time_limit(-1) if late else nullcontext():
            handled = self.handled(message, crash_at)
        self.put_away(message, handled and not again)

    @rule(crash_at=crashes)
    def sweep(self, crash_at: int | None) -> None:
        self.watch(crash_at)
        with suppress(Crash, Unavailable):
            sweep(self.parts)
        self.watch(None)

    @rule(crash_at=crashes)
    def retry(self, crash_at: int | None) -> None:
        """Someone gives all failed rows another try."""
        self.watch(crash_at)
        with suppress(Crash, Unavailable):
            _, now = count_failed(self.database, Filter())
            retry(self.database, self.parts.queue, Filter(), now)
        self.watch(None)

    @rule()
    def much_time_passes(self) -> None:
        """Every lease runs out, every token expires, and what was not touched is old."""
        self.clock.ahead += 7200
        self.feed.sql(
            "BEGIN; SET LOCAL session_replication_role = replica; "
            "UPDATE facebook_test.generated_feeds "
            "SET lease_until = lease_until - interval '2 hours', "
            "updated_at = updated_at - interval '2 hours'; "
            "UPDATE facebook_test.feed_requests SET updated_at = updated_at - interval '2 hours'; "
            "UPDATE facebook_test.feed_outbox SET sent_at = sent_at - interval '2 hours'; "
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
    def no_product_of_a_request_has_two_rows(self) -> None:
        rows = self.feed.sql(
            "SELECT user_sub, feed_request_id, count(*) FROM facebook_test.generated_feeds "
            "GROUP BY 1, 2"
        )
        assert all(count <= self.products[user_sub] for user_sub, _, count in rows)
        assert self.accepted() <= self.asked.keys()

    @invariant()
    def what_is_generated_has_its_picture(self) -> None:
        keys = {
            f"processed_images/{user}/{user}/{row}.png"
            for user, row, status in self.rows()
            if status == "GENERATED"
        }
        assert keys <= self.store.pictures.keys()

    @invariant()
    def only_requests_that_were_not_accepted_are_dead_letters(self) -> None:
        refused = set()
        for body, attributes in self.dead_letters.letters:
            assert attributes["ErrorType"] == "AuthenticationFailed"
            data = json.loads(body)["data"]
            refused.add((data["outfeed_id"], data["request_id"] or attributes["MessageId"]))
        assert not refused & self.accepted()

    @invariant()
    def no_row_dies_more_often_than_workers_do(self) -> None:
        ((deaths,),) = self.feed.sql(
            "SELECT coalesce(sum(deaths), 0) FROM facebook_test.generated_feeds"
        )
        assert deaths <= self.crashes

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
        except (Crash, HandBack):
            return False
        finally:
            self.watch(None)
        return True

    def put_away(self, message: Message, handled: bool) -> None:
        if handled:
            self.queue.messages.remove(message)
        elif message.receives >= RECEIVES:
            self.queue.give_up(message)

    def teardown(self) -> None:
        """With everything up again, everything ends."""
        self.fail_outside(False, 0)
        for _ in range(60):
            for message in list(self.queue.messages):
                self.put_away(message, self.handled(message))
            if not self.queue.messages and self.settled():
                break
            self.much_time_passes()
            self.sweep(None)
        self.every_request_has_come_to_its_end()
        self.every_row_has_come_to_its_end()
        self.database.close()

    def every_request_has_come_to_its_end(self) -> None:
        """Accepted and with all its rows, or explained; or given up where people find it."""
        accepted = self.accepted()
        given_up = {message.number for message in self.queue.given_up} | {
            int(attributes["MessageId"]) for _, attributes in self.dead_letters.letters
        }
        for key, messages in self.asked.items():
            anew = any(f'"request_id":"{key[1]}"' in m.body for m in self.queue.given_up)
            refused = {int(a["MessageId"]) for b, a in self.dead_letters.letters if key[0] in b}
            found = {m.number for m in messages} & given_up or anew or refused
            assert key in accepted or found, key
        ended = self.feed.sql(
            "SELECT user_sub, finished_at IS NOT NULL, error_message, "
            "(SELECT count(*) FROM facebook_test.generated_feeds WHERE feed_request_id = r.id) "
            "FROM facebook_test.feed_requests AS r"
        )
        for user_sub, finished, reason, count in ended:
            assert finished
            assert count == self.products[user_sub] or reason == STALLED

    def every_row_has_come_to_its_end(self) -> None:
        reasons = Counter(
            (status, reason)
            for status, reason in self.feed.sql(
                "SELECT status, error_message FROM facebook_test.generated_feeds"
            )
            if status != "GENERATED" and "could not be stored" not in (reason or "")
        )
        assert reasons.keys() <= {("GENERATION_FAIL", NO_ATTEMPT_ENDED)}
        assert DEATHS * reasons.total() <= self.crashes
        keys = {f"processed_images/{user}/{user}/{row}.png" for user, row, _ in self.rows()}
        assert self.store.pictures.keys() <= keys

    def rows(self) -> list[tuple[str, str, str]]:
        found = self.feed.sql("SELECT user_sub, id, status FROM facebook_test.generated_feeds")
        return [(user_sub, row, status) for user_sub, row, status in found]

    def accepted(self) -> set[tuple[str, str]]:
        """The users and keys of requests that were noted."""
        found = self.feed.sql("SELECT user_sub, request_key FROM facebook_test.feed_requests")
        return {(user_sub, key) for user_sub, key in found}

    def settled(self) -> bool:
        ((left,),) = self.feed.sql(
            "SELECT (SELECT count(*) FROM facebook_test.generated_feeds "
            "WHERE status NOT IN ('GENERATED', 'GENERATION_FAIL')) "
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
    wanted, clock = Settings.from_env(feed.env), Clock()
    verifier: Any = AccessTokenVerifier(
        wanted.auth0_domain, wanted.auth0_audience, wanted.auth0_issuer, clock=clock.now
    )
    parts = replace(Parts.from_settings(wanted), verifier=verifier)
    run_state_machine_as_test(
        lambda: Delivery(feed, parts, clock),
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None, print_blob=True),
    )
