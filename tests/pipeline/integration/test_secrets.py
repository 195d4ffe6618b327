"""Settings that come from Secrets Manager."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from pipeline import secrets
from pipeline.errors import SecretUnavailable
from pipeline.secrets import with_secrets

Add = Callable[[object], str]


@pytest.fixture
def add(world: Any) -> Iterator[Add]:
    """Put a secret into Secrets Manager; gives its ARN."""
    secrets._provider.cache_clear()
    client = boto3.client("secretsmanager")

    def create(value: object) -> str:
        text = value if isinstance(value, str) else json.dumps(value)
        answer = client.create_secret(Name=f"test-{uuid.uuid4().hex}", SecretString=text)
        return str(answer["ARN"])

    yield create
    secrets._provider.cache_clear()


def test_without_secrets_the_environment_stays(world: Any) -> None:
    assert with_secrets({"DB_HOST": "here"}) == {"DB_HOST": "here"}


def test_a_secret_of_rds_is_the_database(add: Add) -> None:
    arn = add({"username": "u", "password": "p", "host": "h", "port": 6432, "engine": "postgres"})
    found = with_secrets({"SECRET_IDS": arn, "DB_NAME": "n"})
    expected = {"DB_USER": "u", "DB_PASSWORD": "p", "DB_HOST": "h", "DB_PORT": "6432"}
    assert {name: found[name] for name in expected} == expected
    assert found["DB_NAME"] == "n"


def test_variables_may_stand_in_a_secret_by_name(add: Add) -> None:
    arns = [add({"AUTH0_DOMAIN": "tenant"}), add({"GOOGLE_API_KEY": "key"})]
    found = with_secrets({"SECRET_IDS": ", ".join(arns), "AUTH0_DOMAIN": ""})
    assert (found["AUTH0_DOMAIN"], found["GOOGLE_API_KEY"]) == ("tenant", "key")


def test_the_environment_goes_before_a_secret(add: Add) -> None:
    arn = add({"host": "from-secret"})
    assert with_secrets({"SECRET_IDS": arn, "DB_HOST": "proxy"})["DB_HOST"] == "proxy"


def test_a_rotated_secret_is_read_again(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    arn = add({"password": "old"})
    assert with_secrets({"SECRET_IDS": arn})["DB_PASSWORD"] == "old"
    client = boto3.client("secretsmanager")
    client.put_secret_value(SecretId=arn, SecretString=json.dumps({"password": "new"}))
    assert with_secrets({"SECRET_IDS": arn})["DB_PASSWORD"] == "old"
    monkeypatch.setattr(secrets, "KEPT", 0)
    secrets._provider.cache_clear()
    assert with_secrets({"SECRET_IDS": arn})["DB_PASSWORD"] == "new"


def test_while_secrets_manager_is_away_the_last_values_are_used(
    add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    arn = add({"password": "old"})
    monkeypatch.setattr(secrets, "KEPT", 0)
    assert with_secrets({"SECRET_IDS": arn})["DB_PASSWORD"] == "old"
    there = os.environ["AWS_ENDPOINT_URL"]
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    secrets._provider.cache_clear()
    assert with_secrets({"SECRET_IDS": arn})["DB_PASSWORD"] == "old"
    monkeypatch.setenv("AWS_ENDPOINT_URL", there)
    secrets._provider.cache_clear()
    monkeypatch.setattr(secrets, "_ASKED_AGAIN", 0)
    client = boto3.client("secretsmanager")
    client.put_secret_value(SecretId=arn, SecretString=json.dumps({"password": "new"}))
    assert with_secrets({"SECRET_IDS": arn})["DB_PASSWORD"] == "new"


@pytest.mark.parametrize("value", ["a plain word", "[1]"])
def test_a_secret_that_is_no_object_is_named_and_not_quoted(add: Add, value: str) -> None:
    arn = add(value)
    with pytest.raises(SecretUnavailable, match="it is no JSON object") as caught:
        with_secrets({"SECRET_IDS": arn})
    assert arn in str(caught.value)
    assert value not in str(caught.value)


def test_a_secret_that_is_not_there_is_named(add: Add) -> None:
    with pytest.raises(SecretUnavailable, match="no-such-secret"):
        with_secrets({"SECRET_IDS": "no-such-secret"})
