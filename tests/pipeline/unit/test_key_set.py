"""How the issuer's keys are kept, refetched, and missed."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from auth0.authentication.exceptions import TokenValidationError
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from pipeline import auth
from pipeline.auth import KeySet
from pipeline.errors import IssuerUnavailable, SigningKeyUnknown
from pipeline.local.issuer import public_jwk
from pipeline.patience import Patience

KEY = generate_private_key(public_exponent=65537, key_size=2048)


class Tenant:
    """Stands for the HTTP request: answers with ``keys``, or fails while ``down``."""

    def __init__(self) -> None:
        self.keys: Any = [public_jwk(KEY, "first")]
        self.down = False
        self.requests = 0

    def get(self, url: str, **options: Any) -> Any:
        self.requests += 1
        assert options["timeout"]
        assert options["allow_redirects"] is False
        if self.down:
            raise requests.ConnectionError
        return self

    status_code = 200

    def json(self) -> Any:
        return {"keys": self.keys}


@pytest.fixture
def tenant(monkeypatch: pytest.MonkeyPatch) -> Tenant:
    tenant = Tenant()
    monkeypatch.setattr(requests, "get", tenant.get)
    return tenant


@pytest.fixture
def keys() -> KeySet:
    return KeySet("https://tenant/.well-known/jwks.json", Patience(limit=0))


def test_keys_are_fetched_once(tenant: Tenant, keys: KeySet) -> None:
    for _ in range(3):
        keys.get_key("first")
    assert tenant.requests == 1


def test_a_new_key_is_fetched_when_it_is_first_seen(
    tenant: Tenant, keys: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.get_key("first")
    tenant.keys.append(public_jwk(KEY, "second"))
    monkeypatch.setattr(auth, "REFETCH_PAUSE", 0)
    keys.get_key("second")
    assert tenant.requests == 2


def test_unknown_keys_cause_one_refetch_per_pause(tenant: Tenant, keys: KeySet) -> None:
    keys.get_key("first")
    for number in range(5):
        with pytest.raises(SigningKeyUnknown):
            keys.get_key(f"unknown-{number}")
    assert tenant.requests == 1


def test_a_key_that_was_published_since_the_last_fetch_is_only_unknown_yet(
    tenant: Tenant, keys: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.get_key("first")
    tenant.keys.append(public_jwk(KEY, "second"))
    with pytest.raises(SigningKeyUnknown):
        keys.get_key("second")
    monkeypatch.setattr(auth, "REFETCH_PAUSE", 0)
    assert keys.get_key("second")


def test_a_key_that_a_fetch_of_its_own_does_not_bring_is_none_of_the_issuers(
    tenant: Tenant, keys: KeySet
) -> None:
    with pytest.raises(TokenValidationError, match="not one of the issuer's"):
        keys.get_key("second")
    assert tenant.requests == 1


@pytest.mark.parametrize("answer", [[], [{"kty": "EC", "kid": "ec"}]])
def test_an_answer_without_a_key_to_verify_with_costs_no_known_key(
    tenant: Tenant, keys: KeySet, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    keys.get_key("first")
    monkeypatch.setattr(auth, "REFETCH_PAUSE", 0)
    tenant.keys = answer
    with pytest.raises(IssuerUnavailable, match="is an RSA key to verify with"):
        keys.get_key("second")
    assert keys.get_key("first")


def test_old_keys_stay_when_a_refetch_fails(
    tenant: Tenant, keys: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.get_key("first")
    monkeypatch.setattr(auth, "REFETCH_PAUSE", 0)
    monkeypatch.setattr(keys, "_cache_ttl", -1)
    tenant.down = True
    assert keys.get_key("first")
    assert tenant.requests == 2


def test_an_unknown_key_can_not_be_judged_while_the_issuer_is_down(
    tenant: Tenant, keys: KeySet, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.get_key("first")
    monkeypatch.setattr(auth, "REFETCH_PAUSE", 0)
    tenant.down = True
    with pytest.raises(IssuerUnavailable):
        keys.get_key("second")
    monkeypatch.setattr(auth, "REFETCH_PAUSE", 30)
    with pytest.raises(IssuerUnavailable):
        keys.get_key("second")


def test_without_any_keys_a_failing_issuer_is_asked_again(tenant: Tenant) -> None:
    patient = KeySet("https://tenant/.well-known/jwks.json", Patience(limit=5, first_pause=0))
    tenant.down = True
    answer = tenant.get

    def recovering(url: str, **options: Any) -> Any:
        tenant.down = tenant.requests < 2
        return answer(url, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "get", recovering)
        assert patient.get_key("first")
    assert tenant.requests == 3


@pytest.mark.parametrize("answer", [None, "keys", 3])
def test_an_answer_that_is_no_key_set_is_a_failing_issuer(
    tenant: Tenant, keys: KeySet, answer: object
) -> None:
    tenant.keys = answer
    with pytest.raises(IssuerUnavailable):
        keys.get_key("first")


@pytest.mark.parametrize(
    "stranger",
    [
        {"kty": "EC", "kid": "ec", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        public_jwk(KEY, "encryption") | {"use": "enc"},
        "text",
        None,
    ],
)
def test_other_entries_of_a_key_set_are_passed_over(
    tenant: Tenant, keys: KeySet, stranger: Any
) -> None:
    tenant.keys.insert(0, stranger)
    assert keys.get_key("first")
    assert list(keys._cache_value) == ["first"]


def test_a_key_too_small_for_rs256_is_passed_over(tenant: Tenant, keys: KeySet) -> None:
    small = generate_private_key(public_exponent=65537, key_size=1024)
    tenant.keys.append(public_jwk(small, "small"))
    with pytest.raises(TokenValidationError):
        keys.get_key("small")
