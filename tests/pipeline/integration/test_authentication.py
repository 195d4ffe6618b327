"""Which access tokens act for a user, and which are refused."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pipeline.local.issuer import KEY_ID


@pytest.fixture
def template_id(world: Any) -> str:
    world.add_product(title="Mug")
    return str(world.add_template())


def test_a_token_as_auth0_issues_it_is_accepted(world: Any, template_id: str) -> None:
    token = world.token()
    claims = jwt.decode(token, options={"verify_signature": False})
    issuer = world.env["AUTH0_ISSUER"]
    assert claims["aud"] == [world.env["AUTH0_AUDIENCE"], f"{issuer}userinfo"]
    assert claims["azp"] != claims["aud"][0]
    assert claims["iss"].endswith("/")
    assert world.handle(world.process_body(template_id, token)) == []
    assert len(world.feeds()) == 1
    assert world.dead_letters() == []


def test_a_single_audience_is_accepted(world: Any, template_id: str) -> None:
    token = world.token(aud=world.env["AUTH0_AUDIENCE"])
    world.handle(world.process_body(template_id, token))
    assert len(world.feeds()) == 1


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "https://somewhere.else/"}, "audience"),
        ({"aud": ["https://somewhere.else/"]}, "audience"),
        ({"aud": None}, "audience"),
        ({"aud": {}}, "audience"),
        ({"iss": "https://somewhere.else/"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"exp": int(time.time()) - 1}, "expired"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": float("nan")}, "expired"),
        ({"nbf": int(time.time()) + 3600}, "not valid yet"),
        ({"iat": int(time.time()) + 3600}, "in the future"),
        ({"iat": None}, "iat"),
        ({"sub": None}, "no user"),
        ({"sub": ""}, "no user"),
        ({"sub": " "}, "no user"),
    ],
)
def test_a_token_with_wrong_claims_is_refused(
    world: Any, template_id: str, claims: dict[str, Any], reason: str
) -> None:
    refused(world, world.process_body(template_id, world.token(**claims)), reason)


def test_a_token_of_a_strangers_key_is_refused(world: Any, template_id: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = jwt.encode(claims_of(world), key, algorithm="RS256", headers={"kid": KEY_ID})
    refused(world, world.process_body(template_id, token), "signature")


def test_a_token_of_an_unknown_key_is_refused(world: Any, template_id: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = jwt.encode(claims_of(world), key, algorithm="RS256", headers={"kid": "other"})
    body = world.process_body(template_id, token)
    refused(world, body, "not one of the issuer's")
    assert world.handle(body) == [body]
    assert world.dead_letters() == []


def test_a_token_without_a_signature_is_refused(world: Any, template_id: str) -> None:
    token = jwt.encode(claims_of(world), "", algorithm="none", headers={"kid": KEY_ID})
    refused(world, world.process_body(template_id, token), "algorithm")


def test_a_token_signed_with_the_public_key_as_secret_is_refused(
    world: Any, template_id: str
) -> None:
    token = hs256(claims_of(world), b"the public key, which everybody knows")
    refused(world, world.process_body(template_id, token), "algorithm")


def test_a_token_of_another_kind_of_key_is_refused(world: Any, template_id: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    token = jwt.encode(claims_of(world), key, algorithm="ES256", headers={"kid": KEY_ID})
    refused(world, world.process_body(template_id, token), "algorithm")


@pytest.mark.parametrize("header", [{"crit": ["exp"]}, {"crit": []}, {"kid": ["a"]}, {"kid": 1}])
def test_a_token_with_an_odd_header_is_refused(
    world: Any, template_id: str, header: dict[str, Any]
) -> None:
    header = {"alg": "RS256", "typ": "JWT", "kid": KEY_ID} | header
    rest = world.token().split(".", 1)[1]
    refused(world, world.process_body(template_id, f"{encoded(header)}.{rest}"))


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "..", "\ud83d\ude00", "Bearer x.y.z", "e30.e30.e30"]
)
def test_what_is_no_token_is_refused(world: Any, template_id: str, token: str) -> None:
    refused(world, world.process_body(template_id, token))


def test_no_token_is_ever_logged(
    world: Any, template_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = world.token(), world.token(aud="other")
    world.handle(*(world.process_body(template_id, token) for token in (good, bad)))
    for body, attributes in world.dead_letters():
        assert bad.split(".")[2] not in body + json.dumps(attributes)
    output = capsys.readouterr()
    for token in (good, bad):
        assert token.split(".")[2] not in output.out + output.err


def test_an_issuer_that_is_down_is_no_authentication_failure(
    world: Any, template_id: str, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTH0_DOMAIN", "127.0.0.1:9")
    body = world.process_body(template_id)
    assert world.handle(body) == [body]
    assert world.dead_letters() == []
    monkeypatch.setenv("AUTH0_DOMAIN", world.env["AUTH0_DOMAIN"])
    assert world.handle(body) == []
    assert len(world.feeds()) == 1


def refused(world: Any, body: str, reason: str = "") -> None:
    assert world.handle(body) == []
    ((dead, attributes),) = world.dead_letters()
    assert json.loads(dead)["data"].pop("access_token") == "[removed]"
    assert without(dead) == without(body)
    assert attributes["ErrorType"] == "AuthenticationFailed"
    assert attributes["ErrorMessage"].startswith("The access token was refused: ")
    assert reason in attributes["ErrorMessage"]
    assert world.feeds() == []


def without(body: str) -> dict[str, Any]:
    return {**json.loads(body)["data"], "access_token": None}


def claims_of(world: Any) -> dict[str, Any]:
    return dict(jwt.decode(world.token(), options={"verify_signature": False}))


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def hs256(claims: dict[str, Any], secret: bytes) -> str:
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": KEY_ID})
