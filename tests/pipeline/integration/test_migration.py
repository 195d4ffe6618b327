"""The schema, also on a database that had its tables before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Thread
from typing import Any

import pytest
from feed_scene import connect
from waiting import wait_until

from pipeline.config import DatabaseSettings
from pipeline.database import Database
from pipeline.errors import DatabaseRefused, MigrationBlocked, SchemaBehind
from pipeline.handler import _parts, lambda_handler
from pipeline.migrations import check_schema, migrate
from pipeline.patience import Patience

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
    with closing(connect(env)) as connection:
        connection.autocommit = True
        connection.cursor().execute(OLD)
        migrate(DatabaseSettings.from_env(env))
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


def test_each_migration_runs_once(world: Any, old_database: str) -> None:
    settings = DatabaseSettings.from_env({**world.env, "DB_NAME": old_database})
    assert migrate(settings)[:2] == ["000_migrations", "001_schema"]
    assert migrate(settings) == []


def test_a_migration_that_fails_leaves_nothing_and_is_done_the_next_time(
    world: Any, old_database: str
) -> None:
    env = {**world.env, "DB_NAME": old_database}
    settings = DatabaseSettings.from_env(env)
    with closing(connect(env)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("CREATE SCHEMA facebook_test")
        cursor.execute("CREATE VIEW facebook_test.feed_outbox AS SELECT 1 AS id")
        with pytest.raises(DatabaseRefused):
            migrate(settings)
        cursor.execute("SELECT FROM pg_trigger WHERE tgname = 'check_generated_feed'")
        assert cursor.rowcount == 0
        cursor.execute("DROP VIEW facebook_test.feed_outbox")
    assert migrate(settings)[0] == "003_delivery"
    check_schema(Database(settings))


def test_a_migration_behind_a_long_reader_holds_nobody_up(world: Any, old_database: str) -> None:
    """A report or a backup is in the way of new columns, but nobody queues behind those."""
    env = {**world.env, "DB_NAME": old_database}
    settings, done = DatabaseSettings.from_env(env), list[list[str]]()
    with closing(connect(env)) as setup, closing(connect(env)) as reader:
        setup.cursor().execute(OLD)
        setup.commit()
        reader.cursor().execute("SELECT FROM facebook_test.generated_feeds")
        eager = Patience(limit=600, first_pause=0.2, longest_pause=0.5)
        thread = Thread(target=lambda: done.append(migrate(settings, patience=eager)))
        thread.start()
        wait_until(lambda: waits_for_a_lock(world, old_database))
        setup.cursor().execute("SET statement_timeout = '100s'")
        setup.cursor().execute("SELECT FROM facebook_test.generated_feeds")
        setup.commit()
        reader.rollback()
        thread.join(100)
    assert len(done[0]) > 3


def test_who_does_not_let_go_of_a_table_is_named(world: Any, old_database: str) -> None:
    env = {**world.env, "DB_NAME": old_database}
    with closing(connect(env)) as reader:
        reader.cursor().execute(OLD)
        reader.commit()
        reader.cursor().execute("SET application_name = 'monthly report'")
        reader.cursor().execute("SELECT FROM facebook_test.generated_feeds")
        with pytest.raises(
            MigrationBlocked, match=r"001_schema .* \(monthly report\) has been in one"
        ):
            migrate(DatabaseSettings.from_env(env), patience=Patience(limit=0))


def test_an_index_that_was_left_unfinished_is_built_anew(world: Any, old_database: str) -> None:
    env = {**world.env, "DB_NAME": old_database}
    settings = DatabaseSettings.from_env(env)
    migrate(settings)
    with closing(connect(env)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("DELETE FROM facebook_test.feed_migrations WHERE name = '006_indexes'")
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false "
            "WHERE indexrelid = 'facebook_test.products_user_sub_id'::regclass"
        )
        assert migrate(settings) == ["006_indexes"]
        cursor.execute("SELECT FROM pg_index WHERE NOT indisvalid")
        assert cursor.rowcount == 0


def test_two_migrations_at_once_are_one_after_the_other(world: Any, old_database: str) -> None:
    settings = DatabaseSettings.from_env({**world.env, "DB_NAME": old_database})
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: migrate(settings), range(2)))
    assert sorted(map(bool, both)) == [False, True]


def test_a_function_takes_nothing_before_the_migration(world: Any, old_database: str) -> None:
    _parts.cache_clear()
    with pytest.raises(SchemaBehind, match="run pipeline migrate"):
        lambda_handler({"Records": []}, None)
    migrate(DatabaseSettings.from_env({**world.env, "DB_NAME": old_database}))
    assert lambda_handler({"Records": []}, None) == {"batchItemFailures": []}
    _parts.cache_clear()


def waits_for_a_lock(world: Any, database: str) -> bool:
    found = world.sql(
        "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", database
    )
    return bool(found)
