"""The schema, also on a database that had its tables before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from feed_scene import connect

from pipeline.config import DatabaseSettings
from pipeline.database import Database, migrate

OLD = """
    CREATE SCHEMA facebook_test;
    CREATE TABLE facebook_test.user_templates (
        id bigserial PRIMARY KEY, user_sub varchar(255), template_json jsonb
    );
    CREATE TABLE facebook_test.fields (label_name text, product_map text, type text);
    CREATE TABLE facebook_test.products (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_sub text, title text
    );
    CREATE TABLE facebook_test.generated_feeds (
        id bigserial PRIMARY KEY, generated_json jsonb, outfeed_id integer,
        user_template_id bigint, user_sub varchar(255), status varchar(32)
    );
    INSERT INTO facebook_test.generated_feeds (status, user_sub) VALUES ('DONE', 'before')
"""


@pytest.fixture
def old_database(world: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with the tables of another time, before it is migrated."""
    name = f"old_{world.user_sub[-32:]}"
    world.sql(f"CREATE DATABASE {name}")
    monkeypatch.setenv("DB_NAME", name)
    yield name
    world.sql(f"DROP DATABASE {name} WITH (FORCE)")


def test_tables_that_were_there_before_are_completed_and_used(
    world: Any, old_database: str
) -> None:
    env = {**world.env, "DB_NAME": old_database}
    database = Database(DatabaseSettings.from_env(env))
    with closing(connect(env)) as connection:
        connection.autocommit = True
        connection.cursor().execute(OLD)
        migrate(database)
        migrate(database)
        database.close()
        world.connection, before = connection, world.connection
        world.sql(
            "INSERT INTO facebook_test.products (user_sub, title) VALUES (%s, 'Mug')",
            world.user_sub,
        )
        body = json.loads(world.process_body(world.add_template()))
        body["data"]["outfeed_id"] = 7
        assert world.handle(json.dumps(body), json.dumps(body)) == []
        assert world.handle(*world.queued()) == []
        rows = world.sql("SELECT * FROM facebook_test.generated_feeds ORDER BY id")
        world.connection = before
    assert [row["status"] for row in rows] == ["DONE", "GENERATED", "GENERATED"]
    assert rows[1]["id"] == 2
    assert rows[1]["outfeed_id"] == 7
    assert world.dead_letters() == []
