"""What is promised of delivery, one promise at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg2
import pytest
from faults import Boundaries, watched
from waiting import wait_until

import renderer
from pipeline import feeds
from pipeline.config import DeliverySettings, Settings
from pipeline.feeds import ClaimedFeed
from pipeline.handler import handle_batch, sweep_handler
from pipeline.parts import Parts
from pipeline.sweep import sweep

CHUNK = DeliverySettings().chunk
FIGURE = {"id": "f", "type": "figure", "x": 0, "y": 0, "width": 9, "height": 9, "fill": "red"}
SMALL = {"width": 10, "height": 10, "pages": [{"id": "p", "children": [FIGURE]}]}


DRAWN = feeds.Drawn("https://pictures/key", None, "[]")


class Over:
    """Lambda's context when the time is up."""

    def get_remaining_time_in_millis(self) -> int:
        return -1_000


def test_a_process_message_delivered_twice_makes_its_rows_once(world: Any) -> None:
    body = add_feed(world, 3)
    assert world.handle(body, message_id="one") == []
    assert world.handle(body, message_id="one", receives=2) == []
    assert len(world.feeds()) == len(world.queued()) == 3


def test_a_request_that_the_producer_sends_again_makes_its_rows_once(world: Any) -> None:
    body = add_feed(world, 3, request_id="summer")
    assert world.handle(body) == []
    assert world.handle(body) == []
    assert len(world.feeds()) == len(world.queued()) == 3


def test_a_request_without_a_name_is_a_new_one_each_time(world: Any) -> None:
    body = add_feed(world, 3)
    assert world.handle(body) == []
    assert world.handle(body) == []
    assert len(world.feeds()) == 6


def test_the_name_of_a_request_is_its_users_own(world: Any) -> None:
    world.handle(add_feed(world, 1, request_id="summer"))
    world.user_sub += "-other"
    world.handle(add_feed(world, 1, request_id="summer"))
    assert len(world.feeds()) == 1
    assert world.dead_letters() == []


def test_a_name_used_for_another_template_is_refused(world: Any) -> None:
    world.handle(add_feed(world, 1, request_id="summer"))
    assert world.handle(add_feed(world, 0, request_id="summer")) == []
    ((_, attributes),) = world.dead_letters()
    assert attributes["ErrorType"] == "RequestConflict"


def test_a_feed_goes_on_by_itself_when_the_time_is_up(world: Any) -> None:
    products = 3 * CHUNK + 7
    assert world.handle(add_feed(world, products), parts=hurried(world)) == []
    assert len(world.feeds()) == CHUNK
    turns = 0
    while body := next((b for b in world.queued() if '"continue"' in b), None):
        assert "access_token" not in body
        assert world.handle(body, parts=hurried(world)) == []
        turns += 1
    assert turns >= 3
    titles = {row["generated_json"]["pages"][0]["children"][0]["text"] for row in world.feeds()}
    assert len(world.feeds()) == len(titles) == products


def test_a_turn_that_is_over_does_nothing(world: Any) -> None:
    body = add_feed(world, CHUNK + 1)
    world.handle(body, message_id="one", parts=hurried(world))
    (turn,) = (b for b in world.queued() if '"continue"' in b)
    world.handle(turn, parts=hurried(world))
    world.queued()
    assert world.handle(turn, turn, parts=hurried(world)) == []
    assert world.handle(body, message_id="one", parts=hurried(world)) == []
    assert world.queued() == []
    assert len(world.feeds()) == CHUNK + 1


def test_one_feed_is_one_design_though_its_template_changes(world: Any) -> None:
    body = add_feed(world, CHUNK + 1)
    world.handle(body, parts=hurried(world))
    world.sql("UPDATE facebook_test.user_templates SET template_json = '{}'")
    (turn,) = (b for b in world.queued() if '"continue"' in b)
    world.handle(turn)
    assert all(row["generated_json"]["width"] == 240 for row in world.feeds())


@pytest.mark.parametrize("feeds_of_the_large", [1, 4])
def test_a_small_user_need_not_wait_for_a_large_one(world: Any, feeds_of_the_large: int) -> None:
    rules = DeliverySettings(chunk=10, window=40)
    parts = parts_of(world, delivery=rules)
    large, world.user_sub = world.user_sub, f"{world.user_sub}-small"
    small_body = add_feed(world, 5, template=SMALL)
    world.user_sub = large
    large_body = add_feed(world, 240 // feeds_of_the_large, template=SMALL)
    for body in (*[large_body] * feeds_of_the_large, small_body):
        world.sqs.send_message(QueueUrl=world.env["SQS_QUEUE_URL"], MessageBody=body)
    finished = []
    while messages := parts.queue.receive(0):
        handle(messages, parts)
        finished += [m["Body"] for m in messages if '"generate"' in m["Body"]]
    owners = {row["id"]: row["user_sub"] for row in all_feeds(world)}
    order = [owners[json.loads(body)["data"]["generated_feed_id"]] for body in finished]
    assert len(order) == 245
    last_of_small = max(at for at, owner in enumerate(order) if owner != large)
    assert last_of_small < 3 * rules.window


def test_a_row_that_another_worker_holds_is_handed_back(world: Any) -> None:
    feed_id = world.add_feed()
    held = claim(world, feed_id)
    assert world.handle(generate_body(feed_id)) == [generate_body(feed_id)]
    assert world.feed(feed_id)["attempt"] == held.attempt == 1
    assert world.handle(generate_body(feed_id), receives=20) == []
    assert world.dead_letters() == []


def test_a_row_whose_lease_is_over_is_drawn_by_the_next(world: Any) -> None:
    feed_id = world.add_feed()
    claim(world, feed_id, lease=-1)
    assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert (row["status"], row["attempt"], row["lease_until"]) == ("GENERATED", 2, None)


@pytest.mark.parametrize("late", [feeds.finish, feeds.fail, feeds.hand_back, feeds.extend])
def test_who_lost_a_row_can_not_change_it(world: Any, late: Callable[..., bool]) -> None:
    feed_id = world.add_feed()
    first = claim(world, feed_id, lease=-1)
    claim(world, feed_id)
    before = world.feed(feed_id)
    more = {feeds.finish: (DRAWN,), feeds.fail: ("reason",), feeds.extend: (60,)}
    assert not late(world.transactions, first, *more.get(late, ()))
    world.transactions.commit()
    assert world.feed(feed_id) == before


def test_a_finish_whose_answer_was_lost_may_be_repeated(world: Any) -> None:
    held = claim(world, world.add_feed())
    assert feeds.finish(world.transactions, held, DRAWN)
    assert feeds.finish(world.transactions, held, DRAWN)
    world.transactions.commit()


def test_a_sweep_lets_others_have_what_a_dead_worker_held(world: Any) -> None:
    feed_id = world.add_feed()
    claim(world, feed_id, lease=-1)
    assert sweep_handler({}, None)["released"] >= 1
    assert world.feed(feed_id)["status"] == "PROCESSED"
    assert feed_id in "".join(world.queued())


def test_rows_from_before_there_were_leases_are_swept_too(world: Any) -> None:
    feed_id = world.add_feed(status="GENERATING")
    with without_triggers(world):
        world.sql(
            "UPDATE facebook_test.generated_feeds SET updated_at = now() - interval '1 hour' "
            "WHERE id = %s",
            feed_id,
        )
    sweep_handler({}, None)
    assert world.feed(feed_id)["status"] == "PROCESSED"


@pytest.mark.parametrize("finder", ["sweep", "generate"])
def test_a_row_that_ends_its_workers_is_given_up(world: Any, finder: str) -> None:
    feed_id = world.add_feed()
    for _ in range(DeliverySettings().attempts):
        claim(world, feed_id, lease=-1)
    if finder == "sweep":
        sweep_handler({}, None)
    else:
        assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert row["status"] == "GENERATION_FAIL"
    assert row["error_message"] == "no attempt to draw it came to an end"


def test_a_row_whose_message_was_lost_is_asked_for_again(world: Any) -> None:
    feed_id = world.add_feed()
    parts = parts_of(world, delivery=DeliverySettings(forgotten=-1))
    assert sweep(parts).reminded >= 1
    assert feed_id in "".join(world.queued())


def test_nobody_is_reminded_of_what_was_sent_just_now_while_messages_wait(world: Any) -> None:
    world.handle(add_feed(world, 1))
    assert len(world.feeds()) == 1
    parts = parts_of(world, delivery=DeliverySettings(forgotten=-1))
    assert sweep(parts).reminded == 0


def test_a_row_whose_message_was_sent_long_ago_is_asked_for_while_messages_wait(
    world: Any,
) -> None:
    world.handle(add_feed(world, 1))
    world.queued()
    world.send("{}")
    world.sql("UPDATE facebook_test.feed_outbox SET sent_at = sent_at - interval '2 hours'")
    parts = parts_of(world, delivery=DeliverySettings(forgotten=-1))
    assert (sweep(parts).reminded, sweep(parts).reminded) == (1, 0)


def test_a_feed_whose_turn_was_lost_is_resumed(world: Any) -> None:
    world.handle(add_feed(world, CHUNK + 1), parts=hurried(world))
    world.queued()
    assert sweep(parts_of(world, delivery=DeliverySettings(stalled=-1))).resumed == 1
    (turn,) = (b for b in world.queued() if '"continue"' in b)
    world.handle(turn)
    assert len(world.feeds()) == CHUNK + 1


def test_a_turn_whose_message_waits_long_is_still_taken_when_it_comes(world: Any) -> None:
    world.handle(add_feed(world, CHUNK + 1), parts=hurried(world))
    (turn,) = (b for b in world.queued() if '"continue"' in b)
    for _ in range(2):
        sweep(parts_of(world, delivery=DeliverySettings(stalled=-1)))
    world.handle(turn)
    assert len(world.feeds()) == CHUNK + 1


def test_a_feed_that_ends_its_workers_is_given_up(world: Any) -> None:
    world.handle(add_feed(world, CHUNK + 1), parts=hurried(world))
    world.sql("UPDATE facebook_test.feed_requests SET tries = 5 WHERE finished_at IS NULL")
    sweep(parts_of(world, delivery=DeliverySettings(stalled=-1)))
    (row,) = world.sql(
        "SELECT * FROM facebook_test.feed_requests WHERE user_sub = %s", world.user_sub
    )
    assert row["error_message"] == "no try to make its rows came to an end"
    assert row["finished_at"] is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("PROCESSED", "GENERATED"),
        ("GENERATED", "PROCESSED"),
        ("GENERATED", "GENERATING"),
        ("GENERATED", "GENERATION_FAIL"),
        ("GENERATION_FAIL", "GENERATING"),
        ("GENERATION_FAIL", "GENERATED"),
        ("PROCESSED", "DONE"),
        ("PROCESSED", None),
    ],
)
def test_the_database_refuses_other_changes_of_state(
    world: Any, before: str, after: str | None
) -> None:
    feed_id = world.add_feed(status=before)
    with pytest.raises(psycopg2.errors.CheckViolation):
        world.sql(
            "UPDATE facebook_test.generated_feeds SET status = %s WHERE id = %s", after, feed_id
        )
    assert world.feed(feed_id)["status"] == before


def test_every_change_of_a_row_refreshes_its_time(world: Any) -> None:
    feed_id = world.add_feed()
    before = world.feed(feed_id)["updated_at"]
    world.sql(
        "UPDATE facebook_test.generated_feeds SET error_message = 'x', updated_at = %s "
        "WHERE id = %s",
        before,
        feed_id,
    )
    assert world.feed(feed_id)["updated_at"] > before


def test_a_function_out_of_time_begins_nothing(world: Any) -> None:
    feed_id = world.add_feed()
    assert world.handle(generate_body(feed_id), context=Over()) == [generate_body(feed_id)]
    assert world.feed(feed_id)["status"] == "PROCESSED"


def test_a_slow_picture_is_kept_from_others(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = Boundaries(None, lambda: None)
    rules = DeliverySettings(lease=30, beat=0.1)
    feed_id = world.add_feed(SMALL)
    world.send(generate_body(feed_id))
    messages = received(world, visible_again_in=1)
    with drawing_held(monkeypatch):
        parts = watched(parts_of(world, delivery=rules), requests)
        worker = threading.Thread(target=handle, args=(messages, parts))
        worker.start()
        wait_until(lambda: lease_end(world, feed_id) is not None)
        before = lease_end(world, feed_id)
        wait_until(lambda: lease_end(world, feed_id) > before)
        wait_until(lambda: requests.passed["after change_message_visibility_batch"] > 1)
        assert parts_of(world).queue.receive(2) == []
        assert not isinstance(claim_or_state(world, feed_id), ClaimedFeed)
    worker.join()
    row = world.feed(feed_id)
    assert (row["status"], row["attempt"]) == ("GENERATED", 1)


def test_what_is_drawn_otherwise_than_asked_stands_beside_the_picture(world: Any) -> None:
    odd = {**FIGURE, "id": "odd", "type": "text", "text": "x", "fontFamily": "No Such Font"}
    feed_id = world.add_feed({**SMALL, "pages": [{"id": "p", "children": [odd]}]})
    world.handle(generate_body(feed_id))
    row = world.feed(feed_id)
    assert row["status"] == "GENERATED"
    assert {issue["place"] for issue in row["issues"]} == {"pages[0].children[0]"}
    by_kind = {issue["kind"]: issue["message"] for issue in row["issues"]}
    assert "No Such Font" in by_kind["missing-font"]


def test_a_picture_drawn_as_asked_has_no_issues(world: Any) -> None:
    feed_id = world.add_feed(SMALL)
    world.handle(generate_body(feed_id))
    assert world.feed(feed_id)["issues"] is None


def test_a_picture_that_would_come_out_the_same_is_copied(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = {**FIGURE, "id": "odd", "type": "text", "text": "x", "fontFamily": "No Such Font"}
    design = {**SMALL, "pages": [{"id": "p", "children": [odd]}]}
    first, second = world.add_feed(design), world.add_feed(design)
    world.handle(generate_body(first))
    forbid_drawing(monkeypatch)
    assert world.handle(generate_body(second)) == []
    rows = world.feed(first), world.feed(second)
    assert rows[1]["status"] == "GENERATED"
    assert rows[0]["fingerprint"] == rows[1]["fingerprint"]
    assert rows[0]["issues"] == rows[1]["issues"]
    assert rows[0]["generated_img_url"] != rows[1]["generated_img_url"]
    assert world.picture(first).tobytes() == world.picture(second).tobytes()


def test_an_unchanged_picture_is_drawn_where_that_is_asked_for(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.add_feed(SMALL), world.add_feed(SMALL)
    world.handle(generate_body(first))
    monkeypatch.setenv("REDRAW_UNCHANGED", "1")
    forbid_drawing(monkeypatch)
    world.handle(generate_body(second))
    assert world.feed(second)["error_message"] == "unexpected AssertionError: drawn"


def test_what_will_look_wrong_stands_beside_the_picture(world: Any) -> None:
    long = {**FIGURE, "id": "long", "type": "text", "text": "A lamp of brass " * 9, "width": 40,
            "height": 30, "fontSize": 14}  # fmt: skip
    feed_id = world.add_feed({**SMALL, "pages": [{"id": "p", "children": [long]}]})
    world.handle(generate_body(feed_id))
    assert "text-shrunk" in {issue["kind"] for issue in world.feed(feed_id)["issues"]}


def test_no_user_gets_a_copy_of_anothers_picture(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.handle(generate_body(world.add_feed(SMALL)))
    world.user_sub += "-other"
    feed_id = world.add_feed(SMALL)
    forbid_drawing(monkeypatch)
    world.handle(generate_body(feed_id))
    assert world.feed(feed_id)["error_message"] == "unexpected AssertionError: drawn"


def test_a_picture_that_is_gone_is_drawn_again(world: Any) -> None:
    first, second = world.add_feed(SMALL), world.add_feed(SMALL)
    world.handle(generate_body(first))
    key = f"processed_images/{world.user_sub}/feed/{first}.png"
    world.s3.delete_object(Bucket=world.env["S3_IMAGE_OUTPUT_BUCKET"], Key=key)
    world.handle(generate_body(second))
    assert world.feed(second)["status"] == "GENERATED"
    assert world.picture(second).size == (10, 10)


def test_caches_may_keep_a_picture_for_ever(world: Any) -> None:
    feed_id = world.add_feed(SMALL)
    world.handle(generate_body(feed_id))
    key = f"processed_images/{world.user_sub}/feed/{feed_id}.png"
    head = world.s3.head_object(Bucket=world.env["S3_IMAGE_OUTPUT_BUCKET"], Key=key)
    assert head["CacheControl"] == "public, max-age=31536000, immutable"
    assert head["ContentType"] == "image/png"


def test_no_token_is_stored_or_sent_on(world: Any) -> None:
    token = world.token()
    world.handle(add_feed(world, CHUNK + 1, token=token), parts=hurried(world))
    for table in ("feed_requests", "feed_outbox", "generated_feeds"):
        rows = world.sql(f"SELECT * FROM facebook_test.{table}")
        assert token.split(".")[2] not in json.dumps(rows, default=str)
    assert token.split(".")[2] not in "".join(world.queued())


def forbid_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(self: object, design: object) -> None:
        raise AssertionError("drawn")

    monkeypatch.setattr(renderer.ImageProcessor, "combine_images", drawn)


def add_feed(
    world: Any, products: int, template: object = None, token: str | None = None, **data: object
) -> str:
    """A template, so many products, and the message that asks for them."""
    world.sql("TRUNCATE facebook_test.fields")
    world.add_fields(title="title")
    template_id = world.add_template() if template is None else world.add_template(template)
    world.sql(
        "INSERT INTO facebook_test.products (user_sub, title) "
        "SELECT %s, 'Mug ' || n FROM generate_series(1, %s) n",
        world.user_sub,
        products,
    )
    body = json.loads(world.process_body(template_id, token))
    return json.dumps({**body, "data": body["data"] | data})


def parts_of(world: Any, **changes: Any) -> Parts:
    return Parts.from_settings(replace(Settings.from_env(world.env), **changes))


def hurried(world: Any) -> Parts:
    """Parts with which each turn ends after one chunk."""
    return parts_of(world, delivery=DeliverySettings(slice=-1))


def handle(messages: list[Any], parts: Parts) -> None:
    """What Lambda does with messages: hand them over, delete those that were handled."""
    records = [
        {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "eventSource": "aws:sqs",
        }
        for message in messages
    ]
    answer = handle_batch({"Records": records}, parts)
    failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    parts.queue.delete([m["ReceiptHandle"] for m in messages if m["MessageId"] not in failed])


def received(world: Any, visible_again_in: int) -> list[Any]:
    """All messages of the queue, which others may have so many seconds later."""
    answer = world.sqs.receive_message(
        QueueUrl=world.env["SQS_QUEUE_URL"],
        VisibilityTimeout=visible_again_in,
        WaitTimeSeconds=20,
        MessageSystemAttributeNames=["All"],
    )
    return list(answer["Messages"])


def lease_end(world: Any, feed_id: str) -> Any:
    return world.feed(feed_id)["lease_until"]


def claim(world: Any, feed_id: str, lease: float = 60) -> ClaimedFeed:
    claimed = feeds.claim(world.transactions, feed_id, lease, 99)
    assert isinstance(claimed, ClaimedFeed)
    world.transactions.commit()
    return claimed


def claim_or_state(world: Any, feed_id: str) -> object:
    found = feeds.claim(world.transactions, feed_id, 60, 99)
    world.transactions.commit()
    return found


def all_feeds(world: Any) -> list[Any]:
    return list(
        world.sql(
            "SELECT id, user_sub FROM facebook_test.generated_feeds WHERE user_sub LIKE %s",
            f"{world.user_sub}%",
        )
    )


@contextmanager
def without_triggers(world: Any) -> Iterator[None]:
    world.sql("SET session_replication_role = replica")
    try:
        yield
    finally:
        world.sql("SET session_replication_role = DEFAULT")


@contextmanager
def drawing_held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is drawn meanwhile is done only when the block ends."""
    release, draw = threading.Event(), renderer.ImageProcessor.combine_images

    def held(self: renderer.ImageProcessor, design: Any) -> Any:
        release.wait()
        return draw(self, design)

    monkeypatch.setattr(renderer.ImageProcessor, "combine_images", held)
    try:
        yield
    finally:
        release.set()


def generate_body(feed_id: object) -> str:
    return json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
