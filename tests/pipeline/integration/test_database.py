"""Which failures of the database pass, and which come back at the next try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from pipeline.config import DatabaseSettings
from pipeline.database import Database
from pipeline.errors import DatabaseRefused, DatabaseUnavailable
from pipeline.patience import Patience

QUICK = Patience(limit=0.2, first_pause=0.01)


@pytest.fixture
def database(world: Any) -> Iterator[Database]:
    with closing(Database(DatabaseSettings.from_env(world.env), QUICK)) as database:
        yield database


@pytest.mark.parametrize("code", ["08006", "40001", "40P01", "53300", "57P01", "57014", "25006"])
def test_what_may_pass_is_an_outage(database: Database, code: str) -> None:
    with pytest.raises(DatabaseUnavailable):
        database.run(lambda connection: fail(connection, code))


@pytest.mark.parametrize("code", ["22001", "23505", "22012", "42601", "54000", "54023", "55000"])
def test_what_comes_back_is_a_refusal_and_not_tried_again(database: Database, code: str) -> None:
    tries: list[str] = []

    def work(connection: Any) -> None:
        tries.append(code)
        fail(connection, code)

    with pytest.raises(DatabaseRefused, match="as the test wants"):
        database.run(work)
    assert tries == [code]


def test_a_database_that_does_not_exist_is_a_refusal(world: Any) -> None:
    settings = replace(DatabaseSettings.from_env(world.env), name="no_such_database")
    with pytest.raises(DatabaseRefused, match="no_such_database"):
        Database(settings, QUICK).run(lambda connection: None)


@pytest.mark.parametrize("name", ["outfeed_id", "user_template_id", "request_id"])
def test_an_id_that_fits_into_no_index_is_a_message_that_can_not_be_read(
    world: Any, name: str
) -> None:
    message = json.loads(world.process_body("1"))
    body = json.dumps({**message, "data": message["data"] | {name: "x" * 201}})
    assert world.handle(body) == []
    ((_, attributes),) = world.dead_letters()
    assert attributes["ErrorType"] == "InvalidMessage"
    assert name in attributes["ErrorMessage"]


def fail(connection: Any, code: str) -> None:
    connection.cursor().execute(
        f"DO $$ BEGIN RAISE EXCEPTION 'as the test wants' USING ERRCODE = '{code}'; END $$"
    )
