"""The folder of kept fonts holds whole files, stays bounded, and harms nobody when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from renderer.disk_store import DiskStore, cache_folder

A, B, C, D = (letter * 64 for letter in "abcd")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_is_put_is_got_by_another_process_s_store(tmp_path: Path) -> None:
    DiskStore(tmp_path / "deep" / "fonts").put("a.font", b"abc")
    assert DiskStore(tmp_path / "deep" / "fonts").get("a.font") == b"abc"


def test_an_unknown_name_has_nothing(tmp_path: Path) -> None:
    assert DiskStore(tmp_path).get("a.font") is None
    assert DiskStore(tmp_path / "nowhere").get("a.font") is None


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    DiskStore(tmp_path).put("a.font", b"abc")
    assert names(tmp_path) == {"a.font"}


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, capacity=30)
    now = time.time()
    for age, name in ((30, A), (20, B), (10, C)):
        store.put(name, bytes(10))
        os.utime(tmp_path / name, (now - age, now - age))
    store.get(A)
    store.put(D, bytes(10))
    assert names(tmp_path) == {A, C, D}


def test_what_is_larger_than_all_is_not_kept(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, capacity=30)
    store.put(A, bytes(31))
    assert names(tmp_path) == set()


def test_what_a_killed_process_left_is_removed_after_an_hour(tmp_path: Path) -> None:
    an_hour_ago = time.time() - 3601
    for name in ("feedloom-old.part", "feedloom-new.part"):
        (tmp_path / name).write_bytes(b"x")
    os.utime(tmp_path / "feedloom-old.part", (an_hour_ago, an_hour_ago))
    DiskStore(tmp_path).put(A, b"x")
    assert names(tmp_path) == {A, "feedloom-new.part"}


def test_files_that_the_store_didn_t_make_are_left_alone_and_not_counted(tmp_path: Path) -> None:
    theirs = {"thesis.doc", "download.iso.part", "folder"}
    (tmp_path / "folder").mkdir()
    for name in ("thesis.doc", "download.iso.part"):
        (tmp_path / name).write_bytes(bytes(100))
    for name in theirs:
        os.utime(tmp_path / name, (1, 1))
    store = DiskStore(tmp_path, capacity=30)
    for name in (A, B, C, D):
        store.put(name, bytes(10))
    assert names(tmp_path) > theirs
    assert len(names(tmp_path) - theirs) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of POSIX")
def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    code = """
import resource, signal, sys
from pathlib import Path
from renderer.disk_store import DiskStore

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
DiskStore(Path(sys.argv[1])).put("a" * 64, bytes(5000))
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert names(tmp_path) == set()


def test_a_folder_that_is_a_file_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = DiskStore(tmp_path / "file")
    store.put(A, b"x")
    assert store.get(A) is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_the_folder_is_the_user_s_own(tmp_path: Path) -> None:
    DiskStore(tmp_path / "fonts").put(A, b"x")
    assert (tmp_path / "fonts").stat().st_mode & 0o777 == 0o700


def _write_and_read(folder: Path, byte: int) -> int:
    """How many reads gave anything but one writer's whole file."""
    store = DiskStore(folder)
    wrong = 0
    for _ in range(50):
        store.put("shared.font", bytes([byte]) * 100_000)
        got = store.get("shared.font")
        wrong += got is None or len(got) != 100_000 or len(set(got)) != 1
    return wrong


def test_processes_that_write_one_name_never_read_a_mixture(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        assert sum(pool.map(_write_and_read, [tmp_path] * 4, range(4))) == 0


def test_on_lambda_the_folder_is_in_tmp() -> None:
    folder = cache_folder({"AWS_LAMBDA_FUNCTION_NAME": "draw"})
    assert folder.as_posix() == "/tmp/feedloom/fonts"


@pytest.mark.skipif(sys.platform != "linux", reason="another system has another place")
def test_elsewhere_it_is_the_user_s_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/home/ann/.cache")
    assert cache_folder({}).as_posix() == "/home/ann/.cache/feedloom/fonts"
