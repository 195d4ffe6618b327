"""What a sweep gives up, removes and says of itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline import sweep as sweeping
from pipeline.config import Settings
from pipeline.handler import sweep_handler
from pipeline.parts import Parts


def swept(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Sweep once; the metrics that were written, by name and dimension."""
    capfd.readouterr()
    sweep_handler({}, None)
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if '"_aws"' in line]
    found = {}
    for line in lines:
        for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
            found[(metric["Name"], line.get("what"))] = line[metric["Name"]][0]
    return found


def test_rows_and_feeds_that_are_given_up_are_counted(
    world: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    dead = world.add_feed(status="GENERATING")
    world.sql(
        "UPDATE facebook_test.generated_feeds SET lease_until = now() - interval '1 hour', "
        "deaths = 99 WHERE id = %s",
        dead,
    )
    world.sql(
        "INSERT INTO facebook_test.feed_requests "
        "(user_sub, request_key, user_template_id, outfeed_id, tries, updated_at) "
        "VALUES (%s, 'r', '1', 'feed', 99, now() - interval '1 hour')",
        world.user_sub,
    )
    world.sql(
        "INSERT INTO facebook_test.feed_outbox (user_sub, payload, created_at) "
        "VALUES (%s, '{}', now() - interval '1 hour')",
        world.user_sub,
    )
    found = swept(capfd)
    assert found["PicturesFailed", None] == 1
    assert found["FeedsGivenUp", None] == 1
    assert found["OutboxAge", None] >= 3_600_000
    assert found["Swept", "sent"] >= 1
    found = swept(capfd)
    assert (found["FeedsGivenUp", None], found["OutboxAge", None]) == (0, 0)


def test_old_entries_are_removed_a_part_at_a_time(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an outage there may be more of them than one statement removes in its time."""
    monkeypatch.setattr(sweeping, "_PURGED", 3)
    world.sql(
        "INSERT INTO facebook_test.feed_outbox (user_sub, payload, sent_at) "
        "SELECT 'x', '{}', now() - age * interval '1 day' FROM generate_series(0, 10) AS age"
    )
    deletions = []
    execute = sweeping.execute

    def counted(connection: Any, name: str, **values: object) -> int:
        deletions.append(execute(connection, name, **values))
        return deletions[-1]

    monkeypatch.setattr(sweeping, "execute", counted)
    sweeping.sweep(Parts.from_settings(Settings.from_env(world.env)))
    assert len(world.sql("SELECT id FROM facebook_test.feed_outbox")) == 1
    assert max(deletions) == 3
