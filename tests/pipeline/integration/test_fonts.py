"""A worker's fonts come from Google once; from then on every worker has them from the bucket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from block_font import block_font
from google_fonts import KEY, google_fonts
from PIL import ImageChops

import renderer
from pipeline import handler

DESIGN = {
    "width": 200,
    "height": 60,
    "pages": [
        {
            "background": "white",
            "children": [
                {
                    "type": "text",
                    "text": "MUG 4",
                    "width": 180,
                    "fontSize": 40,
                    "fontFamily": "Shop Sans",
                    "fontWeight": "bold",
                }
            ],
        }
    ],
    "schemaVersion": 4,
}


def draw_on_new_worker(world: Any, monkeypatch: pytest.MonkeyPatch, disk: Path) -> Any:
    monkeypatch.setenv("RENDERER_FONT_CACHE", str(disk))
    handler._parts.cache_clear()
    feed_id = world.add_feed(DESIGN)
    body = json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
    assert world.handle(body) == []
    return world.picture(feed_id)


def test_a_font_of_google_s_is_downloaded_once_for_all_workers(
    world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "bold.ttf").write_bytes(block_font("Shop Sans", weight=700))
    expected = renderer.render(DESIGN, fonts=[tmp_path / "fonts"])
    world.s3.create_bucket(Bucket="fonts")
    monkeypatch.setenv("FONT_S3_CACHE_BUCKET", "fonts")
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    monkeypatch.setenv("RENDERER_GOOGLE_FONTS", "1")
    with google_fonts() as google:
        monkeypatch.setattr("renderer.fonts.remote.google.Site", lambda: google.site)
        pictures = [
            draw_on_new_worker(world, monkeypatch, tmp_path / name) for name in ("one", "two")
        ]
        assert (google.count("/webfonts"), google.count("/s/")) == (1, 1)
    for picture in pictures:
        assert ImageChops.difference(picture.convert("RGB"), expected).getbbox() is None
