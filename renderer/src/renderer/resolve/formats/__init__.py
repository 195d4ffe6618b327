"""The formats of ``{{ value | format }}``: a value in, what the ad shows out."""

from collections.abc import Mapping

from renderer.resolve.formats import dates, numbers, texts
from renderer.resolve.formats.format import FormatContext, NothingToShow, ValueFormat

BUILT_IN: Mapping[str, ValueFormat] = {
    one.name: one for one in (*numbers.FORMATS, *dates.FORMATS, *texts.FORMATS)
}

__all__ = ["BUILT_IN", "FormatContext", "NothingToShow", "ValueFormat"]
