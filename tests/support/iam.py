"""A door in front of SQS and S3 that lets through what a role of the template allows.

IAM's job in miniature: each request is turned into the action and the resource that IAM would
see; what no statement of the role covers is answered 403, as AWS answers it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import requests
from loopback import Handler, serving
from sam_template import Permission
from waiting import PATIENCE

_HOP = {"connection", "content-length", "transfer-encoding", "host", "content-encoding"}


class Door:
    """Where it stands, what passed through it, and what did not."""

    def __init__(self, allowed: set[Permission], names: Mapping[str, str]) -> None:
        self.url = ""
        self.used: set[Permission] = set()
        self.refused: list[tuple[str, str]] = []
        self._allowed = allowed
        self._names = names

    def opens_for(self, action: str, resource: str) -> bool:
        name = next(
            (resource.replace(real, n, 1) for real, n in self._names.items() if real in resource),
            resource,
        )
        used = {one for one in self._allowed if one.covers(action, name)}
        self.used |= used
        if not used:
            self.refused.append((action, name))
        return bool(used)


@contextmanager
def door(endpoint: str, allowed: set[Permission], names: Mapping[str, str]) -> Iterator[Door]:
    """Stand before ``endpoint``; ``names`` are the template's names of queues and buckets."""
    gate = Door(allowed, names)

    class Gate(Handler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = _asked(self.command, self.path, dict(self.headers), body)
            if not all(gate.opens_for(*one) for one in asked):
                return self._answer(403, {}, b'{"__type": "AccessDenied", "message": "denied"}')
            kept = {n: v for n, v in self.headers.items() if n.lower() not in _HOP}
            got = requests.request(
                self.command, endpoint + self.path, data=body, headers=kept, timeout=PATIENCE
            )
            return self._answer(got.status_code, got.headers, got.content)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass

        def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Gate) as host:
        gate.url = f"http://{host}"
        yield gate


def _asked(
    method: str, path: str, headers: Mapping[str, str], body: bytes
) -> list[tuple[str, str]]:
    """The actions and resources of a request, as IAM names them."""
    target = headers.get("X-Amz-Target", "")
    if target.startswith("AmazonSQS."):
        action = target.removeprefix("AmazonSQS.").removesuffix("Batch")
        return [(f"sqs:{action}", json.loads(body)["QueueUrl"].rsplit("/", 1)[1])]
    verb = {"GET": "Get", "HEAD": "Get", "PUT": "Put", "DELETE": "Delete"}.get(method, method)
    asked = [(f"s3:{verb}Object", unquote(urlsplit(path).path).lstrip("/"))]
    if source := headers.get("x-amz-copy-source"):
        asked.append(("s3:GetObject", unquote(source).lstrip("/")))
    return asked
