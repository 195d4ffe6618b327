"""A url is read as a browser reads it."""

from __future__ import annotations

import pytest

from renderer.fetch.reading import as_read, is_data, is_distant


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://shop.example/a.png", "https://shop.example/a.png"),
        ("https://shop.example/a b.png?c d#e f", "https://shop.example/a%20b.png?c%20d#e%20f"),
        ("https://shop.example/a%20b.png", "https://shop.example/a%20b.png"),
        (" \thttp://shop.example/a.png\r\n", "http://shop.example/a.png"),
        ("HTTPS://shop.exa\nmple/a.png", "HTTPS://shop.example/a.png"),
        ("//shop.example/a b.png", "https://shop.example/a%20b.png"),
        ("https://shop.example/\x00a", "https://shop.example/\x00a"),
        (" photos/a b.png\n", "photos/a b.png"),
        ("", ""),
    ],
)
def test_stray_spaces_and_line_ends_are_no_part_of_a_url(written: str, read: str) -> None:
    assert as_read(written) == read


def test_what_a_data_uri_holds_is_left_as_it_is() -> None:
    assert as_read("\ndata:text/plain,a b\nc ") == "data:text/plain,a b\nc"


@pytest.mark.parametrize(
    ("url", "place"),
    [(" data:,a", "data"), ("Data:,a", "data"), ("\nHttp://a/b", "distant"),
     ("//a/b", "distant"), ("https:a", "distant"), ("httpx://a", ""), ("a/b.png", "")],
)  # fmt: skip
def test_where_a_url_leads_is_seen(url: str, place: str) -> None:
    assert (is_data(url), is_distant(url)) == (place == "data", place == "distant")
