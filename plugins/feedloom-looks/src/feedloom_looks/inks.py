"""What both looks share: colours of designs as Pillow wants them, and how much of a look."""

from __future__ import annotations

from PIL import Image

from renderer import parse_colour

Rgb = tuple[int, int, int]


def rgb(text: str, name: str) -> Rgb:
    """A setting's colour. Raises ValueError for what is none: in a model, an error with place."""
    colour = parse_colour(text)
    if colour is None:
        raise ValueError(f"{name} is {text!r}; a colour is expected")
    return colour.rgb


def mixed(image: Image.Image, look: Image.Image, intensity: float) -> Image.Image:
    """0 leaves the image as it is, 1 gives the look alone."""
    return Image.blend(image, look, min(1.0, max(0.0, intensity)))
