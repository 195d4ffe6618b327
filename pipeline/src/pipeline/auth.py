"""Turn an access token into the user it speaks for, or refuse it.

Threat: anyone who can put a message on the queue may put any token into it. Only a token that
our Auth0 tenant signed for our audience may act for a user; everything else is refused before
the database is touched. One that was good and has expired meanwhile still names its user: it
finds the request that it was accepted for, and opens no other.

Built on auth0-python's verifier, which is made for ID tokens. Here the payload check is that of
an access token (our audience among several, no nonce), times and ``sub`` are checked strictly,
and the key set is fetched with a time limit, kept when a refetch fails, and refetched for an
unknown key at most once per ``REFETCH_PAUSE``. An issuer that can't be reached is
``IssuerUnavailable``, a key that may have been published since is ``SigningKeyUnknown``: worth a
retry, and no statement about the token.

Residual risk: a token that was revoked is good until it expires, as with every JWT.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from auth0.authentication.exceptions import TokenValidationError
from auth0.authentication.token_verifier import (
    AsymmetricSignatureVerifier,
    JwksFetcher,
    TokenVerifier,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from pipeline.config import base_url
from pipeline.errors import AuthenticationFailed, IssuerUnavailable, SigningKeyUnknown
from pipeline.patience import Patience

REFETCH_PAUSE = 30.0
"""Seconds between two fetches that are asked for by an unknown key id."""
CLOCK_SKEW = 5
"""Seconds by which the issuer's clock may be ahead of ours."""
SMALLEST_KEY = 2048
"""Bits; RFC 7518 forbids RS256 with less."""
_FETCH_TIMEOUT = (3.05, 5.0)


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom a token speaks for, and whether the time for that is over."""

    user_sub: str
    expired: bool


class AccessTokenVerifier(TokenVerifier):
    """Verifies Auth0 access tokens of one tenant and audience; thread-safe.

    ``domain`` names the tenant, whose keys are read from ``/.well-known/jwks.json``; ``issuer``
    is what ``iss`` must be, exactly.
    """

    def __init__(
        self, domain: str, audience: str, issuer: str, clock: Callable[[], float] = time.time
    ) -> None:
        keys = KeySet(f"{base_url(domain)}.well-known/jwks.json")
        signatures = AsymmetricSignatureVerifier(keys.url)
        signatures._fetcher = keys
        super().__init__(signatures, issuer, audience)
        self._now = clock

    def grant(self, token: str) -> Grant:
        """What a token says that is valid, or was until it expired.

        Raises ``AuthenticationFailed`` with the reason, which never quotes the token, or
        ``IssuerUnavailable`` or ``SigningKeyUnknown`` when the key to judge it by can't be had.
        """
        try:
            claims = self.verify(token)
            return Grant(str(claims["sub"]), not _seconds(claims, "exp") > self._now())
        except TokenValidationError as error:
            raise AuthenticationFailed(reason=str(error).rstrip(".")) from None
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            reason = f"it is not a signed token ({type(error).__name__})"
            raise AuthenticationFailed(reason=reason) from None

    def _verify_payload(
        self,
        payload: dict[str, Any],
        nonce: str | None = None,
        max_age: int | None = None,
        organization: str | None = None,
    ) -> None:
        """Check the claims of an access token; the other parameters are for ID tokens."""
        now = self._now()
        issuer, audience, subject = (payload.get(name) for name in ("iss", "aud", "sub"))
        audiences = audience if isinstance(audience, list) else [audience]
        if issuer != self.iss:
            raise TokenValidationError(f"its issuer is {issuer!r}, {self.iss!r} is expected")
        if self.aud not in audiences:
            raise TokenValidationError(f"its audience is {audience!r}, {self.aud!r} is expected")
        if not isinstance(subject, str) or not subject.strip():
            raise TokenValidationError("it names no user (sub)")
        _seconds(payload, "exp")
        if _seconds(payload, "iat") > now + CLOCK_SKEW:
            raise TokenValidationError("it was issued in the future (iat)")
        if "nbf" in payload and _seconds(payload, "nbf") > now + CLOCK_SKEW:
            raise TokenValidationError("it is not valid yet (nbf)")


class KeySet(JwksFetcher):
    """The tenant's public keys by id, kept between messages; thread-safe."""

    def __init__(self, url: str, patience: Patience | None = None) -> None:
        super().__init__(url)
        self.url = url
        self._patience = patience or Patience(limit=3.0)
        self._lock = threading.Lock()
        self._last_attempt = 0.0
        self._last_failure: IssuerUnavailable | None = None

    def get_key(self, key_id: str) -> RSAPublicKey:
        """The key of that id.

        Raises ``TokenValidationError`` when the tenant has no such key, ``IssuerUnavailable`` or
        ``SigningKeyUnknown`` when that can't be found out now.
        """
        asked = time.monotonic()
        with self._lock:
            if key_id not in self._cache_value or self._cache_expired():
                self._refetch()
            key = self._cache_value.get(key_id)
            failure, fetched = self._last_failure, self._last_attempt
        if key is not None:
            return key
        if failure is not None:
            raise failure
        if fetched < asked:
            raise SigningKeyUnknown(seconds=asked - fetched)
        raise TokenValidationError("its signing key is not one of the issuer's")

    def _refetch(self) -> None:
        """Fetch the keys unless that was tried just now; after a failure the old ones stay.

        Only who has none yet is patient.
        """
        if self._cache_value and time.monotonic() - self._last_attempt < REFETCH_PAUSE:
            return
        self._last_attempt = time.monotonic()
        try:
            patience = Patience(limit=0) if self._cache_value else self._patience
            tries = patience.tries("issuer unreachable", (IssuerUnavailable,))
            self._cache_value, self._last_failure = tries(_fetch, self.url), None
            self._cache_date = time.time()
        except IssuerUnavailable as failure:
            self._last_failure = failure


def _fetch(url: str) -> dict[str, RSAPublicKey]:
    try:
        response = requests.get(url, timeout=_FETCH_TIMEOUT, allow_redirects=False)
        entries = response.json()["keys"] if response.status_code == 200 else None
    except (requests.JSONDecodeError, KeyError, TypeError):
        entries = None
    except requests.RequestException as error:
        raise IssuerUnavailable(url=url, reason=type(error).__name__) from None
    if not isinstance(entries, list):
        reason = f"the answer (HTTP status {response.status_code}) is not a key set"
        raise IssuerUnavailable(url=url, reason=reason)
    keys = dict(pair for entry in entries if (pair := _signing_key(entry)) is not None)
    if not keys:
        reason = f"none of the {len(entries)} keys of the answer is an RSA key to verify with"
        raise IssuerUnavailable(url=url, reason=reason)
    return keys


def _signing_key(entry: Any) -> tuple[str, RSAPublicKey] | None:
    """The key of one JWKS entry; other kinds of keys may stand beside ours and are passed over."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or not isinstance(entry.get("kid"), str):
        return None
    try:
        key = jwt.algorithms.RSAAlgorithm.from_jwk(json.dumps(entry))
    except (jwt.PyJWTError, ValueError):
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        return None
    return entry["kid"], key


def _seconds(payload: dict[str, Any], claim: str) -> float:
    value = payload.get(claim)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenValidationError(f"its {claim} is {value!r}, a time in seconds is expected")
    return value
