"""A url as a browser reads it: designs and feeds hold stray spaces and line ends."""

from __future__ import annotations

ENDS = "".join(map(chr, range(0x21)))  # control characters and the space
BREAKS = {ord(character): None for character in "\t\n\r"}


def as_read(url: str) -> str:
    """Without spaces around and line breaks inside it; ``//host`` is read as on an https page.

    Spaces of an http url are written ``%20``. Other control characters stay, to be refused.
    (WHATWG url parsing, https://url.spec.whatwg.org/#url-parsing)
    """
    url = url.strip(ENDS)
    if is_data(url):
        return url
    url = url.translate(BREAKS)
    if url.startswith("//"):
        url = f"https:{url}"
    return url.replace(" ", "%20") if is_http(url) else url


def is_data(url: str) -> bool:
    """Whether a url holds its bytes itself."""
    return url.lstrip(ENDS)[:5].lower() == "data:"


def is_distant(url: str) -> bool:
    """Whether a url leads over a network."""
    return is_http(as_read(url))


def is_http(url: str) -> bool:
    """The same of a url that was read already."""
    return url[:6].lower().startswith(("http:", "https:"))
