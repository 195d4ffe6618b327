"""The whole stack on loopback: PostgreSQL, SQS, S3 and an issuer, ready for use."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import DatabaseSettings
from pipeline.local.aws import aws
from pipeline.local.issuer import issuer
from pipeline.local.postgres import postgres
from pipeline.local.service import Service
from pipeline.migrations import migrate


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack: the variables that a process needs to use it, and its servers."""

    env: dict[str, str]
    services: tuple[Service, ...]

    def ended(self) -> list[str]:
        """The names of servers that ended on their own."""
        return [service.name for service in self.services if service.ended]


@contextmanager
def local_stack(environ: Mapping[str, str]) -> Iterator[Stack]:
    """Run the stack while the block runs; its schema, queues and bucket are there.

    With ``DB_HOST`` in ``environ`` that database is used instead of a fresh one of our own.
    Raises ``ServiceDidNotStart``; whatever was started is ended all the same.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedloom-")))
        services: list[Service] = []
        if environ.get("DB_HOST"):
            settings = DatabaseSettings.from_env(environ)
        else:
            settings, server = stack.enter_context(postgres())
            services.append(server)
        variables, server = stack.enter_context(aws(folder))
        services.append(server)
        tenant = stack.enter_context(issuer(folder))
        migrate(settings)
        env = {
            **variables,
            **_database_variables(settings),
            **tenant,
            "GOOGLE_API_KEY": "not-used-locally",
            "RENDERER_GOOGLE_FONTS": "0",
            "ALLOW_HOSTS": "127.0.0.1,localhost",
            "LOG_LEVEL": "INFO",
        }
        yield Stack(env, tuple(services))


def write_env_file(path: Path, env: Mapping[str, str]) -> None:
    """Write ``KEY=VALUE`` lines that only we may read; the file appears complete or not at all."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}-", delete=False
    ) as file:
        file.writelines(f"{name}={value}\n" for name, value in env.items())
    os.replace(file.name, path)


def _database_variables(settings: DatabaseSettings) -> dict[str, str]:
    return {
        "DB_HOST": settings.host,
        "DB_PORT": str(settings.port),
        "DB_NAME": settings.name,
        "DB_USER": settings.user,
        "DB_PASSWORD": settings.password,
    }
