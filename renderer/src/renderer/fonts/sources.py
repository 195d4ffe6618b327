"""Which fonts beside a design's own, the folders and the bundled ones may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from renderer.errors import RendererError

ON = ("1", "true", "yes", "on")
OFF = ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class FontSources:
    """What is switched on; by default nothing leaves the machine.

    ``google``: families that nothing else has are asked of Google Fonts, through the Developer
    API with a ``google_api_key``, else through the CSS API. ``system``: then of the machine's own
    fonts. ``s3_bucket`` keeps what remote providers answer for other machines, ``cache_folder``
    for other processes of this one (default: the user's cache folder, /tmp on Lambda).
    """

    google: bool = False
    google_api_key: str | None = field(default=None, repr=False)
    system: bool = False
    s3_bucket: str | None = None
    cache_folder: Path | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> FontSources:
        """Read the environment.

        ``GOOGLE_API_KEY`` switches Google Fonts on, unless ``RENDERER_GOOGLE_FONTS`` is 0;
        ``RENDERER_GOOGLE_FONTS=1`` does so without a key. ``RENDERER_SYSTEM_FONTS=1``,
        ``FONT_S3_CACHE_BUCKET`` and ``RENDERER_FONT_CACHE`` (a folder) set the others.
        """
        key = environ.get("GOOGLE_API_KEY") or None
        folder = environ.get("RENDERER_FONT_CACHE")
        return cls(
            google=_switch(environ, "RENDERER_GOOGLE_FONTS", key is not None),
            google_api_key=key,
            system=_switch(environ, "RENDERER_SYSTEM_FONTS", False),
            s3_bucket=environ.get("FONT_S3_CACHE_BUCKET") or None,
            cache_folder=Path(folder) if folder else None,
        )


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = environ.get(name, "").strip().lower()
    if value not in (*ON, *OFF, ""):
        raise RendererError(f"{name} is {value!r}; 1 or 0 is expected")
    return value in ON if value else default
