"""Turn the demo's ads into one page that shows them all."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from pipeline.local.demo import Ad


def write_gallery(ads: Sequence[Ad], out: Path, summary: str) -> Path:
    """Write ``gallery.html`` into ``out``, beside the pictures that it shows."""
    page = Template((Path(__file__).parent / "gallery.html").read_text("utf-8"))
    sections = "".join(
        _section(template, list(group))
        for template, group in groupby(ads, key=lambda ad: ad.template)
    )
    file = out / "gallery.html"
    file.write_text(page.substitute(summary=escape(summary), sections=sections), "utf-8")
    return file


def _section(template: str, ads: list[Ad]) -> str:
    cards = "".join(_card(ad) for ad in ads)
    title = escape(template.replace("-", " "))
    return f"<section><h2>{title} <small>{len(ads)} ads</small></h2><div>{cards}</div></section>\n"


def _card(ad: Ad) -> str:
    title = escape(ad.product["title"]) or "<em>no title</em>"
    state = "good" if ad.status == "GENERATED" else "bad"
    seconds = "" if ad.seconds is None else f"<span>{ad.seconds * 1000:.0f} ms</span>"
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in ad.remarks)
    return (
        f'<figure class="{state}">{_picture(ad)}<figcaption><strong>{title}</strong>'
        f"<span>{escape(ad.product['sale_price'])}</span>{seconds}<b>{ad.status}</b>{remarks}"
        "</figcaption></figure>\n"
    )


def _picture(ad: Ad) -> str:
    if ad.picture is None:
        return '<div class="none">no picture</div>'
    name = escape(ad.picture.name)
    return f'<a href="{name}"><img loading="lazy" src="{name}" alt=""></a>'
