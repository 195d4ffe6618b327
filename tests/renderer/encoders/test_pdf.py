"""PDF: a page of the picture's size that any reader can open."""

from __future__ import annotations

import io
import re
import zlib

import pytest
from PIL import Image

from renderer.encoders.pdf import pdf

NOISE = Image.merge("RGB", [Image.effect_noise((36, 18), 90)] * 3)


def stream(data: bytes, kind: bytes) -> bytes:
    """The bytes of the object whose dictionary holds a text."""
    match = re.search(re.escape(kind) + rb".*?/Length (\d+)>>\nstream\n", data, re.DOTALL)
    assert match is not None
    return data[match.end() : match.end() + int(match[1])]


@pytest.mark.parametrize(
    ("dpi", "box"), [(72, b"[0 0 36 18]"), (144, b"[0 0 18 9]"), (300, b"[0 0 8.64 4.32]")]
)
def test_a_page_has_the_pictures_size_at_its_density(dpi: float, box: bytes) -> None:
    assert b"/MediaBox " + box in pdf(NOISE, dpi=dpi)


def test_the_picture_is_inside_as_a_jpeg() -> None:
    image = Image.open(io.BytesIO(stream(pdf(NOISE), b"/Subtype /Image")))
    assert (image.format, image.size) == ("JPEG", (36, 18))


def test_lossless_keeps_every_pixel() -> None:
    data = zlib.decompress(stream(pdf(NOISE, lossless=True), b"/Subtype /Image"))
    stride = 1 + 3 * 36
    rows = [data[start + 1 : start + stride] for start in range(0, len(data), stride)]
    above, pixels = bytes(3 * 36), b""
    for row in rows:
        above = bytes((a + b) % 256 for a, b in zip(row, above, strict=True))
        pixels += above
    assert pixels == NOISE.tobytes()


def test_what_lets_light_through_lies_on_white() -> None:
    glass = Image.new("RGBA", (16, 16), (0, 0, 0, 128))
    image = Image.open(io.BytesIO(stream(pdf(glass), b"/Subtype /Image")))
    assert image.getpixel((8, 8)) == (127, 127, 127)


def test_the_table_finds_every_object() -> None:
    data = pdf(NOISE)
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    assert data[start:].startswith(b"xref\n0 7\n")
    places = [int(line) for line in re.findall(rb"(\d{10}) 00000 n ", data[start:])]
    for number, place in enumerate(places, 1):
        assert data[place:].startswith(b"%d 0 obj\n" % number)


def test_nothing_in_it_tells_the_time() -> None:
    assert b"Date" not in re.sub(rb"stream\n.*?endstream", b"", pdf(NOISE), flags=re.DOTALL)
