"""How far a font says its lines reach above and below the baseline.

A font has three pairs of such numbers; which one counts is as measured of Chromium, with 800
fonts and with ones made for it.
"""

from __future__ import annotations

import struct

HHEA = struct.Struct(">4x2h")
STYLE_BITS = struct.Struct(">62xH")
TYPO = struct.Struct(">68x2h")
WIN = struct.Struct(">74x2H")
USE_TYPO = 1 << 7  # of OS/2's fsSelection


def ascent_and_descent(hhea: bytes, os2: bytes) -> tuple[int, int]:
    """Both in font units, the descent positive below the baseline.

    They are the ``hhea`` table's, unless the font asks for its typographic ones or these are 0.
    Raises struct.error for an ``hhea`` table that is cut; a cut ``OS/2`` is none.
    """
    if len(os2) < WIN.size:
        os2 = bytes(WIN.size)
    typo_ascent, typo_descent = TYPO.unpack_from(os2)
    typo = typo_ascent, -typo_descent
    ascent, descent = HHEA.unpack_from(hhea)
    if STYLE_BITS.unpack_from(os2)[0] & USE_TYPO:
        return typo
    if ascent or descent:
        return ascent, -descent
    return typo if any(typo) else WIN.unpack_from(os2)
