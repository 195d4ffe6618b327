"""A PDF of one page, as large as the picture printed at its density.

The format (ISO 32000): numbered objects, a table of where each begins, a trailer that names the
first. No date and no random identifier: the same picture always gives the same bytes.
"""

from __future__ import annotations

import zlib
from itertools import accumulate

from PIL import Image

from renderer.encoders.options import check_dpi, check_quality
from renderer.encoders.photo import jpeg, on_white
from renderer.encoders.png import filtered_rows
from renderer.encoders.srgb import srgb_profile

POINTS_PER_INCH = 72.0
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"  # the second line tells old programs: binary


def pdf(
    image: Image.Image, *, quality: int = 90, lossless: bool = False, dpi: float = POINTS_PER_INCH
) -> bytes:
    """The picture on white, as JPEG of a ``quality`` or ``lossless``.

    A picture pixel is 72 / ``dpi`` points wide: with the default, a page of 1080 x 1080 points for
    a picture of 1080 x 1080 pixels.
    """
    check_quality(quality)
    check_dpi(dpi)
    page = on_white(image)
    width, height = (
        f"{side * POINTS_PER_INCH / dpi:.4f}".rstrip("0").rstrip(".") for side in page.size
    )
    media = f"[0 0 {width} {height}]"
    resources = "<</XObject <</Im 4 0 R>>>>"
    return _document(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        f"<</Type /Page /Parent 2 0 R /MediaBox {media} /Resources {resources} "
        "/Contents 5 0 R>>".encode(),
        _picture(page, quality, lossless),
        _stream("", f"{width} 0 0 {height} 0 0 cm /Im Do".encode()),
        _stream("/N 3", srgb_profile()),
    )


def _picture(page: Image.Image, quality: int, lossless: bool) -> bytes:
    if lossless:
        data = zlib.compress(filtered_rows(page))
        rows = f"/Predictor 15 /Colors 3 /Columns {page.width}"
        coding = f"/FlateDecode /DecodeParms <<{rows}>>"
    else:
        data = jpeg(page, quality=quality)
        coding = "/DCTDecode"
    return _stream(
        f"/Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} "
        f"/ColorSpace [/ICCBased 6 0 R] /BitsPerComponent 8 /Filter {coding}",
        data,
    )


def _stream(entries: str, data: bytes) -> bytes:
    return f"<<{entries} /Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def _document(*objects: bytes) -> bytes:
    """The objects, numbered from 1; the first is the catalogue."""
    numbered = [b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1)]
    starts = list(accumulate(map(len, (HEADER, *numbered))))
    places = b"".join(b"%010d 00000 n \n" % start for start in starts[:-1])
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, places)
    trailer = b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, starts[-1])
    return b"".join((HEADER, *numbered, table, trailer))
