"""File names from product ids: one for each, safe on every file system, the same in every run."""

from __future__ import annotations

import hashlib
import re

LONGEST = 100
UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)  # by Windows
LETTERS = re.compile("[A-Za-z]")


def file_name(product: str, page: int | None, suffix: str) -> str:
    """``ff-1`` is ``ff-1.png``, ``FF-1`` is ``FF-1~~3.png``, ``shoe 7/b`` is ``shoe~207~2fb.png``.

    The number behind ``~~`` has a bit for each capital: some file systems take FF-1 and ff-1 for
    one. Other characters than ASCII letters, digits, ``-``, ``_`` and ``.`` are written as ``~``
    and the hexadecimal numbers of their UTF-8 bytes. A long id is cut and ends in its digest.
    """
    body = UNSAFE.sub(lambda found: _escaped(found[0]), product)
    if body.startswith(".") or RESERVED.match(product):
        body = _escaped(body[0]) + body[1:]
    plain = re.sub(r"~[0-9a-f]{2}", "", body)
    capitals = sum(1 << i for i, letter in enumerate(LETTERS.findall(plain)) if letter.isupper())
    name = f"{body}~~{capitals:x}" if capitals else body or "~"
    if len(name) > LONGEST:
        digest = hashlib.blake2b(product.encode("utf-8", "surrogatepass"), digest_size=16)
        name = f"{body[: LONGEST - 35]}~~~{digest.hexdigest()}"
    return name + ("" if page is None else f"~~p{page}") + suffix


def _escaped(character: str) -> str:
    return "".join(f"~{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
