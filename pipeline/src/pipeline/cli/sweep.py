"""``pipeline sweep``: what nobody works on any more."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pipeline.cli.terminal import one_line_errors


def sweep(
    every: Annotated[
        int | None, typer.Option(min=1, help="Go on, with so many seconds in between.")
    ] = None,
) -> None:
    """Look after rows and feeds that nobody works on any more: once, or until SIGTERM.

    A worker that was killed leaves its row behind; a sweep every minute lets another worker have
    it. Any number may run at once. On AWS the same code is pipeline.handler.sweep_handler.
    """
    from pipeline.config import Settings
    from pipeline.errors import Unavailable
    from pipeline.log import logger
    from pipeline.parts import Parts
    from pipeline.secrets import with_secrets
    from pipeline.sweep import sweep as run_sweep
    from pipeline.worker.supervisor import stop_on_signals

    with one_line_errors():
        stop = stop_on_signals()
        settings = Settings.from_env(with_secrets(os.environ))
        logger.setLevel(settings.log_level)
        parts = Parts.from_settings(settings)
        while True:
            try:
                run_sweep(parts)
            except Unavailable as error:
                if every is None:
                    raise
                logger.warning("not swept", reason=str(error))
            if every is None or stop.wait(every):
                break
