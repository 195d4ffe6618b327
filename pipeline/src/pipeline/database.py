"""Run units of work in PostgreSQL transactions, again when the connection fails."""

from __future__ import annotations

import math
import re
import select
import time
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TypeVar

import psycopg2
from psycopg2.errorcodes import READ_ONLY_SQL_TRANSACTION
from psycopg2.errors import (
    InsufficientPrivilege,
    InvalidSchemaName,
    UndefinedColumn,
    UndefinedTable,
)
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
from pipeline.errors import DatabaseRefused, DatabaseUnavailable, PipelineError, SchemaBehind
from pipeline.patience import Patience, first_line

Result = TypeVar("Result")

CONNECT_LIMIT = 5.0
"""Seconds that connecting may take."""
ANSWER_LIMIT = 30.0
"""Seconds that the server may take for one statement."""
_CANCEL_LIMIT = 1.0
"""Seconds that connecting to a silent server may take, and telling it to stop."""
_NOT_MIGRATED = (UndefinedTable, UndefinedColumn, InvalidSchemaName, InsufficientPrivilege)
"""What statements meet where ``pipeline migrate`` has not run yet, or a grant is missing."""
_PASSING = ("08", "40", "53", "57", READ_ONLY_SQL_TRANSACTION)
"""Classes of errors that pass: lost connections, deadlocks, too many connections, shutdowns, and
a replica after a failover. All else is wrong again at the next try.
"""
_REFUSED_LOGIN = re.compile(r"authentication failed|database .* does not exist|role .* does not")
"""A login's refusal has no code, only words."""


class Database:
    """One connection, opened when it is first needed and again when it is lost.

    Not to be shared between threads; ``another`` gives a second one.
    """

    def __init__(self, settings: DatabaseSettings, patience: Patience | None = None) -> None:
        self._settings = settings
        self._patience = patience or Patience()
        self._connection: Connection | None = None
        self.place = f"{settings.host}:{settings.port}/{settings.name}"

    def another(self) -> Database:
        """A database of the same settings with a connection of its own."""
        return Database(self._settings, self._patience)

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Do ``work`` in a transaction and commit it.

        ``work`` must be good to run again even after a commit: the connection may be lost
        before the server's answer arrives. An exception of ``work`` rolls back. Raises
        ``DatabaseUnavailable`` when the tries or the time are used up, ``SchemaBehind`` before
        a migration, ``DatabaseRefused`` when a statement itself, or the login, is the fault.
        """
        tries = self._patience.tries("database unavailable", (DatabaseUnavailable,))
        result: Result = tries(self._once, work)
        return result

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

    def _once(self, work: Callable[[Connection], Result]) -> Result:
        try:
            return self.once(work)
        except psycopg2.Error as error:
            raise _kind(error)(place=self.place, reason=first_line(error)) from error

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = connect(self._settings)
        return self._connection


class _PatientConnection(Connection):
    """A connection whose server may take as long for an answer as it needs."""


class _CancellingConnection(Connection):
    """A connection that tells the server to stop what another one asked for."""


class _Silence(psycopg2.OperationalError):
    """The server said nothing."""


def connect(settings: DatabaseSettings, *, patient: bool = False) -> Connection:
    """Connect; a ``patient`` connection waits for its answers as long as they take.

    Raises psycopg2's errors.
    """
    set_wait_callback(_wait)
    return psycopg2.connect(
        host=settings.host,
        port=settings.port,
        dbname=settings.name,
        user=settings.user,
        password=settings.password,
        sslmode=settings.ssl_mode,
        sslrootcert=settings.ssl_root_certificate,
        application_name="feedloom-pipeline",
        tcp_user_timeout=20_000,
        keepalives_idle=60,
        connection_factory=_PatientConnection if patient else None,
    )


def _kind(error: psycopg2.Error) -> type[PipelineError]:
    """What it means; an error without a code comes from the connection itself."""
    if isinstance(error, _NOT_MIGRATED):
        return SchemaBehind
    if error.pgcode:
        passes = error.pgcode.startswith(_PASSING)
    else:
        passes = not _REFUSED_LOGIN.search(str(error)) and isinstance(
            error, psycopg2.OperationalError | psycopg2.InterfaceError
        )
    return DatabaseUnavailable if passes else DatabaseRefused


def _wait(connection: Connection) -> None:
    """Wait for the server's answer, but not for ever.

    A server that takes connections and says nothing would hold psycopg2 without end, and a
    statement_timeout would neither help against that nor be let through by RDS Proxy.
    """
    connecting = connection.status == STATUS_SETUP
    if isinstance(connection, _CancellingConnection):
        limit = _CANCEL_LIMIT
    elif isinstance(connection, _PatientConnection) and not connecting:
        limit = math.inf
    else:
        limit = CONNECT_LIMIT if connecting else ANSWER_LIMIT
    limit = max(min(limit, time_left()), 0.0)
    end = time.monotonic() + limit
    try:
        while (state := connection.poll()) != POLL_OK:
            reading = [connection.fileno()] if state == POLL_READ else []
            writing = [connection.fileno()] if state == POLL_WRITE else []
            left = None if math.isinf(end) else max(end - time.monotonic(), 0.0)
            if not any(select.select(reading, writing, [], left)):
                raise _Silence(f"no answer within {limit:.3g} s")
    except (_Silence, KeyboardInterrupt):
        if not connecting and not isinstance(connection, _CancellingConnection):
            _cancel(connection)
        raise


def _cancel(connection: Connection) -> None:
    """Ask the server to stop what nobody waits for any more, such as a place in a lock's queue.

    On a second connection: psycopg2's own ``cancel`` would hold all threads of the process for
    as long as the server says nothing.
    """
    info = connection.info
    with suppress(psycopg2.Error):
        second = psycopg2.connect(
            host=info.host,
            port=info.port,
            dbname=info.dbname,
            user=info.user,
            password=info.password,
            connection_factory=_CancellingConnection,
        )
        with closing(second), second.cursor() as cursor:
            cursor.execute("SELECT pg_cancel_backend(%s)", (info.backend_pid,))
