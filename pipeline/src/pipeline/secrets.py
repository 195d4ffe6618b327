"""Complete the environment with secrets from AWS Secrets Manager.

``SECRET_IDS`` names secrets, comma separated. Each is a JSON object whose keys are those of RDS's
secrets (``username``, ``password``, ``host``, ...) or names of our variables
(``AUTH0_DOMAIN``, ``GOOGLE_API_KEY``, ...). What the environment says itself goes before.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import SecretUnavailable

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


def with_secrets(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, and for what it leaves open the secrets' values.

    Raises ``SecretUnavailable``, which never quotes a value.
    """
    names = [name.strip() for name in environ.get("SECRET_IDS", "").split(",") if name.strip()]
    found: dict[str, str] = {}
    for name in names:
        found |= {_OF_RDS.get(key, key): str(value) for key, value in _secret(name).items()}
    return found | {name: value for name, value in environ.items() if value or name not in found}


def _secret(name: str) -> Mapping[str, Any]:
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

    return SecretsProvider()
