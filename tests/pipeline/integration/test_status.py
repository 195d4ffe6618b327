"""``pipeline status`` and ``pipeline retry`` on real rows."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipeline import feed_requests
from pipeline.cli import app

OURS = ("DB_", "SQS_", "DLQ_", "AUTH0_", "S3_", "GOOGLE_", "AWS_", "RENDERER_")
TEMPLATE = {"width": 9, "height": 9, "pages": [{"id": "p", "children": []}]}


def pipeline(*arguments: str, code: int = 0) -> Result:
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, list(arguments))
    assert done.exit_code == code, done.output
    return done


def failed(world: Any, reason: str) -> str:
    feed_id = world.add_feed(status="GENERATION_FAIL")
    world.sql(
        "UPDATE facebook_test.generated_feeds SET error_message = %s WHERE id = %s",
        reason,
        feed_id,
    )
    return str(feed_id)


def test_a_feed_under_way_is_counted(world: Any) -> None:
    for status in ("PROCESSED", "PROCESSED", "GENERATING", "GENERATED", "GENERATION_FAIL"):
        world.add_feed(status=status)
    done = pipeline("status", "--user", world.user_sub, "--json", code=2)
    found = json.loads(done.output)
    (feed,) = found["feeds"]
    assert feed["outfeed_id"] == "feed"
    assert (feed["total"], feed["waiting"], feed["drawing"]) == (5, 2, 1)
    assert (feed["generated"], feed["failed"], feed["done"]) == (1, 1, 2)
    assert feed["oldest_seconds"] >= 0
    assert not found["finished"]
    assert found["queues"]["queue"] == {"waiting": 0, "in_hand": 0, "delayed": 0}


def test_a_finished_feed_ends_with_exit_code_0(world: Any) -> None:
    world.add_feed(status="GENERATED")
    shown = pipeline("status", "--user", world.user_sub).output
    assert "1/1" in shown
    assert "feed" in shown


def test_watching_ends_when_all_is_done(world: Any) -> None:
    world.add_feed(status="GENERATED")
    assert "1/1" in pipeline("status", "--user", world.user_sub, "--watch").output


def test_a_feed_that_is_not_there_is_said(world: Any) -> None:
    assert "There are no such feeds" in pipeline("status", "--outfeed", "none", code=2).output


def test_failures_that_differ_in_names_and_numbers_only_are_one_reason(world: Any) -> None:
    for number in range(3):
        failed(world, f"pages[0].children[{number}]: http://shop/{number}.jpg answers with 404")
    failed(world, "the template 'a' is broken")
    done = pipeline("status", "--user", world.user_sub, "--json")
    reasons = {one["reason"]: one["count"] for one in json.loads(done.output)["failures"]}
    assert reasons == {
        "pages[N].children[N]: … answers with N": 3,
        "the template … is broken": 1,
    }


def test_failed_rows_that_pass_the_filters_are_tried_again(world: Any) -> None:
    ours = [failed(world, "http://shop/1.jpg answers with STATUS 503") for _ in range(2)]
    other = failed(world, "the template is broken")
    user = ("--user", world.user_sub)
    assert "2 failed" in pipeline("retry", *user, "--reason", "status 503", "--dry-run").output
    assert (
        "2 failed rows are tried again" in pipeline("retry", *user, "--reason", "status 503").output
    )
    assert world.feed(other)["status"] == "GENERATION_FAIL"
    messages = world.queued()
    assert {json.loads(body)["data"]["generated_feed_id"] for body in messages} == set(ours)
    assert world.handle(*messages) == []
    for feed_id in ours:
        assert world.feed(feed_id)["status"] == "GENERATED"
        assert world.feed(feed_id)["error_message"] is None


def test_single_rows_are_tried_again(world: Any) -> None:
    one, other = failed(world, "x"), failed(world, "x")
    assert "1 failed rows" in pipeline("retry", "--row", one).output
    assert world.feed(one)["status"] == "PROCESSED"
    assert world.feed(other)["status"] == "GENERATION_FAIL"


def test_rows_in_other_states_are_left_alone(world: Any) -> None:
    ids = [world.add_feed(status=s) for s in ("PROCESSED", "GENERATING", "GENERATED")]
    before = [world.feed(feed_id) for feed_id in ids]
    assert "0 failed rows" in pipeline("retry", "--user", world.user_sub).output
    assert [world.feed(feed_id) for feed_id in ids] == before


def test_without_a_filter_nothing_is_tried_again(world: Any) -> None:
    feed_id = failed(world, "x")
    assert "name a filter" in pipeline("retry", code=2).output
    assert world.feed(feed_id)["status"] == "GENERATION_FAIL"


def test_looking_and_counting_need_the_database_alone(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed(world, "x")
    only(monkeypatch, "DB_")
    assert "1 failed rows" in pipeline("retry", "--all", "--dry-run").output
    assert "1/1" in pipeline("status").output


def test_another_try_needs_database_and_queue(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    failed(world, "x")
    only(monkeypatch, "DB_", "SQS_", "AWS_")
    assert "1 failed rows" in pipeline("retry", "--all").output


def only(monkeypatch: pytest.MonkeyPatch, *beginnings: str) -> None:
    """Of the variables of a worker, only those."""
    for name in os.environ:
        if name.startswith(OURS) and not name.startswith(beginnings):
            monkeypatch.delenv(name)


def test_a_feed_whose_products_have_not_all_a_row_is_not_finished(world: Any) -> None:
    add_request(world)
    add_row_of_feed(world)
    shown = pipeline("status", "--user", world.user_sub, code=2)
    assert "1/1+" in shown.output
    found = json.loads(pipeline("status", "--user", world.user_sub, "--json", code=2).output)
    assert found["feeds"][0]["unfinished_requests"] == 1
    assert found["feeds"][0]["seconds_left"] is None


def test_a_feed_that_was_given_up_is_shown_and_goes_on_when_asked(world: Any) -> None:
    world.add_product(title="Mug")
    world.add_product(title="Cup")
    assert world.handle(world.process_body(world.add_template()), message_id="r") == []
    world.queued()
    world.sql("DELETE FROM facebook_test.generated_feeds WHERE user_sub = %s", world.user_sub)
    with world.transactions as connection:
        (request,) = world.sql("SELECT id FROM facebook_test.feed_requests")
        stop = "UPDATE facebook_test.feed_requests SET finished_at = NULL, after_product = NULL"
        world.sql(f"{stop}, template_json = %s, fields = '[]'", json.dumps(TEMPLATE))
        feed_requests.finish(connection, request["id"], "no try came to an end")
    add_row_of_feed(world)
    shown = pipeline("status", "--user", world.user_sub, code=1).output
    assert "GIVEN UP" in shown
    assert "no try came to an end" in shown
    pipeline("status", "--user", world.user_sub, "--watch", code=1)
    assert "1 of 1 feeds go on" in pipeline("retry", "--request", str(request["id"])).output
    assert world.handle(*world.queued()) == []
    assert world.handle(*world.queued()) == []
    assert [row["status"] for row in world.feeds()] == ["GENERATED"] * 3
    pipeline("status", "--user", world.user_sub)


def test_a_feed_that_was_asked_for_again_is_given_up_no_more(world: Any) -> None:
    add_request(world, error_message="no try came to an end", finished_at="now()")
    add_request(world, request_key="again", finished_at="now()")
    add_row_of_feed(world)
    pipeline("status", "--user", world.user_sub)


def test_what_is_not_shown_counts_as_unfinished_too(world: Any) -> None:
    add_row_of_feed(world, status="PROCESSED")
    add_row_of_feed(world, outfeed="later")
    shown = pipeline("status", "--limit", "1", code=2).output
    assert "later" in shown
    assert "feed " not in shown.replace("later", "")


def test_two_users_feeds_of_one_name_are_told_apart(world: Any) -> None:
    add_row_of_feed(world)
    world.user_sub = "auth0|another"
    add_row_of_feed(world)
    shown = pipeline("status").output
    assert shown.count("1/1") == 2
    assert "auth0|another" in shown


def test_what_is_old_is_shown_when_it_is_named(world: Any) -> None:
    add_row_of_feed(world)
    world.sql("ALTER TABLE facebook_test.generated_feeds DISABLE TRIGGER check_generated_feed")
    world.sql("UPDATE facebook_test.generated_feeds SET updated_at = now() - interval '9 days'")
    world.sql("ALTER TABLE facebook_test.generated_feeds ENABLE TRIGGER check_generated_feed")
    assert "There are no such feeds" in pipeline("status", code=2).output
    assert "1/1" in pipeline("status", "--days", "10").output
    assert "1/1" in pipeline("status", "--outfeed", "feed").output


def add_request(world: Any, request_key: str = "r", **columns: str) -> None:
    columns = {"finished_at": "NULL", **columns}
    world.sql(
        "INSERT INTO facebook_test.feed_requests "
        "(user_sub, request_key, user_template_id, outfeed_id, error_message, finished_at) "
        f"VALUES (%s, %s, '1', 'feed', %s, {columns['finished_at']})",
        world.user_sub,
        request_key,
        columns.get("error_message"),
    )


def add_row_of_feed(world: Any, outfeed: str = "feed", status: str = "GENERATED") -> None:
    world.sql(
        "INSERT INTO facebook_test.generated_feeds "
        "(generated_json, outfeed_id, user_template_id, user_sub, status) "
        "VALUES ('{}', %s, '1', %s, %s)",
        outfeed,
        world.user_sub,
        status,
    )
