"""How an error names a url: enough to find it, nothing that is secret or endless."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 200


def shown(url: str) -> str:
    """The url without query, fragment and credentials; a data uri by its kind and length."""
    if url[:5].lower() == "data:":
        kind = url[5:60].split(",")[0].split(";")[0]
        return f"data:{kind} ({len(url):,} characters)"
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        scheme = f"{parts.scheme}:" if parts.scheme else ""
        clean = f"{scheme}//{host}{parts.path}" if parts.netloc else _plain(url)
    except ValueError:
        clean = _plain(url)
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in clean)
    return clean if len(clean) <= LONGEST else clean[:LONGEST] + "..."


def _plain(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].rpartition("@")[2]
