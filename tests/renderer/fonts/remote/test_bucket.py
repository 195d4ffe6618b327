"""Fonts are kept in a real S3 bucket; one that fails costs a moment and no picture."""

from __future__ import annotations

import builtins
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from block_font import block_font
from loopback import Handler, serving
from waiting import PATIENCE

from renderer import Renderer, RendererError
from renderer.fonts.file import FontFile
from renderer.fonts.remote.bucket import PREFIX, BucketStore
from renderer.fonts.remote.store import KeptAnswers
from renderer.fonts.request import FontAnswer, FontRequest
from renderer.fonts.sources import FontSources

needs_s3 = pytest.mark.skipif(
    not (find_spec("boto3") and find_spec("pipeline")), reason="needs the extra s3"
)
ACCESS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that lead to a running S3 and a bucket in it."""
    from pipeline.local.aws import aws

    with aws(Path(tmp_path_factory.mktemp("s3"))) as (env, _):
        yield env


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket on a machine that stalls is not one to be left alone."""
    for name in ("CONNECT_SECONDS", "READ_SECONDS"):
        monkeypatch.setattr(f"renderer.fonts.remote.bucket.{name}", PATIENCE)


@pytest.fixture
def bucket(s3_server: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name, value in s3_server.items():
        monkeypatch.setenv(name, value)
    return s3_server["S3_IMAGE_OUTPUT_BUCKET"]


def client() -> Any:
    import boto3

    return boto3.client("s3")


@needs_s3
def test_what_is_put_is_got_by_another_machine(bucket: str) -> None:
    BucketStore(bucket).put("a.font", b"abc")
    assert BucketStore(bucket).get("a.font") == b"abc"


@needs_s3
def test_all_lies_below_one_prefix(bucket: str) -> None:
    BucketStore(bucket).put("b.font", b"abc")
    listed = client().list_objects_v2(Bucket=bucket, Prefix=PREFIX)
    assert PREFIX + "b.font" in [entry["Key"] for entry in listed["Contents"]]


@needs_s3
def test_an_unknown_name_has_nothing_and_the_bucket_stays_in_use(bucket: str) -> None:
    store = BucketStore(bucket)
    store.put("c.font", b"abc")
    assert store.get("nothing.font") is None
    assert store.get("c.font") == b"abc"


@needs_s3
def test_an_object_too_large_for_a_font_is_not_read(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renderer.fonts.remote.bucket.MAX_FONT_BYTES", 2)
    BucketStore(bucket).put("large.font", b"abc")
    assert BucketStore(bucket).get("large.font") is None


@needs_s3
def test_a_damaged_font_in_the_bucket_is_no_font(bucket: str) -> None:
    request, file = FontRequest("Damaged"), FontFile("damaged.ttf", block_font("Damaged"))
    KeptAnswers(BucketStore(bucket)).keep("google", request, FontAnswer(file))
    digest = hashlib.sha256(file.data).hexdigest()
    client().put_object(Bucket=bucket, Key=f"{PREFIX}{digest}.font", Body=file.data[:-1])
    assert KeptAnswers(BucketStore(bucket)).find("google", request) is None


@needs_s3
def test_many_writers_and_readers_see_whole_answers_alone(bucket: str) -> None:
    """Sixteen machines, two answers to each of four questions: each read is one of the two."""
    fonts = [block_font("Many", weight=weight) for weight in (400, 500)]
    answers = [FontAnswer(FontFile(f"{i}.ttf", font)) for i, font in enumerate(fonts)]
    questions = [FontRequest("Many", weight) for weight in (100, 200, 300, 400)]

    def machine(number: int) -> list[FontAnswer | None]:
        store = BucketStore(bucket)
        seen = []
        for question in questions:
            KeptAnswers(store).keep("google", question, answers[number % 2])
            seen.append(KeptAnswers(store).find("google", question))
        return seen

    with ThreadPoolExecutor(16) as pool:
        seen = [one for machine_seen in pool.map(machine, range(16)) for one in machine_seen]
    assert len(seen) == 64
    assert all(one is not None and one.file.data in fonts for one in seen)


@needs_s3
def test_a_bucket_that_is_not_there_is_left_alone(bucket: str) -> None:
    store = BucketStore("no-such-bucket")
    store.put("a.font", b"abc")
    assert store.get("a.font") is None


class Refusing(Handler):
    """An S3 that lets nobody write, and hides from readers what isn't there."""

    asked: list[str]
    held: dict[str, bytes]
    announced = 0

    def do_GET(self) -> None:
        self.asked.append("GET")
        body = self.held.get(self.path.rpartition("/")[2])
        self._answer(200, body) if body is not None else self._refuse()

    def do_PUT(self) -> None:
        self.asked.append("PUT")
        self.rfile.read(int(self.headers["Content-Length"]))
        self._refuse()

    def _refuse(self) -> None:
        text = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        self._answer(403, b'<?xml version="1.0" encoding="UTF-8"?>' + text.encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(max(len(body), self.announced)))
        self.send_header("Content-Type", "application/xml")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Refusing]]:
    handler = type("Handler", (Refusing,), {"asked": [], "held": {}})
    with serving(handler) as host:
        for name, value in {**ACCESS, "AWS_ENDPOINT_URL": f"http://{host}"}.items():
            monkeypatch.setenv(name, value)
        yield handler


@needs_s3
def test_a_bucket_that_may_not_be_written_is_only_read(refusing: type[Refusing]) -> None:
    refusing.held["a.font"] = b"abc"
    store = BucketStore("theirs")
    store.put("b.font", b"x")
    store.put("c.font", b"x")
    assert store.get("a.font") == b"abc"
    assert refusing.asked == ["PUT", "GET"]


@needs_s3
def test_an_object_that_breaks_off_is_none(
    refusing: type[Refusing], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing.held["a.font"] = b"abc"
    monkeypatch.setattr(refusing, "announced", 100)
    store = BucketStore("theirs")
    assert store.get("a.font") is None


@needs_s3
def test_a_missing_object_may_look_forbidden(refusing: type[Refusing]) -> None:
    refusing.held["a.font"] = b"abc"
    store = BucketStore("theirs")
    assert store.get("missing.font") is None
    assert store.get("a.font") == b"abc"


@needs_s3
def test_an_unreachable_bucket_is_tried_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    for name, value in {**ACCESS, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    store = BucketStore("unreachable")
    tried: list[str] = []
    monkeypatch.setattr(store, "_leave_alone", _counted(store._leave_alone, tried))
    for _ in range(3):
        assert store.get("a.font") is None
        store.put("a.font", b"x")
    assert len(tried) == 1
    later = time.monotonic() + 61
    monkeypatch.setattr("renderer.fonts.remote.bucket.time.monotonic", lambda: later)
    store.get("a.font")
    assert len(tried) == 2


def _counted(call: Any, tried: list[str]) -> Any:
    def counting(error: Exception) -> None:
        tried.append(str(error))
        call(error)

    return counting


@needs_s3
def test_without_credentials_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ACCESS:
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    store = BucketStore("theirs")
    store.put("a.font", b"x")
    assert store.get("a.font") is None


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    really_import = builtins.__import__

    def without_boto(name: str, *args: Any, **keywords: Any) -> Any:
        if name.partition(".")[0] in ("boto3", "botocore"):
            raise ModuleNotFoundError(name)
        return really_import(name, *args, **keywords)

    monkeypatch.setattr(builtins, "__import__", without_boto)
    with pytest.raises(RendererError, match=r'pip install "feedloom-renderer\[s3\]"'):
        Renderer(font_sources=FontSources(s3_bucket="fonts"))
