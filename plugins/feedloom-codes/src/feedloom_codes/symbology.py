"""Encode a text in one of the usual symbologies; what can't be encoded is explained.

The encoder cuts what is too long and replaces a wrong check digit without a word. On an ad that
would be another product's code, so both are errors here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from barcode.base import Barcode
from barcode.codex import Code39, Code128
from barcode.ean import EAN8, EAN13
from barcode.errors import BarcodeError
from barcode.itf import ITF
from barcode.upc import UPCA

MOST_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Encoded:
    """A barcode's modules from left to right (1 is dark), and the text it stands for."""

    modules: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Symbology:
    """``digits`` is the length, check digit included, where there is only one."""

    encoder: Callable[[str], Barcode]
    digits: int = 0


def _plain_code39(text: str) -> Barcode:
    return Code39(text, add_checksum=False)


SYMBOLOGIES: Mapping[str, Symbology] = {
    "code128": Symbology(Code128),
    "code39": Symbology(_plain_code39),
    "ean13": Symbology(EAN13, 13),
    "ean8": Symbology(EAN8, 8),
    "upca": Symbology(UPCA, 12),
    "itf": Symbology(ITF),
}


def encode(name: str, text: str) -> Encoded:
    """The text in a symbology; raises ValueError that says what is expected instead.

    A code of fixed length may be given without its check digit; one given has to be right.
    """
    symbology = SYMBOLOGIES[name]
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"at most {MOST_CHARACTERS} characters are expected")
    if not text.isascii():
        raise ValueError("plain ASCII characters are expected")
    if symbology.digits:
        _check_digits(text, symbology.digits)
    try:
        barcode = symbology.encoder(text)
        shown, (modules,) = barcode.get_fullcode(), barcode.build()
    except BarcodeError as error:
        raise ValueError(f"characters of that symbology are expected ({error})") from None
    except (KeyError, IndexError) as error:
        raise ValueError(f"characters of that symbology are expected ({error!r})") from None
    if symbology.digits and not shown.startswith(text):
        raise ValueError(f"its check digit is expected to be {shown[-1]}")
    return Encoded(bytes(module == "1" for module in modules), shown)


def _check_digits(text: str, digits: int) -> None:
    if not text.isdigit() or len(text) not in (digits - 1, digits):
        raise ValueError(f"{digits} digits are expected, or {digits - 1} without the check digit")
