"""Where pictures lie, and under which address they are found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StorageUnavailable
from pipeline.objects import Pictures, picture_key

parts = st.text(min_size=1, alphabet=st.characters(codec="utf-8")) | st.sampled_from(
    [".", "..", "a/b", "../x", "%2F", "a\\b", "auth0|abc"]
)


def test_a_usual_user_stands_literally_in_the_key() -> None:
    assert picture_key("auth0|abc123", "7", "id") == "processed_images/auth0|abc123/7/id.png"


@pytest.mark.parametrize("hostile", ["..", ".", "../../other", "a/../b", "a\\..\\b", "/"])
def test_a_hostile_part_stays_in_its_folder(hostile: str) -> None:
    key = picture_key("auth0|abc", hostile, "id")
    assert key.startswith("processed_images/auth0|abc/")
    assert key.count("/") == 3
    assert not {".", ".."} & set(key.split("/"))


@given(parts, parts, parts, parts)
def test_two_feeds_never_share_a_key(a: str, b: str, c: str, d: str) -> None:
    assert (picture_key(a, b, "id") == picture_key(c, d, "id")) == ((a, b) == (c, d))


@given(parts, parts)
def test_an_address_decodes_to_its_key(user_sub: str, outfeed_id: str) -> None:
    key = picture_key(user_sub, outfeed_id, "id")
    address = pictures("bucket", "http://127.0.0.1:9000").address(key)
    assert address.isascii()
    assert unquote(urlsplit(address).path) == f"/bucket/{key}"


@pytest.mark.parametrize(
    ("bucket", "region", "start"),
    [
        ("ads", "eu-central-1", "https://ads.s3.eu-central-1.amazonaws.com/"),
        ("ads", "cn-north-1", "https://ads.s3.cn-north-1.amazonaws.com.cn/"),
        (
            "ads.example.com",
            "eu-central-1",
            "https://s3.eu-central-1.amazonaws.com/ads.example.com/",
        ),
    ],
)
def test_on_aws_the_bucket_is_the_host(bucket: str, region: str, start: str) -> None:
    assert pictures(bucket, None, region).address("a|b/c.png") == f"{start}a%7Cb/c.png"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ExpiredToken", 400),
        ("RequestTimeout", 400),
        ("ConditionalRequestConflict", 409),
        ("AccessDenied", 403),
        ("SlowDown", 503),
    ],
)
def test_what_may_pass_is_no_end_of_a_picture(code: str, status: int) -> None:
    with refusing(code, status) as store, pytest.raises(StorageUnavailable, match=code):
        store.put("key.png", b"png")


@pytest.mark.parametrize(("code", "status"), [("NoSuchBucket", 404), ("InvalidRequest", 400)])
def test_what_will_not_pass_is_said_as_it_is(code: str, status: int) -> None:
    with refusing(code, status) as store, pytest.raises(ClientError, match=code):
        store.put("key.png", b"png")


def test_a_picture_that_is_there_already_stays() -> None:
    with refusing("PreconditionFailed", 412) as store:
        assert not store.put("key.png", b"png")


@contextmanager
def refusing(code: str, status: int) -> Iterator[Pictures]:
    """A bucket that answers so to being written to."""
    session = boto3.session.Session("a", "b", region_name="us-east-1")
    client: Any = session.client("s3", config=Config(retries={"total_max_attempts": 1}))
    with Stubber(client) as stub:
        stub.add_client_error("put_object", code, http_status_code=status)
        yield Pictures(client, "bucket")


def pictures(bucket: str, endpoint: str | None, region: str = "us-east-1") -> Pictures:
    client: Any = _client(endpoint, region)
    return Pictures(client, bucket)


_clients: dict[tuple[str | None, str], Any] = {}


def _client(endpoint: str | None, region: str) -> Any:
    if (endpoint, region) not in _clients:
        session = boto3.session.Session("a", "b", region_name=region)
        _clients[endpoint, region] = session.client("s3", endpoint_url=endpoint)
    return _clients[endpoint, region]
