"""The duotone: a picture printed in two inks, one for its shadows, one for its lights."""

from __future__ import annotations

from PIL import Image, ImageOps

from feedloom_looks.inks import mixed, rgb
from renderer import FilterSettings


class Duotone(FilterSettings, frozen=True, kw_only=True, rename="camel"):
    """``dark`` is what black becomes, ``light`` what white becomes."""

    dark: str = "#1b1464"
    light: str = "#fff3d6"

    def __post_init__(self) -> None:
        rgb(self.dark, "dark")
        rgb(self.light, "light")


def duotone(image: Image.Image, settings: Duotone) -> Image.Image:
    inks = rgb(settings.dark, "dark"), rgb(settings.light, "light")
    return mixed(image, ImageOps.colorize(image.convert("L"), *inks), settings.intensity)
