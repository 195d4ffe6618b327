"""Data uris become bytes, as forgiving as browsers and no more."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer import AssetError
from renderer.fetch.data_uri import decode_data_uri


@given(st.binary(max_size=200))
def test_base64_round_trips(data: bytes) -> None:
    uri = "data:image/png;base64," + base64.b64encode(data).decode()
    assert decode_data_uri(uri, 1000) == data


@given(st.binary(max_size=100))
def test_percent_encoding_round_trips(data: bytes) -> None:
    assert decode_data_uri("data:;charset=x," + quote(data), 1000) == data


@pytest.mark.parametrize(
    "uri", ["data:x;base64,aGV5IQ", "data:x; BASE64,aGV5IQ==", "data:x;base64,aGV5%0AIQ%3D%3D"]
)
def test_missing_padding_white_space_and_escapes_are_forgiven(uri: str) -> None:
    assert decode_data_uri(uri, 1000) == b"hey!"


@pytest.mark.parametrize("uri", ["data:image/png;base64", "data:x;base64,a", "data:x;base64,§§§§"])
def test_a_broken_uri_is_an_error(uri: str) -> None:
    with pytest.raises(AssetError, match="data:"):
        decode_data_uri(uri, 1000)


def test_a_uri_over_the_limit_is_an_error_that_does_not_repeat_it() -> None:
    with pytest.raises(AssetError) as caught:
        decode_data_uri("data:image/png;base64," + "A" * 5000, 100)
    assert len(str(caught.value)) < 200
