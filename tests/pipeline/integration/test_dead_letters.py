"""The commands for dead letters, on a real queue."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.config import Settings
from pipeline.dead_letters import take
from pipeline.parts import sqs_client
from pipeline.queue import Queue


def dlq(*arguments: str, code: int = 0) -> Result:
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["dlq", *arguments])
    assert done.exit_code == code, done.output
    return done


def letters(world: Any) -> list[Any]:
    settings = Settings.from_env(world.env)
    assert settings.dead_letter_url is not None
    queue = Queue(sqs_client(settings.region), settings.dead_letter_url)
    found = take(queue, 100)
    queue.hide([letter.receipt for letter in found], 0)
    return found


def given_up(world: Any, *bodies: str) -> None:
    """Let the handler give up messages that are in vain."""
    assert world.handle(*bodies) == []


def test_the_list_says_what_failed_and_why(world: Any) -> None:
    given_up(world, "{not json", world.process_body("no-such-template"))
    shown = dlq("list").output
    assert "InvalidMessage" in shown
    assert "TemplateNotFound" in shown
    assert "There is no template no-such-template" in shown
    assert all(letter.id[:8] in shown for letter in letters(world))


def test_reading_leaves_the_messages_where_they_are(world: Any) -> None:
    given_up(world, *["{not json"] * 12)
    for _ in range(2):
        assert dlq("list").output.count("InvalidMessage") == 12
    assert len(world.dead_letters()) == 12


def test_a_message_is_shown_by_the_beginning_of_its_id(world: Any) -> None:
    given_up(world, '{"type": "paint", "data": {"colour": "red"}}')
    (letter,) = letters(world)
    shown = dlq("show", letter.id[:8]).output
    assert letter.id in shown
    assert "'process' or 'generate' is expected" in shown
    assert '"colour": "red"' in shown


def test_a_queue_that_hides_nothing_is_read_once(world: Any) -> None:
    """Messages that come again while the others are read are the same ones."""
    given_up(world, *["{not json"] * 12)

    class Forgetful(Queue):
        def receive(self, *arguments: Any, **options: Any) -> Any:
            found = super().receive(*arguments, **options)
            self.hide([message["ReceiptHandle"] for message in found], 0)
            return found

    settings = Settings.from_env(world.env)
    assert settings.dead_letter_url is not None
    found = take(Forgetful(sqs_client(settings.region), settings.dead_letter_url), 100)
    assert len({letter.id for letter in found}) == len(found) > 0


def test_more_than_one_batch_is_redriven_and_deleted(world: Any) -> None:
    given_up(world, *["{not json"] * 12, *["[]"] * 11)
    assert "23 sent back" in dlq("redrive", "--all").output
    assert len(world.queued()) == 23
    assert world.dead_letters() == []
    given_up(world, *["{not json"] * 12)
    assert "12 deleted" in dlq("delete", "--all").output
    assert world.dead_letters() == []


def test_dead_letters_need_their_queue_alone(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given_up(world, "{not json")
    for name in world.env:
        if not name.startswith(("DLQ_", "AWS_")):
            monkeypatch.delenv(name)
    assert "InvalidMessage" in dlq("list").output
    assert "SQS_QUEUE_URL is missing" in dlq("redrive", "--all", code=1).output


def test_an_id_that_nobody_has_is_one_line(world: Any) -> None:
    given_up(world, "{not json")
    done = dlq("show", "zzz", code=1)
    assert "no dead letter of 1 begin with zzz" in done.output


def test_what_is_redriven_is_handled(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    feed_id = world.add_feed()
    body = json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
    world.sqs.send_message(QueueUrl=world.env["DLQ_URL"], MessageBody=body)
    given_up(world, "{not json")
    (mine,) = [letter for letter in letters(world) if letter.phase == "generate"]
    assert mine.error_type == "DeliveredTooOften"
    assert "1 sent back" in dlq("redrive", mine.id[:8]).output
    assert world.handle(*world.queued()) == []
    assert world.feed(feed_id)["status"] == "GENERATED"
    assert [body for body, _ in world.dead_letters()] == ["{not json"]


def test_all_of_one_error_are_redriven(world: Any) -> None:
    given_up(world, "{not json", "[]", world.process_body("no-such-template"))
    assert "2 sent back" in dlq("redrive", "--error", "InvalidMessage").output
    assert sorted(world.queued()) == ["[]", "{not json"]
    assert [attributes["ErrorType"] for _, attributes in world.dead_letters()] == [
        "TemplateNotFound"
    ]


def test_what_nobody_needs_is_deleted(world: Any) -> None:
    given_up(world, "{not json", "[]", world.process_body("no-such-template"))
    assert "2 deleted" in dlq("delete", "--error", "InvalidMessage").output
    (left,) = letters(world)
    assert left.error_type == "TemplateNotFound"
    assert "1 deleted" in dlq("delete", left.id[:8]).output
    assert letters(world) == []
    assert world.queued() == []


@pytest.mark.parametrize("command", ["redrive", "delete"])
def test_nothing_is_meant_without_saying_what(world: Any, command: str) -> None:
    given_up(world, "{not json")
    assert "give ids, or --error, or --all" in dlq(command, code=2).output
    assert len(letters(world)) == 1


def test_a_message_without_its_token_is_left(world: Any) -> None:
    given_up(world, world.process_body("no-such-template"))
    done = dlq("redrive", "--all", code=1)
    assert "0 sent back" in done.output
    assert "its access token was removed" in done.output
    assert world.queued() == []
    assert len(world.dead_letters()) == 1


@pytest.mark.parametrize("unnamed", [{}, {"request_id": None}])
def test_a_redriven_process_message_is_the_same_request(
    world: Any, unnamed: dict[str, object]
) -> None:
    """SQS itself moves messages whole: sent anew, one has another id and must not count twice."""
    message = json.loads(world.process_body(world.add_template()))
    body = json.dumps({**message, "data": message["data"] | unnamed})
    world.add_product(title="Mug")
    sent = world.sqs.send_message(QueueUrl=world.env["DLQ_URL"], MessageBody=body)
    assert "1 sent back" in dlq("redrive", "--all").output
    (again,) = world.queued()
    assert json.loads(again)["data"]["request_id"] == sent["MessageId"]
    assert world.handle(again, again) == []
    assert len(world.feeds()) == 1


@pytest.mark.parametrize("request_id", ["summer", None])
def test_the_name_to_send_it_again_under_is_said(world: Any, request_id: str | None) -> None:
    message = json.loads(world.process_body("no-such-template"))
    given_up(world, json.dumps({**message, "data": message["data"] | {"request_id": request_id}}))
    (letter,) = letters(world)
    assert letter.obstacle.endswith(f"with the request_id {request_id or letter.id}")


def test_without_a_dead_letter_queue_that_is_said(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DLQ_URL")
    assert "DLQ_URL is missing" in dlq("list", code=1).output
