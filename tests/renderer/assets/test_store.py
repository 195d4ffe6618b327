"""Pictures are found by content, decoded no larger than needed; failures wait for their turn."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from waiting import PATIENCE

from renderer import AssetError, Limits
from renderer.assets import Assets, store
from renderer.fetch import Fetcher


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    noise = Image.merge("RGB", [Image.effect_noise((160, 96), 60)] * 3)
    noise.save(tmp_path / "noise.png")
    blurred = noise.resize((40, 24))
    blurred.resize((800, 480), Image.Resampling.BICUBIC).save(tmp_path / "photo.jpg", quality=90)
    return tmp_path


def difference(first: Image.Image, second: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(first, second)).mean)


def as_png(path: Path) -> Path:
    """The same pixels in a format without reduced decoding."""
    Image.open(path).save(path.with_suffix(".png"))
    return path.with_suffix(".png")


@pytest.mark.parametrize("size", [(400, 240), (200, 120), (100, 60), (150, 90), (97, 58)])
def test_a_jpeg_decoded_small_is_the_picture_reduced(folder: Path, size: tuple[int, int]) -> None:
    exact = as_png(folder / "photo.jpg")
    assets = Assets(folder, (), Limits())
    small = assets.bitmap("photo.jpg").reduced(*size)
    assert difference(small, assets.bitmap(exact.name).reduced(*size)) < 2.5


def test_a_mirrored_picture_is_mirrored_before_it_is_reduced(folder: Path) -> None:
    bitmap = Assets(folder, (), Limits()).bitmap("noise.png")
    mirrored = Image.open(folder / "noise.png").transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    mirrored.save(folder / "mirrored.png")
    expected = Assets(folder, (), Limits()).bitmap("mirrored.png").reduced(60, 36)
    assert difference(bitmap.mirrored(True, False).reduced(60, 36), expected) == 0


def test_mirroring_twice_is_no_mirroring(folder: Path) -> None:
    bitmap = Assets(folder, (), Limits()).bitmap("noise.png")
    twice = bitmap.mirrored(True, True).mirrored(True, True)
    assert difference(twice.reduced(60, 36), bitmap.reduced(60, 36)) == 0


def test_a_size_that_is_asked_for_again_is_kept(folder: Path) -> None:
    assets = Assets(folder, (), Limits())
    once, twice, thrice = (assets.bitmap("noise.png").reduced(9, 9) for _ in range(3))
    assert once is not twice
    assert twice is thrice


def test_a_file_that_changed_is_drawn_anew(folder: Path) -> None:
    assets = Assets(folder, (), Limits())
    assets.bitmap("noise.png").reduced(160, 96)
    Image.new("RGB", (3, 3), "red").save(folder / "noise.png")
    assert assets.bitmap("noise.png").reduced(3, 3).getpixel((1, 1)) == (255, 0, 0)


def test_a_failed_prefetch_is_quiet_and_raised_once_for_who_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def fail(self: Fetcher, url: str, limit: int | None = None) -> bytes:
        asked.append(url)
        raise AssetError(f"{url} is away")

    monkeypatch.setattr(Fetcher, "fetch", fail)
    assets = Assets(None, (), Limits())
    assets.prefetch(["http://a.test/1", "http://a.test/2", "http://a.test/1"])
    assert sorted(asked) == ["http://a.test/1", "http://a.test/2"]
    with pytest.raises(AssetError, match="1 is away"):
        assets.data("http://a.test/1")
    assert len(asked) == 2


def test_urls_are_loaded_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    meeting = threading.Barrier(store.LOADS_AT_ONCE, timeout=PATIENCE)  # by all at once or none

    def wait(self: Fetcher, url: str, limit: int | None = None) -> bytes:
        meeting.wait()
        return b""

    monkeypatch.setattr(Fetcher, "fetch", wait)
    Assets(None, (), Limits()).prefetch(f"http://a.test/{i}" for i in range(store.LOADS_AT_ONCE))


def test_a_picture_in_a_data_uri_needs_no_folder() -> None:
    import base64

    file = io.BytesIO()
    Image.new("RGB", (2, 2), "blue").save(file, "PNG")
    uri = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    assert Assets(None, (), Limits()).bitmap(uri).reduced(2, 2).getpixel((0, 0)) == (0, 0, 255)


def test_an_empty_url_is_an_error() -> None:
    with pytest.raises(AssetError, match="empty"):
        Assets(None, (), Limits()).bitmap("")
