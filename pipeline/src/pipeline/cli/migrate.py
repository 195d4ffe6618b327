"""``pipeline migrate``: the tables."""

from __future__ import annotations

import os

from pipeline.cli.terminal import one_line_errors, screen


def migrate() -> None:
    """Create or complete the database schema. Safe to run again.

    Needs DB_HOST, DB_NAME, DB_USER and DB_PASSWORD (and DB_PORT, if it isn't 5432).
    """
    from pipeline.config import DatabaseSettings
    from pipeline.database import Database
    from pipeline.database import migrate as run_migrations
    from pipeline.secrets import with_secrets

    with one_line_errors():
        database = Database(DatabaseSettings.from_env(with_secrets(os.environ)))
        for name in run_migrations(database):
            screen.print(f"{name}: done", highlight=False)
        database.close()
