"""``pipeline migrate``: the tables."""

from __future__ import annotations

import os

from pipeline.cli.terminal import one_line_errors, screen


def migrate() -> None:
    """Bring the database schema up to date: before the first start, and before every update.

    Feeds may be worked on meanwhile; a version that runs already goes on with the newer schema.
    Each migration runs once. Needs DB_HOST, DB_NAME, DB_USER and DB_PASSWORD (and DB_PORT, if it
    isn't 5432), and a direct connection: no RDS Proxy or pooler in between.
    """
    from pipeline.config import DatabaseSettings
    from pipeline.migrations import migrate as run_migrations
    from pipeline.secrets import with_secrets

    def say(name: str) -> None:
        screen.print(f"{name} ...", highlight=False)

    with one_line_errors():
        settings = DatabaseSettings.from_env(with_secrets(os.environ))
        done = run_migrations(settings, say)
        screen.print(f"{len(done)} migrations done" if done else "the schema is up to date")
