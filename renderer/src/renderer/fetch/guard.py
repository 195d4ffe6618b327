"""Which urls and addresses may be asked: the public web, and what was explicitly allowed."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from renderer.errors import ForbiddenUrlError, RendererError
from renderer.fetch.naming import shown

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}
LONGEST_HOST = 253  # characters of a name
IDEOGRAPHIC_STOP = "\u3002"

# Explicit lists, not ``is_global``: its answer changed between Python releases.
CLOSED_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers (CGNAT)
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's host agent on a public-looking address
        "169.254.0.0/16",  # link-local: metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # black holes (AS112)
        "192.52.193.0/24",  # multicast relays (AMT)
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # black holes (AS112)
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# IPv6 is open only inside the block given out for global unicast, which leaves out loopback,
# mapped and compatible IPv4, NAT64, unique local, link-local, site-local and multicast.
OPEN_V6 = ipaddress.IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # black holes (AS112)
        "3ffe::/16",  # the former test network
        "3fff::/20",  # documentation
    )
)
# An interface of a tunnel over IPv4 (RFC 5214): the address it leads to are the last 32 bits.
ISATAP, ISATAP_MASK = 0x0000_5EFE, 0xFCFF_FFFF


class Target(NamedTuple):
    """Where a url leads; ``host`` is in lower case, a literal IPv6 address without brackets."""

    scheme: str
    host: str
    port: int


class Guard:
    """Refuses urls and addresses; ``allow_hosts`` are ``HOST[:PORT]`` that may be anywhere."""

    def __init__(self, allow_hosts: Sequence[str]) -> None:
        self._allowed = frozenset(_allowance(entry) for entry in allow_hosts)

    def allows(self, host: str, port: int) -> bool:
        """Whether a host was named as an exception, for this port or for all."""
        return (host, port) in self._allowed or (host, None) in self._allowed

    def check_url(self, url: str) -> Target:
        """What a url targets; ForbiddenUrlError where the url alone shows that it mustn't be."""
        if re.search(r"[\x00-\x20\x7f\\]", url):
            raise _forbidden(url, "has white space, control characters or backslashes")
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname or ""
        except ValueError:
            raise _forbidden(url, "is no url") from None
        scheme = parts.scheme.lower()
        if scheme not in PORTS:
            raise _forbidden(url, "has another scheme than http or https")
        if "@" in parts.netloc:
            raise _forbidden(url, "holds credentials")
        target = Target(scheme, host, PORTS[scheme] if port is None else port)
        if self.allows(target.host, target.port):
            return target
        if not all(host.split(".")) or "%" in host or len(host) > LONGEST_HOST:
            raise _forbidden(url, "names no usable host")
        if _is_disguised_number(host) or _is_disguised_number(_in_plain_letters(host)):
            raise _forbidden(url, "writes an address as a number")
        if target.port not in PORTS.values():
            raise _forbidden(url, f"asks for port {target.port}, which is neither 80 nor 443")
        return target

    def check_addresses(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """ForbiddenUrlError unless all addresses of a host are public, or it is allowed."""
        if self.allows(host, port):
            return
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        if port not in PORTS.values():  # whatever other reader of urls found another one
            raise ForbiddenUrlError(f"http(s)://{place} asks for a port that is not allowed")
        for text in addresses:
            if not is_public(ipaddress.ip_address(text.partition("%")[0])):
                raise ForbiddenUrlError(
                    f"http(s)://{place} leads to {text}, which is not a public address; "
                    f"allow it with --allow-host {place} if it is meant"
                )


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and hides no other address."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in block for block in CLOSED_V4)
    if address not in OPEN_V6 or any(address in block for block in CLOSED_V6):
        return False
    return (int(address) >> 32) & ISATAP_MASK != ISATAP


def _is_disguised_number(host: str) -> bool:
    """2130706433, 0x7f000001, 127.1, 0177.0.0.1: what C libraries read as IPv4 addresses."""
    if ":" in host or not re.fullmatch(r"\d+|0x[\da-f]*", host.rpartition(".")[2]):
        return False
    try:
        ipaddress.IPv4Address(host)  # strict: four decimal parts without leading zeros
    except ValueError:
        return True
    return False


def _in_plain_letters(host: str) -> str:
    """Digits and dots of other scripts, which names are cleared of before they are looked up.

    An address written in them is refused, though in plain letters it might be allowed.
    """
    plain = unicodedata.normalize("NFKC", host).replace(IDEOGRAPHIC_STOP, ".")
    return host if plain == host else plain.replace(".", "")


def _allowance(entry: str) -> tuple[str, int | None]:
    """``HOST``, ``HOST:PORT``, ``[IPV6]:PORT`` as (host, port or None)."""
    try:
        parts = urlsplit(f"//{entry}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.path or "@" in entry:
        raise RendererError(f"allowed host {entry!r} is unusable; HOST or HOST:PORT is expected")
    return host, port


def _forbidden(url: str, problem: str) -> ForbiddenUrlError:
    return ForbiddenUrlError(f"{shown(url)} {problem}")
