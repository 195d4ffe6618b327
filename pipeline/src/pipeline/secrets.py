"""Complete the environment with secrets from AWS Secrets Manager.

``SECRET_IDS`` names secrets, comma separated. Each is a JSON object whose keys are those of RDS's
secrets (``username``, ``password``, ``host``, ...) or names of our variables
(``AUTH0_DOMAIN``, ``GOOGLE_API_KEY``, ...). What the environment says itself goes before.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import SecretUnavailable
from pipeline.log import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider

KEPT = 300
"""Seconds that a secret is used before it is read again: so long a rotated one may be unknown."""
_OF_RDS = {
    "host": "DB_HOST",
    "port": "DB_PORT",
    "dbname": "DB_NAME",
    "username": "DB_USER",
    "password": "DB_PASSWORD",
}


_ASKED_AGAIN = 30
"""Seconds after a failure in which the service is left in peace, where an older value is known."""
_kept: dict[str, Mapping[str, Any]] = {}
_failed_at: dict[str, float] = {}


def with_secrets(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, and for what it leaves open the secrets' values.

    A secret that can't be read again keeps the values that it had. Raises ``SecretUnavailable``,
    which never quotes a value, for one that was never read.
    """
    names = [name.strip() for name in environ.get("SECRET_IDS", "").split(",") if name.strip()]
    found: dict[str, str] = {}
    for name in names:
        found |= {_OF_RDS.get(key, key): str(value) for key, value in _secret(name).items()}
    return found | {name: value for name, value in environ.items() if value or name not in found}


def _secret(name: str) -> Mapping[str, Any]:
    """The secret as it is or, while the service is away, as it was."""
    failed_at = _failed_at.get(name, -math.inf)
    if name in _kept and time.monotonic() - failed_at < _ASKED_AGAIN:
        return _kept[name]
    try:
        _kept[name] = _read(name)
    except SecretUnavailable as error:
        if name not in _kept:
            raise
        _failed_at[name] = time.monotonic()
        logger.warning("secret not read again", reason=str(error))
    return _kept[name]


def _read(name: str) -> Mapping[str, Any]:
    from aws_lambda_powertools.utilities.parameters.exceptions import (
        GetParameterError,
        TransformParameterError,
    )

    try:
        value: object = _provider().get(name, max_age=KEPT, transform="json")
    except GetParameterError as error:
        raise SecretUnavailable(name=name, reason=error) from error
    except TransformParameterError:
        value = None
    if not isinstance(value, dict):
        raise SecretUnavailable(name=name, reason="it is no JSON object")
    return value


@cache
def _provider() -> SecretsProvider:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider
    from botocore.config import Config

    patient = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 3})
    return SecretsProvider(boto_config=patient)
