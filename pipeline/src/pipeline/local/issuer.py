"""An Auth0 tenant in miniature: a signing key, its public half over HTTP, and tokens.

The private key lies in a file that only we may read; whoever can read it (``pipeline token`` in
another shell of the same user) can mint tokens, and only the local stack believes them.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

AUDIENCE = "https://feedloom.local/api"
KEY_ID = "feedloom-local"
_CLIENT_ID = "feedloomLocalClient"


@contextmanager
def issuer(folder: Path) -> Iterator[dict[str, str]]:
    """Serve the key set; gives the variables by which tokens are verified and minted."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    key_file = folder / "signing-key.pem"
    _write_private(key_file, _pem(key))
    key_set = json.dumps({"keys": [public_jwk(key, KEY_ID)]}).encode()

    class Tenant(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/.well-known/jwks.json"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(key_set if found else b'{"error": "not_found"}')

        def log_message(self, format: str, *args: object) -> None:
            """Keep the terminal for what matters."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Tenant) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        domain = f"127.0.0.1:{server.server_port}"
        try:
            yield {
                "AUTH0_DOMAIN": domain,
                "AUTH0_ISSUER": f"http://{domain}/",
                "AUTH0_AUDIENCE": AUDIENCE,
                "LOCAL_SIGNING_KEY": str(key_file),
            }
        finally:
            server.shutdown()
            thread.join()


def mint(environ: Mapping[str, str], sub: str, lifetime: int = 86_400, /, **claims: object) -> str:
    """An access token as Auth0 issues them for ``sub``, good for ``lifetime`` seconds.

    ``claims`` replace those of the token, or drop them where None. Needs ``AUTH0_ISSUER``,
    ``AUTH0_AUDIENCE`` and ``LOCAL_SIGNING_KEY`` in ``environ``.
    """
    now, issuer_url = int(time.time()), environ["AUTH0_ISSUER"]
    payload: dict[str, Any] = {
        "iss": issuer_url,
        "sub": sub,
        "aud": [environ["AUTH0_AUDIENCE"], f"{issuer_url}userinfo"],
        "iat": now,
        "exp": now + lifetime,
        "scope": "openid profile email",
        "azp": _CLIENT_ID,
    } | claims
    payload = {name: value for name, value in payload.items() if value is not None}
    key = Path(environ["LOCAL_SIGNING_KEY"]).read_bytes()
    return jwt.encode(payload, key, algorithm="RS256", headers={"kid": KEY_ID})


def public_jwk(key: RSAPrivateKey, key_id: str) -> dict[str, Any]:
    """The public half as an entry of a key set."""
    entry: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return entry | {"kid": key_id, "use": "sig", "alg": "RS256"}


def _pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
