"""What users keep in the database: templates, fields, products. Only read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import RealDictCursor

from pipeline.statements import one_row, query, rows

Row = Mapping[str, Any]


def template(connection: Connection, template_id: str, user_sub: str) -> str | None:
    """The user's template as JSON text, or None when this user has no such template."""
    row = one_row(connection, "template", template_id=template_id, user_sub=user_sub)
    return None if row is None else row["template_json"] or ""


def fields(connection: Connection) -> list[Row]:
    """All mapping rows: ``label_name``, ``product_map``, ``type``."""
    return rows(connection, "fields")


def products(connection: Connection, user_sub: str, after: str | None, limit: int) -> Iterator[Row]:
    """The user's products by id, the first ``limit`` after the id ``after``, all columns."""
    values = {"user_sub": user_sub, "after": after, "limit": limit}
    with connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(query("products"), values)
        yield from cursor
