"""``pipeline worker``: the phases on a machine that is not Lambda."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pipeline.cli.terminal import one_line_errors


def worker(
    wait: Annotated[
        int, typer.Option(min=0, max=20, help="Seconds that one poll of the queue waits.")
    ] = 5,
) -> None:
    """Handle messages until SIGTERM or Ctrl-C, with the same code that runs on Lambda.

    The batch in hand is finished before it stops. Start several to use several cores.
    """
    from pipeline.config import Settings
    from pipeline.log import logger
    from pipeline.parts import Parts
    from pipeline.worker import stop_on_signals, work

    with one_line_errors():
        stop = stop_on_signals()
        settings = Settings.from_env(os.environ)
        logger.setLevel(settings.log_level)
        work(Parts.from_settings(settings), stop, wait)
