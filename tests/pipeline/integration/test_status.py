"""``pipeline status`` and ``pipeline retry`` on real rows."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from pipeline.cli import app


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
