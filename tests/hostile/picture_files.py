"""Pictures that lie about their size, break off, move, or ask for work without end."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

from isal import isal_zlib
from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"


def saved(
    format: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **options: Any
) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(file, format, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int, height: int, depth: int = 8, colour: int = 2, interlaced: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def png(*chunks: bytes) -> bytes:
    return PNG + b"".join(chunks) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """Compressed, without holding them."""
    packer = isal_zlib.compressobj(1)
    megabyte = bytes(1 << 20)
    whole, rest = divmod(count, len(megabyte))
    pieces = [packer.compress(megabyte) for _ in range(whole)]
    return b"".join([*pieces, packer.compress(bytes(rest)), packer.flush()])


def full_png(side: int, depth: int = 8, colour: int = 2) -> bytes:
    """A black picture of side x side pixels that is all there."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    data = zeros(side * (1 + side * channels * depth // 8))
    return png(header(side, side, depth, colour), chunk(b"IDAT", data))


def gif(width: int, height: int, frame: tuple[int, int, int, int], data: bytes) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return screen + b"," + struct.pack("<HHHHB", *frame, 0) + data + b";"


def jpeg_of_size(width: int, height: int) -> bytes:
    data = saved("JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def jpeg_of_scans(count: int) -> bytes:
    data = saved("JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def webp_of_size(side: int) -> bytes:
    data = saved("WEBP", lossless=True)
    at = data.index(b"VP8L") + 9
    return data[:at] + struct.pack("<I", (side - 1) | (side - 1) << 14) + data[at + 4 :]


def animated(format: str, frames: int = 3) -> bytes:
    pictures = [Image.new("RGB", (40, 30), (80 * i, 0, 0)) for i in range(frames)]
    file = io.BytesIO()
    pictures[0].save(file, format, save_all=True, append_images=pictures[1:], loop=0)
    return file.getvalue()


def avif_with(old: bytes, new: bytes) -> bytes:
    data = saved("AVIF")
    at = data.index(old)
    return data[:at] + new + data[at + len(new) :]


def exif(value: bytes) -> bytes:
    return saved("JPEG", exif=b"Exif\0\0" + value)


FILES: dict[str, Callable[[], bytes]] = {
    # no pictures
    "empty.png": lambda: b"",
    "text.png": lambda: b"hello",
    "html.jpg": lambda: b"<!doctype html><title>Not found</title>",
    "pdf.png": lambda: b"%PDF-1.7\n",
    "zip.png": lambda: b"PK\x03\x04" + bytes(26),
    "elf.png": lambda: b"\x7fELF" + bytes(60),
    "tiff.png": lambda: saved("TIFF"),
    "bmp.png": lambda: saved("BMP"),
    "ico.png": lambda: saved("ICO"),
    "ppm.png": lambda: saved("PPM"),
    "eps.jpg": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file\n",
    "psd.png": lambda: b"8BPS\0\1" + bytes(26),
    "jpeg2000.jpg": lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40),
    "heic.jpg": lambda: b"\0\0\0\x18ftypheic" + bytes(40),
    "comments-and-no-svg.svg": lambda: b"<!---->" * 585,
    "blanks-and-no-svg.svg": lambda: b" " * 4096,
    "types-and-no-svg.svg": lambda: b"<!DOCTYPE x[]>" * 290,
    # bombs
    "bomb.png": lambda: png(header(60_000, 60_000), chunk(b"IDAT", zeros(1000))),
    "flat-bomb.png": lambda: png(header(2**31 - 1, 1), chunk(b"IDAT", zeros(1000))),
    "one-too-many.png": lambda: png(header(50_000_001, 1), chunk(b"IDAT", zeros(1000))),
    "bomb.gif": lambda: gif(65_535, 65_535, (0, 0, 65_535, 65_535), b"\x02\x01\x44\0"),
    "frame-beyond-its-screen.gif": lambda: gif(1, 1, (0, 0, 65_535, 65_535), b"\x02\x01\x44\0"),
    "bomb.jpg": lambda: jpeg_of_size(65_500, 65_500),
    "bomb.webp": lambda: webp_of_size(16_383),
    "bomb.avif": lambda: avif_with(b"\0\0\0\x28\0\0\0\x1e", struct.pack(">II", 60_000, 60_000)),
    "unpacks-to-more.png": lambda: png(header(40, 30), chunk(b"IDAT", zeros(30_000_000))),
    "profile-bomb.png": lambda: png(
        header(40, 30), chunk(b"iCCP", b"a\0\0" + zeros(30_000_000)), chunk(b"IDAT", zeros(3630))
    ),
    "text-bomb.png": lambda: png(
        header(40, 30), chunk(b"zTXt", b"a\0\0" + zeros(30_000_000)), chunk(b"IDAT", zeros(3630))
    ),
    "many-texts.png": lambda: png(
        header(40, 30), chunk(b"zTXt", b"a\0\0" + zeros(900_000)) * 200, chunk(b"IDAT", zeros(3630))
    ),
    "thousand-scans.jpg": lambda: jpeg_of_scans(1000),
    # as large as allowed
    "fifty-megapixels.png": lambda: full_png(7071),
    "fifty-megapixels-with-alpha.png": lambda: full_png(7071, colour=6),
    "fifty-megapixels-of-sixteen-bits.png": lambda: full_png(7071, depth=16),
    "fifty-megapixels-of-grey-sixteen-bits.png": lambda: full_png(7071, depth=16, colour=0),
    # broken
    "signature-only.png": lambda: PNG,
    "no-size.png": lambda: png(header(0, 0)),
    "no-pixels.png": lambda: png(header(40, 30)),
    "cut.png": lambda: saved("PNG")[:400],
    "wrong-checksum.png": lambda: saved("PNG").replace(b"IDAT", b"IDAU"),
    "odd-depth.png": lambda: png(header(4, 4, depth=3), chunk(b"IDAT", zeros(100))),
    "odd-colours.png": lambda: png(header(4, 4, colour=5), chunk(b"IDAT", zeros(100))),
    "palette-missing.png": lambda: png(header(4, 4, colour=3), chunk(b"IDAT", zeros(20))),
    "index-beyond-palette.png": lambda: png(
        header(2, 1, colour=3), chunk(b"PLTE", b"abc"), chunk(b"IDAT", zlib.compress(b"\0\xfe\xff"))
    ),
    "chunk-longer-than-file.png": lambda: PNG + struct.pack(">I", 2**31 - 1) + b"IHDR" + bytes(30),
    "odd-filter.png": lambda: png(header(2, 2), chunk(b"IDAT", zlib.compress(b"\x09" * 14))),
    "cut.jpg": lambda: saved("JPEG")[:300],
    "markers-only.jpg": lambda: b"\xff\xd8" + b"\xff\xe0\0\2" * 1000 + b"\xff\xd9",
    "no-tables.jpg": lambda: saved("JPEG").replace(b"\xff\xdb", b"\xff\xe5"),
    "no-size.jpg": lambda: jpeg_of_size(0, 0),
    "cut.gif": lambda: saved("GIF", "L")[:820],
    "odd-code-size.gif": lambda: gif(4, 4, (0, 0, 4, 4), b"\x0d\x01\x44\0"),
    "no-frame.gif": lambda: b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0, 0, 0) + b";",
    "endless-extension.gif": lambda: b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0, 0, 0) + b"!\xfe\x01a" * 99,
    "cut.webp": lambda: saved("WEBP")[:200],
    "header-only.webp": lambda: b"RIFF\x04\0\0\0WEBP",
    "chunk-beyond-file.webp": lambda: b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f/" + bytes(9),
    "broken-codes.webp": lambda: saved("WEBP", lossless=True)[:30] + b"\xff" * 400,
    "cut.avif": lambda: saved("AVIF")[:-100],
    "header-only.avif": lambda: b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    "box-beyond-file.avif": lambda: b"\xff\xff\xff\xffftypavif" + bytes(20),
    "noise.avif": lambda: saved("AVIF")[:-300] + b"\xa5" * 300,
    # odd, but drawn
    "moving.gif": lambda: animated("GIF"),
    "moving.webp": lambda: animated("WEBP"),
    "moving.png": lambda: animated("PNG"),
    "moving.avif": lambda: animated("AVIF"),
    "lies-about-its-name.gif": lambda: saved("JPEG"),
    "rubbish-after-the-end.png": lambda: saved("PNG") + b"<script>" * 1000,
    "exif-of-noise.jpg": lambda: exif(b"MM\0*\xff\xff\xff\xff"),
    "exif-that-goes-round.jpg": lambda: exif(b"MM\0*\0\0\0\x08\0\x01\x87\x69\0\4\0\0\0\1\0\0\0\x08\0\0\0\0"),
    "odd-orientation.jpg": lambda: exif(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\3\0\0\0\1\0\x63\0\0\0\0\0\0"),
    "profile-of-noise.jpg": lambda: saved("JPEG", icc_profile=b"\xff" * 3000),
    "profile-beyond-itself.jpg": lambda: saved(
        "JPEG",
        icc_profile=bytes(16) + b"RGB XYZ " + bytes(12) + b"acsp" + bytes(88)
        + struct.pack(">I4sII", 1, b"rXYZ", 2**31, 2**31),
    ),
    "profile-of-many-tags.jpg": lambda: saved(
        "JPEG", icc_profile=bytes(36) + b"acsp" + bytes(88) + struct.pack(">I", 2**32 - 1)
    ),
}  # fmt: skip
