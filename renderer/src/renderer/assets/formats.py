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
_SVG_ROOT = re.compile(rb"<(?:\w{1,40}:)?svg[\s>/]")
_BOM = b"\xef\xbb\xbf"
# What may stand before the root: how it begins, and how it ends.
_BEFORE_ROOT = ((b"<!--", b"-->"), (b"<?", b"?>"))
_DOCTYPE = b"<!DOCTYPE"
_START_BYTES = 4096

EXPECTED = "JPEG, PNG, WebP, GIF, AVIF or SVG"


def recognised(data: bytes) -> str | None:
    """Pillow's name of the format, or SVG; None for everything else."""
    for signature, name in _SIGNATURES:
        if signature.match(data):
            return name
    return SVG if _is_svg(data[:_START_BYTES]) else None


def _is_svg(start: bytes) -> bool:
    """Whether the first element is an svg, after declarations and comments; read once, onwards."""
    at = len(_BOM) if start.startswith(_BOM) else 0
    while True:
        at += len(start) - at - len(start[at:].lstrip())
        end = _end_of_note(start, at)
        if end is None:
            return _SVG_ROOT.match(start, at) is not None
        if end < 0:
            return False
        at = end


def _end_of_note(start: bytes, at: int) -> int | None:
    """Where a comment, instruction or document type ends; None where there is none, -1: nowhere."""
    for begin, end in _BEFORE_ROOT:
        if start.startswith(begin, at):
            found = start.find(end, at + len(begin))
            return found if found < 0 else found + len(end)
    if not start.startswith(_DOCTYPE, at):
        return None
    close, subset = start.find(b">", at), start.find(b"[", at)
    if 0 <= subset < close:
        close = start.find(b">", max(subset, start.find(b"]", subset)))
    return close if close < 0 else close + 1
