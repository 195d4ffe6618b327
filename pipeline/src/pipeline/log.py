"""The pipeline's log: one JSON object per line, without tokens and without designs.

Inside of ``context`` every line carries what the work is about: the message, the request, the
row, the product, and the user as a hash, by which lines of one user can be found.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from aws_lambda_powertools.logging import Logger

SERVICE = os.environ.get("POWERTOOLS_SERVICE_NAME") or "feedloom-pipeline"

logger = Logger(service=SERVICE)


@contextmanager
def context(**keys: object) -> Iterator[None]:
    """Give the lines that this thread logs in the block further keys, but for those of None."""
    before = logger.thread_safe_get_current_keys().copy()
    logger.thread_safe_append_keys(
        **{name: value for name, value in keys.items() if value is not None}
    )
    try:
        yield
    finally:
        logger.thread_safe_clear_keys()
        logger.thread_safe_append_keys(**before)


def user_hash(user_sub: str) -> str:
    """The same twelve digits for the same user. No name stands there, but who knows a user's name
    can make its digits and find its lines.
    """
    return sha256(user_sub.encode("utf-8", "backslashreplace")).hexdigest()[:12]
