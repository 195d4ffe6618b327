"""How much of everything the renderer accepts, with defaults that protect a shared server."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; whatever exceeds one is refused with an error that names it."""

    source_pixels: int = 50_000_000
    design_pixels: int = 200_000_000
    effect_pixels: int = 20_000_000
    output_side: int = 8192
    download_bytes: int = 20 * MEGABYTE
    data_uri_bytes: int = 5 * MEGABYTE
    svg_bytes: int = MEGABYTE
    svg_nodes: int = 100_000
    svg_seconds: float = 5.0
    font_bytes: int = 30 * MEGABYTE
    design_bytes: int = 20 * MEGABYTE
    text_characters: int = 10_000
    page_elements: int = 500
    nesting: int = 20
    connect_seconds: float = 3.0
    total_seconds: float = 5.0
    picture_seconds: float = 20.0
