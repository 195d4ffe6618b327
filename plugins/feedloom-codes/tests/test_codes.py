"""What is drawn is read back by a scanner; what can't be encoded is explained."""

from __future__ import annotations

from typing import Any

import pytest
import zxingcpp
from PIL import Image

from renderer import DesignError, Rendered, Renderer

URL = "https://shop.example/mug?colour=blue"
VALID = {
    "code128": ("Mug-2026 a", "Code128"),
    "code39": ("MUG-2026", "Code39"),
    "ean13": ("4006381333931", "EAN13"),
    "ean8": ("96385074", "EAN8"),
    "upca": ("036000291452", "EAN13"),  # to a scanner an EAN-13 that begins with 0
    "itf": ("1234567890", "ITF"),
}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def design(element: dict[str, Any], background: str = "white") -> dict[str, Any]:
    page = {"background": background, "children": [{"x": 50, "y": 50, **element}]}
    return {"width": 400, "height": 300, "pages": [page]}


def qr(text: str = URL, **more: Any) -> dict[str, Any]:
    return {"type": "qr", "width": 200, "height": 200, "text": text, **more}


def barcode(symbology: str, text: str, **more: Any) -> dict[str, Any]:
    size = {"width": 300, "height": 100}
    return {"type": "barcode", "symbology": symbology, "text": text, **size, **more}


def read(image: Image.Image) -> list[tuple[str, str]]:
    found = zxingcpp.read_barcodes(image.convert("L"))
    return [(code.format.name, code.text) for code in found]


def blank(drawn: Rendered) -> bool:
    return drawn.image.getcolors() == [(400 * 300, (255, 255, 255))]


@pytest.mark.parametrize("scale", [0.3, 0.77, 1, 2])
def test_a_qr_code_is_read_at_any_scale(renderer: Renderer, scale: float) -> None:
    assert read(renderer.render(design(qr()), scale=scale)) == [("QRCode", URL)]


@pytest.mark.parametrize("degrees", [7, 45, 90, 200])
def test_a_rotated_qr_code_is_read(renderer: Renderer, degrees: float) -> None:
    turned = {**qr(width=90, height=90), "x": 200, "y": 150, "rotation": degrees}
    assert read(renderer.render(design(turned), scale=3)) == [("QRCode", URL)]


@pytest.mark.parametrize("text", ["1234567890", "MUG 12", "Tasse für 9,99 €", "マグカップ"])
def test_any_script_is_read(renderer: Renderer, text: str) -> None:
    assert read(renderer.render(design(qr(text)))) == [("QRCode", text)]


@pytest.mark.parametrize("level", ["L", "M", "Q", "H", "h"])
def test_every_level_of_error_correction_is_read(renderer: Renderer, level: str) -> None:
    drawn = renderer.render(design(qr(errorCorrection=level)))
    assert read(drawn) == [("QRCode", URL)]


def test_colours_are_the_designs(renderer: Renderer) -> None:
    image = renderer.render(design(qr(fill="#003399", backgroundColor="#ffee88")))
    assert {(0, 0x33, 0x99), (255, 0xEE, 0x88)} <= {c for _, c in image.getcolors(9999) or ()}
    assert read(image) == [("QRCode", URL)]


def test_without_a_background_the_page_shows(renderer: Renderer) -> None:
    image = renderer.render(design(qr(backgroundColor="transparent"), background="#ccffcc"))
    assert image.getpixel((52, 52)) == (0xCC, 0xFF, 0xCC)
    assert read(image) == [("QRCode", URL)]


def test_modules_that_touch_have_no_seam(renderer: Renderer) -> None:
    """A dark module is black all over where its edges fall between pixels."""
    image = renderer.render(design(qr(quietZone=0, width=123, height=123))).convert("L")
    edge = 123 / 29
    row = [image.getpixel((50 + x, round(50 + edge / 2))) for x in range(1, round(7 * edge) - 1)]
    assert max(row) == 0


def test_the_code_is_a_square_in_the_middle(renderer: Renderer) -> None:
    image = renderer.render(design(qr(width=300, height=100), background="red"))
    assert image.getpixel((149, 100)) == (255, 0, 0)
    assert image.getpixel((151, 100)) == (255, 255, 255)
    assert image.getpixel((248, 100)) == (255, 255, 255)
    assert image.getpixel((251, 100)) == (255, 0, 0)


@pytest.mark.parametrize("symbology", VALID)
def test_every_symbology_is_read(renderer: Renderer, symbology: str) -> None:
    text, name = VALID[symbology]
    scanned = "0" + text if symbology == "upca" else text
    assert read(renderer.render(design(barcode(symbology, text)))) == [(name, scanned)]


@pytest.mark.parametrize("symbology", ["ean13", "ean8", "upca"])
def test_a_missing_check_digit_is_added(renderer: Renderer, symbology: str) -> None:
    text, _ = VALID[symbology]
    given, added = (design(barcode(symbology, digits)) for digits in (text, text[:-1]))
    assert renderer.render(given).tobytes() == renderer.render(added).tobytes()


def test_the_text_below_can_be_left_out(renderer: Renderer) -> None:
    text = VALID["code128"][0]
    image = renderer.render(design(barcode("code128", text, showText=False))).convert("L")
    assert list(image.crop((50, 52, 350, 53)).tobytes()) == list(
        image.crop((50, 147, 350, 148)).tobytes()
    )


@pytest.mark.parametrize("element", [qr(" "), barcode("code128", ""), qr(width=0)])
def test_nothing_to_encode_draws_nothing(renderer: Renderer, element: dict[str, Any]) -> None:
    assert blank(renderer.draw(design(element)))


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        (qr("a" * 3000), r"text has 3000 characters, too many for a QR code; a shorter text"),
        (qr("mug \ud83c"), r"text has half a character at position 4; whole characters are"),
        (qr(errorCorrection="X"), r"errorCorrection is 'X'; one of L, M, Q, H is expected"),
        (qr(fill="loud"), r"fill is 'loud'; a colour is expected"),
        (qr(backgroundColor="loud"), r"backgroundColor is 'loud'; a colour is expected"),
        (qr(quietZone=-1), r"quietZone is -1; 0 to 100 modules are expected"),
        (barcode("ean14", "1"), r"symbology is 'ean14'; one of code128, code39, ean13"),
        (barcode("ean13", "4006381333932"), r"no ean13; its check digit is expected to be 1"),
        (barcode("ean13", "40063"), r"no ean13; 13 digits are expected, or 12 without the check"),
        (barcode("ean13", "40063813339310"), r"no ean13; 13 digits are expected"),
        (barcode("upca", "03600029145x"), r"no upca; 12 digits are expected"),
        (barcode("itf", "12a"), r"no itf; .*can only contain numbers"),
        (barcode("code39", "mug#"), r"no code39; characters of that symbology are expected"),
        (barcode("code128", "Größe"), r"no code128; plain ASCII characters are expected"),
        (barcode("code128", "a" * 81), r"no code128; at most 80 characters are expected"),
    ],
)
def test_what_cannot_be_encoded_is_explained(
    renderer: Renderer, element: dict[str, Any], problem: str
) -> None:
    with pytest.raises(DesignError, match=rf"^pages\[0\]\.children\[0\]\..*{problem}"):
        renderer.render(design(element))


def test_a_code_too_small_to_scan_is_reported(renderer: Renderer) -> None:
    (issue,) = renderer.draw(design(qr(width=30, height=30))).issues
    assert "a module of the code is 0.81 pixels wide" in str(issue)
