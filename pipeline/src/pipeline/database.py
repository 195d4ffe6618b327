"""Run units of work in PostgreSQL transactions, again when the connection fails."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeVar

import psycopg2
from psycopg2.errors import ReadOnlySqlTransaction
from psycopg2.extensions import connection as Connection

from pipeline.config import DatabaseSettings
from pipeline.errors import CommitInterrupted, DatabaseRefused, DatabaseUnavailable
from pipeline.log import logger

Result = TypeVar("Result")

_UNREACHABLE = (psycopg2.OperationalError, psycopg2.InterfaceError, ReadOnlySqlTransaction)
"""Refused or lost connections, shutdowns, deadlocks, and a replica after a failover."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """How often to try, and how long to wait before the next try: doubling, with jitter."""

    attempts: int = 5
    first_wait: float = 0.25

    def wait(self, attempt: int) -> None:
        """Sleep after the failed ``attempt``, counted from 1."""
        time.sleep(self.first_wait * 2 ** (attempt - 1) * random.uniform(0.5, 1.0))


class Database:
    """One connection, opened when it is first needed and again when it is lost.

    Not to be shared between threads.
    """

    def __init__(self, settings: DatabaseSettings, backoff: Backoff | None = None) -> None:
        self._settings = settings
        self._backoff = backoff or Backoff()
        self._connection: Connection | None = None
        self._place = f"{settings.host}:{settings.port}/{settings.name}"

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do ``work`` in a transaction and commit it; ``work`` may run several times.

        An exception of ``work`` rolls back. Raises ``DatabaseUnavailable`` when no attempt
        reached the commit, ``CommitInterrupted`` when one did and its outcome can't be known,
        ``DatabaseRefused`` when a statement itself is the fault.
        """
        for attempt in range(1, self._backoff.attempts + 1):
            try:
                connection = self._connected()
                result = work(connection)
            except _UNREACHABLE as error:
                self.close()
                reason = _first_line(error)
                logger.warning("database unreachable", attempt=attempt, reason=reason)
                if attempt < self._backoff.attempts:
                    self._backoff.wait(attempt)
            except psycopg2.Error as error:
                self.close()
                raise DatabaseRefused(place=self._place, reason=_first_line(error)) from error
            except BaseException:
                self.close()
                raise
            else:
                self._commit(connection)
                return result
        raise DatabaseUnavailable(place=self._place, attempts=self._backoff.attempts, reason=reason)

    def close(self) -> None:
        """Drop the connection, and with it an open transaction."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = psycopg2.connect(
                host=self._settings.host,
                port=self._settings.port,
                dbname=self._settings.name,
                user=self._settings.user,
                password=self._settings.password,
                application_name="feedloom-pipeline",
                connect_timeout=5,
                tcp_user_timeout=20_000,
            )
        return self._connection

    def _commit(self, connection: Connection) -> None:
        try:
            connection.commit()
        except _UNREACHABLE as error:
            self.close()
            raise CommitInterrupted(place=self._place, reason=_first_line(error)) from error
        except psycopg2.Error as error:
            self.close()
            raise DatabaseRefused(place=self._place, reason=_first_line(error)) from error


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


def _first_line(error: Exception) -> str:
    """PostgreSQL's words without the position in the statement."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
