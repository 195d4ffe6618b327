"""Run the statements of ``sql/queries`` by name.

Ids are passed as text: PostgreSQL reads them as whatever type the column has.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from psycopg2.errors import InvalidTextRepresentation, NumericValueOutOfRange
from psycopg2.extensions import connection as Connection
from psycopg2.extras import RealDictCursor

_NO_SUCH_ID = (InvalidTextRepresentation, NumericValueOutOfRange)
"""What PostgreSQL says to an id that can't even be one, such as 'x' for a number."""


@cache
def query(name: str) -> str:
    """The text of ``sql/queries/NAME.sql``."""
    return (files("pipeline") / "sql" / "queries" / f"{name}.sql").read_text("utf-8")


def execute(connection: Connection, name: str, **values: object) -> int:
    """Run a statement; returns how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(query(name), values)
        return cursor.rowcount


def rows(connection: Connection, name: str, **values: object) -> list[Mapping[str, Any]]:
    """All rows that a statement gives."""
    with connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(query(name), values)
        return list(cursor.fetchall())


def one_row(connection: Connection, name: str, **values: object) -> Mapping[str, Any] | None:
    """The row of an id, or None, also where the id can't be one."""
    with connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute("SAVEPOINT one_row")
        try:
            cursor.execute(query(name), values)
            return cursor.fetchone()
        except _NO_SUCH_ID:
            cursor.execute("ROLLBACK TO SAVEPOINT one_row")
            return None
