"""Tell a picture's format by its first bytes, from a closed list."""

from __future__ import annotations

import re

SVG = "SVG"

# What follows is handed to Pillow as the only decoder to try.
_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WEBP"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"....ftyp(?:avif|avis|mif1|msf1)", re.DOTALL), "AVIF"),
)
_SVG_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*"
    rb"<(?:\w+:)?svg[\s>/]",
    re.DOTALL,
)
_START_BYTES = 4096

EXPECTED = "JPEG, PNG, WebP, GIF, AVIF or SVG"


def recognised(data: bytes) -> str | None:
    """Pillow's name of the format, or SVG; None for everything else."""
    for signature, name in _SIGNATURES:
        if signature.match(data):
            return name
    return SVG if _SVG_START.match(data[:_START_BYTES]) else None
