"""What becomes of a message when its content or the world around it is broken."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from typing import Any

import psycopg2
import pytest
from waiting import wait_until

import renderer
from pipeline.config import Settings
from pipeline.database import Database
from pipeline.errors import ConfigurationError, DatabaseRefused, DatabaseUnavailable
from pipeline.handler import lambda_handler
from pipeline.parts import Parts
from pipeline.patience import Patience
from pipeline.queue import Queue
from pipeline.sweep import sweep

BAD_MESSAGES = {
    "not json": "{not json",
    "a list": "[]",
    "no type": '{"data": {}}',
    "unknown type": '{"type": "paint", "data": {}}',
    "no data": '{"type": "generate"}',
    "wrong type": '{"type": "generate", "data": {"generated_feed_id": []}}',
    "null": '{"type": "generate", "data": {"generated_feed_id": null}}',
    "no token": '{"type": "process", "data": {"user_template_id": 1, "outfeed_id": 1}}',
    "nested": "[" * 100_000,
}


@pytest.mark.parametrize("body", BAD_MESSAGES.values(), ids=BAD_MESSAGES)
def test_a_message_that_can_not_be_read_is_dead_lettered(world: Any, body: str) -> None:
    assert world.handle(body) == []
    ((dead, attributes),) = world.dead_letters()
    assert dead == body
    assert attributes["ErrorType"] == "InvalidMessage"
    assert attributes["ErrorMessage"].startswith("The message can't be read: ")
    assert attributes["Phase"] == "parse"
    assert attributes["Attempt"] == "1"
    assert attributes["FailedAt"]


def test_an_unknown_type_is_told_the_known_ones(world: Any) -> None:
    world.handle('{"type": "paint", "data": {}}')
    ((_, attributes),) = world.dead_letters()
    assert "'process' or 'generate' is expected" in attributes["ErrorMessage"]


def test_a_missing_template_is_dead_lettered(world: Any) -> None:
    body = world.process_body("no-such-template")
    assert world.handle(body) == []
    ((dead, attributes),) = world.dead_letters()
    token = json.loads(body)["data"]["access_token"]
    assert dead == body.replace(token, "[removed]")
    assert attributes["ErrorType"] == "TemplateNotFound"
    assert "no-such-template" in attributes["ErrorMessage"]
    assert attributes["Phase"] == "process"


@pytest.mark.parametrize(
    ("template", "found"),
    [("{broken", "malformed"), ("[1]", "array"), ("", "truncated"), ('{"a":' * 100_000, "deep")],
)
def test_a_template_that_is_no_design_is_dead_lettered(
    world: Any, template: str, found: str
) -> None:
    world.add_product(title="Mug")
    assert world.handle(world.process_body(world.add_template(template))) == []
    ((_, attributes),) = world.dead_letters()
    assert attributes["ErrorType"] == "InvalidTemplate"
    assert found in attributes["ErrorMessage"]
    assert world.feeds() == []


def test_without_a_dead_letter_queue_the_failure_is_reported(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DLQ_URL")
    body = world.process_body("no-such-template")
    assert world.handle(body, "{not json") == [body, "{not json"]


def test_a_dead_letter_queue_that_refuses_makes_the_failure_reported(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLQ_URL", f"{world.env['DLQ_URL']}-that-does-not-exist")
    assert world.handle("{not json") == ["{not json"]


@pytest.mark.parametrize("phase", ["process", "generate"])
def test_a_database_that_is_away_hands_the_message_back(
    world: Any, impatient: None, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.setenv("DB_PORT", str(closed_port()))
    message = world.process_body("1") if phase == "process" else generate_body("1")
    assert world.handle(message) == [message]
    assert world.dead_letters() == []


def test_the_last_delivery_of_a_request_without_a_database_is_dead_lettered(
    world: Any, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_PORT", str(closed_port()))
    assert world.handle(world.process_body("1"), receives=20) == []
    ((_, attributes),) = world.dead_letters()
    assert attributes["ErrorType"] == "DatabaseUnavailable"
    assert attributes["Phase"] == "process"
    assert attributes["Attempt"] == "20"


def test_the_last_delivery_of_a_row_without_a_database_is_left_to_the_sweeper(
    world: Any, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed_id = world.add_feed()
    with monkeypatch.context() as away:
        away.setenv("DB_PORT", str(closed_port()))
        assert world.handle(generate_body(feed_id), receives=20) == []
    assert world.dead_letters() == []
    assert sweep(parts_of(world, forgotten=-1)).reminded == 1
    (again,) = world.queued()
    assert json.loads(again) == json.loads(generate_body(feed_id))


def test_a_lost_connection_is_replaced(world: Any) -> None:
    feed_ids = [world.add_feed() for _ in range(2)]
    world.handle(generate_body(feed_ids[0]))
    world.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'feedloom-pipeline' AND pid <> pg_backend_pid()"
    )
    assert world.handle(generate_body(feed_ids[1])) == []
    assert world.feed(feed_ids[1])["status"] == "GENERATED"
    assert world.dead_letters() == []


def test_a_design_that_can_not_be_drawn_fails_its_row_only(world: Any) -> None:
    feed_id = world.add_feed(design={"width": 10, "height": 10, "pages": "none"})
    assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert row["status"] == "GENERATION_FAIL"
    assert "pages" in row["error_message"]
    assert row["generated_img_url"] is None
    assert world.dead_letters() == []


def test_an_unreachable_image_names_the_place(world: Any) -> None:
    source = f"http://127.0.0.1:{closed_port()}/missing.jpg"
    image = {"id": "i", "type": "image", "src": source, "x": 0, "y": 0, "width": 9, "height": 9}
    design = {"width": 10, "height": 10, "pages": [{"id": "p", "children": [image]}]}
    feed_id = world.add_feed(design=design)
    assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert row["status"] == "GENERATION_FAIL"
    assert "pages[0].children[0]" in row["error_message"]


def test_a_fault_of_ours_while_drawing_fails_the_row(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(self: Any, design: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(renderer.ImageProcessor, "combine_images", faulty)
    feed_id = world.add_feed()
    assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert row["status"] == "GENERATION_FAIL"
    assert row["error_message"] == "unexpected ZeroDivisionError: a bug"


def test_a_picture_that_can_not_be_stored_fails_its_row(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S3_IMAGE_OUTPUT_BUCKET", "no-such-bucket")
    feed_id = world.add_feed()
    assert world.handle(generate_body(feed_id)) == []
    row = world.feed(feed_id)
    assert row["status"] == "GENERATION_FAIL"
    assert "could not be stored" in row["error_message"]
    assert "NoSuchBucket" in row["error_message"]


def test_rows_whose_message_can_not_be_sent_stay_in_the_outbox_until_it_can(
    world: Any, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = world.process_body(world.add_template())
    for number in range(3):
        world.add_product(title=f"Mug {number}")
    monkeypatch.setenv("SQS_QUEUE_URL", f"{world.env['SQS_QUEUE_URL']}-that-does-not-exist")
    assert world.handle(body, message_id="one") == [body]
    assert [row["status"] for row in world.feeds()] == ["PROCESSED"] * 3
    monkeypatch.setenv("SQS_QUEUE_URL", world.env["SQS_QUEUE_URL"])
    assert world.handle(body, message_id="one") == []
    assert len(world.feeds()) == 3
    assert len(world.queued()) == 3


def test_only_the_rest_of_a_batch_is_sent_again() -> None:
    class Flaky:
        """SQS that takes one entry of each batch."""

        taken: list[str]

        def __init__(self) -> None:
            self.taken = []

        def send_message_batch(self, QueueUrl: str, Entries: list[Any]) -> dict[str, Any]:
            first, *rest = Entries
            self.taken.append(first["MessageBody"])
            return {"Failed": [{"Id": entry["Id"], "Code": "Throttled"} for entry in rest]}

    sqs: Any = Flaky()
    queue = Queue(sqs, "url", Patience(limit=5, first_pause=0))
    assert queue.send_all(["a", "b", "c", "d", "e"]) == ([0, 1, 2, 3, 4], "")
    assert sqs.taken == ["a", "b", "c", "d", "e"]


def test_what_of_a_batch_is_not_taken_is_known() -> None:
    class Full:
        """SQS that takes the even ones of a batch and refuses the odd ones."""

        def send_message_batch(self, QueueUrl: str, Entries: list[Any]) -> dict[str, Any]:
            odd = [entry for entry in Entries if int(entry["MessageBody"]) % 2]
            return {"Failed": [{"Id": entry["Id"], "Code": "Throttled"} for entry in odd]}

    sqs: Any = Full()
    queue = Queue(sqs, "url", Patience(limit=0, first_pause=0))
    assert queue.send_all([str(number) for number in range(30)]) == ([0, 2, 4, 6, 8], "Throttled")


def test_a_missing_environment_is_one_error_that_lists_everything(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DB_HOST")
    monkeypatch.delenv("AUTH0_AUDIENCE")
    monkeypatch.setenv("S3_IMAGE_OUTPUT_BUCKET", "")
    with pytest.raises(ConfigurationError) as caught:
        lambda_handler({"Records": []}, None)
    for name in ("DB_HOST", "AUTH0_AUDIENCE", "S3_IMAGE_OUTPUT_BUCKET"):
        assert name in str(caught.value)


def test_a_wrong_statement_is_not_tried_again(world: Any) -> None:
    from pipeline.config import DatabaseSettings

    database = Database(DatabaseSettings.from_env(world.env))
    tries: list[int] = []

    def work(connection: Any) -> None:
        tries.append(1)
        connection.cursor().execute("SELECT 1 / 0")

    with pytest.raises(DatabaseRefused, match="division by zero"):
        database.run(work)
    assert len(tries) == 1


def test_what_is_not_waited_for_is_not_done(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement whose answer takes too long ends on the server, too, and holds up nobody."""
    from pipeline.config import DatabaseSettings

    database = Database(DatabaseSettings.from_env(world.env), Patience(limit=0))
    monkeypatch.setattr("pipeline.database.ANSWER_LIMIT", 0.1)
    with pytest.raises(DatabaseUnavailable, match=r"no answer within 0\.1 s"):
        database.run(lambda connection: connection.cursor().execute("SELECT pg_sleep(1000)"))
    query = "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query ~ '^SELECT pg_sleep'"
    wait_until(lambda: not world.sql(query))


def test_before_a_migration_messages_are_handed_back(world: Any) -> None:
    """Not dead-lettered: the migration is on its way."""
    world.add_product(title="Mug")
    body = world.process_body(world.add_template())
    world.sql("ALTER TABLE facebook_test.generated_feeds RENAME product_id TO product")
    try:
        assert world.handle(body) == [body]
    finally:
        world.sql("ALTER TABLE facebook_test.generated_feeds RENAME product TO product_id")
    assert world.dead_letters() == []
    assert world.handle(body) == []


def test_a_connection_that_fails_at_first_is_tried_again(world: Any) -> None:
    from pipeline.config import DatabaseSettings

    settings, tries = DatabaseSettings.from_env(world.env), []
    database = Database(settings, Patience(limit=5, first_pause=0))

    def work(connection: Any) -> None:
        tries.append(connection)
        if len(tries) < 3:
            raise psycopg2.OperationalError("server closed the connection unexpectedly")

    database.run(work)
    database.close()
    assert len(tries) == len(set(tries)) == 3


def test_a_database_that_is_away_is_named(world: Any) -> None:
    from pipeline.config import DatabaseSettings

    env = {**world.env, "DB_PORT": str(closed_port())}
    database = Database(DatabaseSettings.from_env(env), Patience(limit=0))
    with pytest.raises(DatabaseUnavailable, match=env["DB_PORT"]):
        database.run(lambda connection: None)


def parts_of(world: Any, **rules: float) -> Parts:
    settings = Settings.from_env(world.env)
    return Parts.from_settings(replace(settings, delivery=replace(settings.delivery, **rules)))


def generate_body(feed_id: str) -> str:
    return json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
