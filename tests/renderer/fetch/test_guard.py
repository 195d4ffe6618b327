"""Only the public web may be asked, whatever notation hides the rest."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer import ForbiddenUrlError, RendererError
from renderer.fetch.guard import Guard, is_public

REFUSED_URLS = [
    "ftp://example.com/a.png",
    "file:///etc/passwd",
    "gopher://example.com/",
    "//example.com/a.png",
    "http://",
    "http:///a.png",
    "http://user:secret@example.com/a.png",
    "http://user@example.com/a.png",
    "http://example.com:22/",
    "http://example.com:8080/",
    "https://example.com:99999/",
    "http://example.com./a.png",
    "http://localhost./a.png",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.1.5/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
    "http://exa mple.com/",
    "http://example.com\\@127.0.0.1/",
    "http://example.com/\r\nHost: internal",
    "http://example.com/\x00",
]

REFUSED_ADDRESSES = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_url_that_shows_bad_intent_is_refused(url: str) -> None:
    with pytest.raises(ForbiddenUrlError):
        Guard(()).check_url(url)


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_an_address_outside_of_the_public_internet_is_refused(address: str) -> None:
    with pytest.raises(ForbiddenUrlError, match="not a public address"):
        Guard(()).check_addresses("example.com", 80, [address])


@pytest.mark.parametrize("address", ["1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_a_public_address_is_allowed(address: str) -> None:
    Guard(()).check_addresses("example.com", 443, [address])


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(ForbiddenUrlError):
        Guard(()).check_addresses("example.com", 80, ["1.1.1.1", "10.0.0.1"])


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_is_never_public(address: ipaddress.IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved:
        assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_never_public(address: ipaddress.IPv4Address) -> None:
    assert not is_public(ipaddress.IPv6Address(f"::ffff:{address}"))


def test_a_refusal_names_the_url_without_its_secrets() -> None:
    with pytest.raises(ForbiddenUrlError) as caught:
        Guard(()).check_url("http://user:secret@example.com/a.png?token=hidden")
    assert "http://example.com/a.png" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_an_allowed_host_may_be_private_and_on_any_port() -> None:
    guard = Guard(["localhost", "10.0.0.5:9000", "[::1]:8080"])
    guard.check_url("http://localhost:1234/a.png")
    guard.check_addresses("localhost", 1234, ["127.0.0.1"])
    guard.check_addresses("10.0.0.5", 9000, ["10.0.0.5"])
    guard.check_addresses("::1", 8080, ["::1"])


def test_an_allowed_port_allows_no_other() -> None:
    guard = Guard(["10.0.0.5:9000"])
    with pytest.raises(ForbiddenUrlError):
        guard.check_addresses("10.0.0.5", 80, ["10.0.0.5"])


@pytest.mark.parametrize("entry", ["", "http://localhost", "a@b", "host:port", "host/path"])
def test_an_unusable_allowance_is_an_error(entry: str) -> None:
    with pytest.raises(RendererError, match="HOST or HOST:PORT"):
        Guard([entry])
