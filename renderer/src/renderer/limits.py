"""How much of everything the renderer accepts, with defaults that protect a shared server."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; whatever exceeds one is refused with an error that names it."""

    source_pixels: int = 50_000_000
    """Pixels of one source picture."""
    design_pixels: int = 200_000_000
    """Pixels of all source pictures of a design."""
    effect_pixels: int = 20_000_000
    """Pixels of an element that is painted apart for its effects."""
    output_side: int = 8192
    """Pixels of a side of the result."""
    download_bytes: int = 20 * MEGABYTE
    """One download or file."""
    data_uri_bytes: int = 5 * MEGABYTE
    """One data url."""
    svg_bytes: int = MEGABYTE
    """One svg."""
    svg_nodes: int = 100_000
    """Elements of an svg, those counted again that it draws again."""
    svg_seconds: float = 5.0
    """Processor time to draw an svg apart."""
    font_bytes: int = 30 * MEGABYTE
    """One font file, unpacked too."""
    design_font_bytes: int = 60 * MEGABYTE
    """All font files of a design."""
    design_bytes: int = 20 * MEGABYTE
    """A design's JSON."""
    text_characters: int = 10_000
    """One text, its markup counted."""
    page_elements: int = 500
    """Elements of a page, groups counted."""
    nesting: int = 20
    """Groups in groups."""
    connect_seconds: float = 3.0
    """Until a server is connected."""
    total_seconds: float = 5.0
    """One download, redirects and a second attempt counted."""
    picture_seconds: float = 20.0
    """One picture: loading and drawing."""
