"""Bring the database's schema up to date, while others work on it.

Each file of ``sql/schema`` is a migration. It runs once, in a transaction of its own that also
notes its name; a file of indexes that are built CONCURRENTLY runs statement by statement outside
of one. A lock that isn't had soon is asked for again later: whoever waits for the lock of a busy
table holds up all who come after.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files

import psycopg2
from psycopg2.errors import LockNotAvailable, UndefinedTable
from psycopg2.extensions import connection as Connection

from pipeline.config import DatabaseSettings
from pipeline.database import Database, connect
from pipeline.errors import DatabaseRefused, DatabaseUnavailable, MigrationBlocked, SchemaBehind
from pipeline.patience import Patience, first_line
from pipeline.statements import execute, rows

_LOCK_WAIT = "3s"
"""How long a migration, and so everybody behind it, waits for a table's lock."""
PATIENCE = Patience(limit=600.0, first_pause=5.0, longest_pause=15.0)
"""For getting a lock; the pauses let through who had to wait meanwhile."""
_TURN = 0.5
"""Seconds between two looks whether another migration has ended."""
_FOLDER = files("pipeline") / "sql" / "schema"
_STATEMENT_END = re.compile(r";$", re.MULTILINE)
_INDEX = re.compile(r"CREATE INDEX CONCURRENTLY IF NOT EXISTS (\w+)")

Say = Callable[[str], object]


def migrate(
    settings: DatabaseSettings, say: Say = lambda _: None, patience: Patience = PATIENCE
) -> list[str]:
    """Run the migrations that the database has not had; returns their names.

    ``say`` hears each name before it runs. What is interrupted goes on with the next call.
    Raises ``MigrationBlocked`` when others don't let go of a table, ``DatabaseUnavailable`` and
    ``DatabaseRefused``.
    """
    place = f"{settings.host}:{settings.port}/{settings.name}"
    try:
        with closing(connect(settings, patient=True)) as connection:
            connection.autocommit = True
            _wait_for_turn(connection)
            had = _had(connection)
            pending = [migration for migration in _migrations() if migration not in had]
            for migration in pending:
                say(migration)
                _run_patiently(connection, migration, patience)
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise DatabaseUnavailable(place=place, reason=first_line(error)) from error
    except psycopg2.Error as error:
        raise DatabaseRefused(place=place, reason=first_line(error)) from error
    return pending


def check_schema(database: Database) -> None:
    """Raise ``SchemaBehind`` unless the database has had all migrations of this version."""
    had = database.run(lambda connection: {row["name"] for row in rows(connection, "migrations")})
    if missing := [migration for migration in _migrations() if migration not in had]:
        raise SchemaBehind(place=database.place, reason=f"it has not had {', '.join(missing)}")


def _migrations() -> list[str]:
    return sorted(entry.name.removesuffix(".sql") for entry in _FOLDER.iterdir())


def _had(connection: Connection) -> set[str]:
    try:
        return {row["name"] for row in rows(connection, "migrations")}
    except UndefinedTable:
        return set()


def _wait_for_turn(connection: Connection) -> None:
    """Let no two migrations run at once; the connection's end lets the next one begin.

    Asked again and again: who waits inside of a statement has a snapshot, and an index that the
    other one is building would wait for that.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('feedloom migrate'))")
            if cursor.fetchall() == [(True,)]:
                return
            time.sleep(_TURN)


def _run_patiently(connection: Connection, migration: str, patience: Patience) -> None:
    tries = patience.tries(f"{migration} waits for a table", (LockNotAvailable,))
    try:
        tries(_run, connection, migration)
    except LockNotAvailable as error:
        raise MigrationBlocked(name=migration, reason=_holder(connection)) from error


def _holder(connection: Connection) -> str:
    """Who most probably has the lock."""
    for found in rows(connection, "oldest_transaction"):
        return (
            "process {pid} ({application_name}) has been in one transaction for {seconds} s".format(
                **found
            )
        )
    return "others hold it"


def _run(connection: Connection, migration: str) -> None:
    script = (_FOLDER / f"{migration}.sql").read_text("utf-8")
    if _INDEX.search(script):
        for statement in _STATEMENT_END.split(script):
            _build_index(connection, statement)
        execute(connection, "note_migration", migration=migration)
    else:
        with connection, connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
            cursor.execute(script)
            execute(connection, "note_migration", migration=migration)


def _build_index(connection: Connection, statement: str) -> None:
    """Outside of a transaction; what an earlier try left unfinished is built anew."""
    for name in _INDEX.findall(statement):
        with connection.cursor() as cursor:
            if rows(connection, "unfinished_index", index=name):
                cursor.execute(f"DROP INDEX CONCURRENTLY facebook_test.{name}")
            cursor.execute(statement)
