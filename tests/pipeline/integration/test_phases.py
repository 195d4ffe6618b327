"""From a process message to rows, messages and pictures, over real servers."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from typing import Any

import pytest
import requests
from PIL import Image, ImageChops
from waiting import PATIENCE

import renderer
from pipeline.config import Settings
from pipeline.errors import LeaseHeld
from pipeline.handler import handle_record, lambda_handler
from pipeline.parts import Parts


def test_a_feed_becomes_pictures(world: Any) -> None:
    template_id = world.add_template()
    world.add_fields(title="title", price="price")
    for number in range(12):
        world.add_product(title=f"Mug {number}", price=f"{number}.50 EUR")

    assert world.handle(world.process_body(template_id)) == []
    rows = world.feeds()
    assert len(rows) == 12
    for row in rows:
        assert row["status"] == "PROCESSED"
        assert row["user_template_id"] == template_id
        assert row["outfeed_id"] == "feed"
        assert row["created_at"] is not None
        assert row["updated_at"] is not None
    texts = {shown(row["generated_json"]) for row in rows}
    assert texts == {(f"Mug {number}", f"{number}.50 EUR") for number in range(12)}

    messages = world.queued()
    assert {json.loads(body)["data"]["generated_feed_id"] for body in messages} == {
        row["id"] for row in rows
    }

    assert world.handle(*messages[:10]) == []
    assert world.handle(*messages[10:]) == []
    for row in world.feeds():
        assert row["status"] == "GENERATED"
        assert row["error_message"] is None
        assert row["updated_at"] > row["created_at"]
        expected = renderer.render(row["generated_json"])
        assert same_pixels(world.picture(row["id"]), expected)
    assert world.dead_letters() == []
    assert world.queued() == []


def test_the_address_of_a_picture_leads_to_it(world: Any) -> None:
    feed_id = world.add_feed()
    world.handle(generate_body(feed_id))
    url = world.feed(feed_id)["generated_img_url"]
    assert "auth0%7C" in url
    answer = requests.get(url, timeout=PATIENCE)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


def test_a_user_sees_only_their_own_template_and_products(world: Any) -> None:
    template_id = world.add_template()
    world.add_fields(title="title")
    world.add_product(title="Mine")
    mine, world.user_sub = world.user_sub, f"{world.user_sub}-stranger"
    world.add_product(title="Theirs")
    assert world.handle(world.process_body(template_id)) == []
    ((_, attributes),) = world.dead_letters()
    assert attributes["ErrorType"] == "TemplateNotFound"
    world.user_sub = mine
    world.handle(world.process_body(template_id))
    assert [shown(row["generated_json"])[0] for row in world.feeds()] == ["Mine"]


def test_a_repeated_generate_message_draws_once(world: Any) -> None:
    feed_id = world.add_feed()
    assert world.handle(generate_body(feed_id), generate_body(feed_id)) == []
    first = world.feed(feed_id)
    assert world.handle(generate_body(feed_id)) == []
    assert world.feed(feed_id) == first
    assert world.dead_letters() == []


@pytest.mark.parametrize("status", ["GENERATING", "GENERATED", "GENERATION_FAIL"])
def test_a_row_in_another_state_is_left_alone(world: Any, status: str) -> None:
    feed_id = world.add_feed(status=status)
    before = world.feed(feed_id)
    assert world.handle(generate_body(feed_id)) == []
    assert world.feed(feed_id) == before


@pytest.mark.parametrize("feed_id", ["no-such-row", 123456789])
def test_a_message_for_no_row_is_skipped(world: Any, feed_id: object) -> None:
    assert world.handle(generate_body(feed_id)) == []
    assert world.dead_letters() == []


def test_a_row_without_a_design_is_skipped(world: Any) -> None:
    feed_id = world.add_feed(design=None)
    assert world.handle(generate_body(feed_id)) == []
    assert world.feed(feed_id)["status"] == "PROCESSED"


def test_of_several_workers_one_gets_the_row(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    feed_id = world.add_feed()
    drawn: list[str] = []
    draw = renderer.ImageProcessor.combine_images

    def counted(self: Any, design: Any) -> Image.Image:
        drawn.append(feed_id)
        return draw(self, design)

    monkeypatch.setattr(renderer.ImageProcessor, "combine_images", counted)
    settings = Settings.from_env(world.env)
    start = threading.Barrier(4)

    def work() -> None:
        parts = Parts.from_settings(settings)
        parts.database.run(lambda connection: None)
        start.wait()
        with suppress(LeaseHeld):
            handle_record({"messageId": "1", "body": generate_body(feed_id)}, parts)
        parts.database.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert drawn == [feed_id]
    assert world.feed(feed_id)["status"] == "GENERATED"


def test_one_bad_record_leaves_the_other_nine_alone(world: Any) -> None:
    good = [world.add_feed() for _ in range(8)]
    broken = world.add_feed(design={"width": "wide", "pages": 3})
    bodies = [generate_body(feed_id) for feed_id in good]
    batch = [*bodies[:4], "{not json", *bodies[4:], generate_body(broken)]
    assert world.handle(*batch) == []
    assert {world.feed(feed_id)["status"] for feed_id in good} == {"GENERATED"}
    assert world.feed(broken)["status"] == "GENERATION_FAIL"
    assert world.feed(broken)["error_message"]
    assert [body for body, _ in world.dead_letters()] == ["{not json"]


def test_a_feed_without_products_is_handled(world: Any) -> None:
    assert world.handle(world.process_body(world.add_template())) == []
    assert world.feeds() == []
    assert world.queued() == []


def test_numbers_as_ids_work_like_texts(world: Any) -> None:
    world.sql(
        "INSERT INTO facebook_test.user_templates (id, user_sub, template_json) "
        "VALUES (%s, %s, %s)",
        4711,
        world.user_sub,
        json.dumps({"width": 1, "height": 1, "pages": []}),
    )
    world.add_product(title="Mug")
    assert world.handle(world.process_body(4711)) == []
    assert [row["user_template_id"] for row in world.feeds()] == ["4711"]
    world.sql("DELETE FROM facebook_test.user_templates WHERE id = '4711'")


def test_the_order_of_a_designs_keys_survives(world: Any) -> None:
    filters = {"sepia": {}, "a": {"intensity": 1}, "contrast": {}}
    child = {"type": "image", "src": "x", "filters": filters}
    template_id = world.add_template({"pages": [{"children": [child]}]})
    world.add_product(title="Mug")
    world.handle(world.process_body(template_id))
    (row,) = world.feeds()
    written = row["generated_json"]["pages"][0]["children"][0]["filters"]
    assert list(written) == list(filters)


def test_an_event_of_no_records_is_answered(world: Any) -> None:
    assert lambda_handler({"Records": []}, None) == {"batchItemFailures": []}


def generate_body(feed_id: object) -> str:
    return json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})


def shown(design: dict[str, Any]) -> tuple[str, ...]:
    return tuple(child["text"] for child in design["pages"][0]["children"])


def same_pixels(one: Image.Image, other: Image.Image) -> bool:
    difference = ImageChops.difference(one.convert("RGBA"), other.convert("RGBA"))
    return one.size == other.size and difference.getbbox(alpha_only=False) is None
