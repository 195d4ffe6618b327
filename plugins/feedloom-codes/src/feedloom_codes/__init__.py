"""Element types ``qr`` and ``barcode`` for the Feedloom renderer."""

from __future__ import annotations

from collections.abc import Callable

from feedloom_codes.barcode import BarcodeElement, paint_barcode
from feedloom_codes.qr import QrElement, paint_qr
from renderer import ElementType, hookimpl

__all__ = ["BarcodeElement", "QrElement"]

renderer_contract = "1.0"


@hookimpl
def register_element_types(register: Callable[[ElementType], None]) -> None:
    register(ElementType("qr", QrElement, paint_qr))
    register(ElementType("barcode", BarcodeElement, paint_barcode))
