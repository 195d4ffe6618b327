"""``pipeline worker``: the phases on a machine that is not Lambda."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, suppress
from typing import Annotated

import typer

from pipeline.cli.terminal import one_line_errors


def worker(
    processes: Annotated[
        int, typer.Option(min=1, help="Processes; one per core that it may use.")
    ] = 1,
    concurrency: Annotated[
        int, typer.Option(min=1, max=64, help="Messages that a process handles at a time.")
    ] = 1,
    wait: Annotated[
        int, typer.Option(min=0, max=20, help="Seconds that one poll of the queue waits.")
    ] = 5,
    grace: Annotated[
        float, typer.Option(min=0, help="Seconds to finish what is in hand when told to stop.")
    ] = 25.0,
    health_port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Answer GET /live and /ready here.")
    ] = None,
    health_host: Annotated[str, typer.Option(help="The address to answer them at.")] = "127.0.0.1",
) -> None:
    """Handle messages until SIGTERM or Ctrl-C, with the same code that runs on Lambda.

    Told to stop, it takes nothing new, finishes the messages in hand and gives the others back
    to the queue at once. A process that ends on its own is replaced. Exit code 0: all in hand
    was finished; 1: some was given back when the time was up.

    Pictures are drawn by the processor: use a process per core. More than one message at a time
    lets a process draw while it waits for photos, S3 or the database of another.
    """
    from pipeline.config import Settings
    from pipeline.database import Database
    from pipeline.errors import DatabaseUnavailable
    from pipeline.log import logger
    from pipeline.migrations import check_schema
    from pipeline.secrets import with_secrets
    from pipeline.worker.health import health_server
    from pipeline.worker.process import Plan
    from pipeline.worker.supervisor import Supervisor, stop_on_signals

    with one_line_errors(), ExitStack() as stack:
        stop = stop_on_signals()

        def read_settings() -> Settings:
            return Settings.from_env(with_secrets(os.environ))

        settings = read_settings()
        logger.setLevel(settings.log_level)
        with closing(Database(settings.database)) as database, suppress(DatabaseUnavailable):
            check_schema(database)
        plan = Plan(settings, concurrency, wait, grace)
        supervisor = Supervisor(plan, processes, read_settings)
        if health_port is not None:
            server = health_server(health_host, health_port, lambda: supervisor.children)
            port = stack.enter_context(server)
            logger.info("health", address=f"http://{health_host}:{port}")
        if not supervisor.run(stop):
            raise typer.Exit(1)
