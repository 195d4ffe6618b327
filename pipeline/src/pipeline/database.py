"""Run units of work in PostgreSQL transactions, again when the connection fails."""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from importlib.resources import files
from typing import TypeVar

import psycopg2
from psycopg2.errors import ReadOnlySqlTransaction
from psycopg2.extensions import (
    POLL_OK,
    POLL_READ,
    POLL_WRITE,
    STATUS_SETUP,
    set_wait_callback,
)
from psycopg2.extensions import connection as Connection

from pipeline.config import DatabaseSettings
from pipeline.deadline import time_left
from pipeline.errors import DatabaseRefused, DatabaseUnavailable
from pipeline.patience import Patience, first_line

Result = TypeVar("Result")

CONNECT_LIMIT = 5.0
"""Seconds that connecting may take."""
ANSWER_LIMIT = 30.0
"""Seconds that the server may take for one statement."""
_UNREACHABLE = (psycopg2.OperationalError, psycopg2.InterfaceError, ReadOnlySqlTransaction)
"""Refused or lost connections, shutdowns, deadlocks, silence, and a replica after a failover."""


class Database:
    """One connection, opened when it is first needed and again when it is lost.

    Not to be shared between threads; ``another`` gives a second one.
    """

    def __init__(self, settings: DatabaseSettings, patience: Patience | None = None) -> None:
        self._settings = settings
        self._patience = patience or Patience()
        self._connection: Connection | None = None
        self._place = f"{settings.host}:{settings.port}/{settings.name}"

    def another(self) -> Database:
        """A database of the same settings with a connection of its own."""
        return Database(self._settings, self._patience)

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do ``work`` in a transaction and commit it.

        ``work`` must be good to run again even after a commit: the connection may be lost
        before the server's answer arrives. An exception of ``work`` rolls back. Raises
        ``DatabaseUnavailable`` when the tries or the time are used up, ``DatabaseRefused`` when
        a statement itself is the fault.
        """
        try:
            tries = self._patience.tries("database unreachable", _UNREACHABLE)
            result: Result = tries(self.once, work)
            return result
        except _UNREACHABLE as error:
            raise DatabaseUnavailable(place=self._place, reason=first_line(error)) from error
        except psycopg2.Error as error:
            raise DatabaseRefused(place=self._place, reason=first_line(error)) from error

    def close(self) -> None:
        """Drop the connection, and with it an open transaction."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def once(self, work: Callable[[Connection], Result]) -> Result:
        """As ``run``, but with psycopg2's own errors at once instead of further tries."""
        try:
            connection = self._connected()
            result = work(connection)
            connection.commit()
        except BaseException:
            self.close()
            raise
        return result

    def _connected(self) -> Connection:
        if self._connection is None:
            set_wait_callback(_wait)
            self._connection = psycopg2.connect(
                host=self._settings.host,
                port=self._settings.port,
                dbname=self._settings.name,
                user=self._settings.user,
                password=self._settings.password,
                application_name="feedloom-pipeline",
                tcp_user_timeout=20_000,
            )
        return self._connection


def migrate(database: Database) -> list[str]:
    """Bring the schema up to date and return the names of the files that were run.

    The files run in order in one transaction, one migration at a time; running them again
    changes nothing.
    """
    folder = files("pipeline") / "sql" / "schema"
    scripts = sorted((entry.name, entry.read_text("utf-8")) for entry in folder.iterdir())

    def run_all(connection: Connection) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('feedloom migrate'))")
            for _, script in scripts:
                cursor.execute(script)
        return [name for name, _ in scripts]

    return database.run(run_all)


def _wait(connection: Connection) -> None:
    """Wait for the server's answer, but not for ever.

    A server that takes connections and says nothing would hold psycopg2 without end, and a
    statement_timeout would neither help against that nor be let through by RDS Proxy.
    """
    limit = CONNECT_LIMIT if connection.status == STATUS_SETUP else ANSWER_LIMIT
    end = time.monotonic() + min(limit, time_left())
    while (state := connection.poll()) != POLL_OK:
        reading = [connection.fileno()] if state == POLL_READ else []
        writing = [connection.fileno()] if state == POLL_WRITE else []
        if not any(select.select(reading, writing, [], max(end - time.monotonic(), 0.0))):
            raise psycopg2.OperationalError(f"no answer within {limit:g} s")
