"""``renderer.batch`` with real processes: what is drawn, what isn't, what a run remembers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from gate import install_plugin
from PIL import Image
from waiting import wait_until

from renderer import OutputError, open_feed
from renderer.batch import BatchSettings, Entry, Summary, draw_feed
from renderer.batch.manifest import LOCK, Manifest

ROOT = Path(__file__).parents[3]
TEMPLATE: dict[str, Any] = {
    "width": 60,
    "height": 40,
    "schemaVersion": 4,
    "pages": [
        {
            "background": "white",
            "children": [
                {"type": "text", "text": "?", "width": 60, "custom": {"variable": "title"}},
                {
                    "type": "image", "y": 20, "width": 20, "height": 20,
                    "custom": {"variable": "photo"},
                },
            ],
        },
        {"background": "blue"},
    ],
}  # fmt: skip
FIELDS = ({"label_name": "title", "product_map": "title"},
          {"label_name": "photo", "product_map": "image_link"})  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with photo.png."""
    Image.new("RGB", (30, 30), "red").save(tmp_path / "photo.png")
    return tmp_path


def feed_of(shop: Path, titles: Mapping[str, str]) -> Path:
    path = shop / "feed.csv"
    rows = [f'{product},"{title}",photo.png' for product, title in titles.items()]
    path.write_text("\n".join(["id,title,image_link", *rows, ""]))
    return path


def draw(shop: Path, feed: Path, template: Any = TEMPLATE, **settings: Any) -> Summary:
    how = BatchSettings(fields=FIELDS, renderer={"assets": shop}, **{"jobs": 1, **settings})
    with open_feed(feed) as rows:
        return draw_feed(template, rows, shop / "out", how)


def entries(shop: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (shop / "out/manifest.jsonl").read_bytes().splitlines()]


def of(shop: Path, name: str) -> list[Any]:
    return [entry.get(name) for entry in entries(shop)]


def test_every_product_is_a_picture_and_a_line(shop: Path) -> None:
    summary = draw(shop, feed_of(shop, {"a": "Lamp", "b": "Desk"}))
    assert (summary.rows, summary.drawn, summary.failed) == (2, 2, 0)
    assert of(shop, "product") == ["a", "b"]
    assert of(shop, "file") == ["a.png", "b.png"]
    assert Image.open(shop / "out/a.png").getpixel((5, 30)) == (255, 0, 0)
    assert [(shop / "out" / name).stat().st_size for name in of(shop, "file")] == of(shop, "size")


def test_lines_are_in_the_feeds_order_whoever_draws(shop: Path) -> None:
    titles = {f"p{i}": f"Lamp {i}" for i in range(30)}
    draw(shop, feed_of(shop, titles), jobs=2)
    assert of(shop, "product") == list(titles)


def test_the_number_of_processes_changes_no_picture(shop: Path) -> None:
    feed = feed_of(shop, {f"p{i}": f"Lamp {i}" for i in range(6)})
    draw(shop, feed)
    before = of(shop, "sha256")
    draw(shop, feed, jobs=2, force=True)
    assert of(shop, "sha256") == before


def test_only_what_changed_is_drawn_again(shop: Path) -> None:
    draw(shop, feed_of(shop, {"a": "Lamp", "b": "Desk", "c": "Chair"}))
    summary = draw(shop, feed_of(shop, {"a": "Lamp", "b": "New desk", "d": "Sofa"}))
    assert (summary.drawn, summary.unchanged) == (2, 1)
    assert of(shop, "status") == ["unchanged", "drawn", "drawn"]
    assert of(shop, "product") == ["a", "b", "d"]


def test_a_new_photo_under_the_old_name_is_a_change(shop: Path) -> None:
    feed = feed_of(shop, {"a": "Lamp"})
    draw(shop, feed)
    Image.new("RGB", (30, 30), "green").save(shop / "photo.png")
    assert draw(shop, feed).drawn == 1


def test_a_picture_that_is_gone_is_drawn_again(shop: Path) -> None:
    feed = feed_of(shop, {"a": "Lamp", "b": "Desk"})
    draw(shop, feed)
    (shop / "out/b.png").unlink()
    assert draw(shop, feed).drawn == 1


def test_force_draws_everything(shop: Path) -> None:
    feed = feed_of(shop, {"a": "Lamp"})
    draw(shop, feed)
    assert draw(shop, feed, force=True).drawn == 1


def test_several_pages_are_several_pictures(shop: Path) -> None:
    draw(shop, feed_of(shop, {"a": "Lamp"}), pages=(0, 1))
    assert of(shop, "file") == ["a~~p0.png", "a~~p1.png"]
    assert Image.open(shop / "out/a~~p1.png").getpixel((0, 0)) == (0, 0, 255)


def test_rows_that_are_no_products_are_named_and_harm_no_other(shop: Path) -> None:
    feed = shop / "feed.csv"
    feed.write_text(
        "id,title,image_link\na,Lamp,photo.png\n,No id,photo.png\nb,Desk\n"
        "a,Again,photo.png\nc,No photo,none.png\nd,Sofa,photo.png\n"
    )
    summary = draw(shop, feed)
    assert (summary.drawn, summary.failed) == (2, 4)
    assert of(shop, "line") == [2, 3, 4, 5, 6, 7]
    assert of(shop, "error")[1:5] == [
        "has no id",
        "the row has 2 values; the header has 3 columns",
        "the id 'a' is already that of line 2",
        "pages[0].children[1] (image): none.png is not in the assets folder",
    ]
    assert summary.issues["duplicate-id"] == summary.issues["missing-id"] == 1


def test_what_failed_is_tried_again(shop: Path) -> None:
    feed = feed_of(shop, {"a": "Lamp"})
    (shop / "photo.png").rename(shop / "away.png")
    assert draw(shop, feed).failed == 1
    (shop / "away.png").rename(shop / "photo.png")
    assert draw(shop, feed).drawn == 1
    assert of(shop, "status") == ["drawn"]


def test_issues_of_an_unchanged_picture_are_kept(shop: Path) -> None:
    template = json.loads(json.dumps(TEMPLATE))
    template["pages"][0]["children"][0]["fontFamily"] = "No Such Font"
    feed = feed_of(shop, {"a": "Lamp"})
    draw(shop, feed, template)
    before = of(shop, "issues")
    assert "No Such Font" in before[0][0]["message"]
    assert draw(shop, feed, template).unchanged == 1
    assert of(shop, "issues") == before


def test_a_manifest_cut_off_in_its_last_line_is_gone_on_with(shop: Path) -> None:
    feed = feed_of(shop, {"a": "Lamp", "b": "Desk"})
    draw(shop, feed)
    manifest = shop / "out/manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:-30])
    summary = draw(shop, feed)
    assert (summary.drawn, summary.unchanged) == (1, 1)
    assert of(shop, "product") == ["a", "b"]


def test_a_folder_is_written_by_one_run_at_a_time(shop: Path) -> None:
    feed = feed_of(shop, {"a": "Lamp"})

    def second(entry: Entry) -> None:
        with pytest.raises(OutputError, match="another batch"):
            draw(shop, feed)

    with open_feed(feed) as rows:
        how = BatchSettings(fields=FIELDS, renderer={"assets": shop}, jobs=1)
        assert draw_feed(TEMPLATE, rows, shop / "out", how, second).drawn == 1


def test_a_run_that_came_while_another_ended_shuts_out_a_third(tmp_path: Path) -> None:
    with Manifest(tmp_path):
        waiting = sqlite3.connect(tmp_path / LOCK, isolation_level=None)  # has the file open
    waiting.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OutputError, match="another batch"):
        Manifest(tmp_path)
    waiting.close()


def test_nothing_but_pictures_manifest_and_lock_is_left(shop: Path) -> None:
    draw(shop, feed_of(shop, {"a": "Lamp"}))
    assert sorted(os.listdir(shop / "out")) == [".batch-lock", "a.png", "manifest.jsonl"]


PLUGIN = """
import os, time
from renderer import Element, ElementType, hookimpl

class Trap(Element, frozen=True, kw_only=True):
    text: str = ""

def paint(trap, context):
    if trap.text == "die":
        os._exit(9)
    while trap.text == "wait" and os.path.exists("closed"):
        time.sleep(0.02)
    if trap.text == "raise":
        raise ValueError("boo")
    return ()

@hookimpl
def register_element_types(register):
    register(ElementType("trap", Trap, paint))
"""


@pytest.fixture
def trapped(shop: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A template whose titles can kill or wait, with the plugin that does it for all processes."""
    install_plugin(shop / "site", "trap", PLUGIN)
    monkeypatch.syspath_prepend(shop / "site")
    monkeypatch.setenv("PYTHONPATH", str(shop / "site"), prepend=os.pathsep)
    monkeypatch.chdir(shop)
    template = json.loads(json.dumps(TEMPLATE))
    template["pages"][0]["children"].append(
        {"type": "trap", "text": "", "custom": {"variable": "title"}}
    )
    return template


def test_a_product_that_kills_its_process_costs_itself_only(
    shop: Path, trapped: dict[str, Any]
) -> None:
    titles = {f"p{i}": f"Lamp {i}" for i in range(12)} | {"p5": "die", "p6": "raise", "p9": "die"}
    summary = draw(shop, feed_of(shop, titles), trapped, jobs=2)
    assert (summary.drawn, summary.failed) == (9, 3)
    errors = dict(zip(of(shop, "product"), of(shop, "error"), strict=True))
    assert errors["p5"] == errors["p9"] == "ends the process that draws it (exit code 9)"
    assert "boo" in errors["p6"]


def test_a_product_that_takes_too_long_is_given_up(shop: Path, trapped: dict[str, Any]) -> None:
    (shop / "closed").touch()
    feed = feed_of(shop, {"a": "x", "b": "wait", "c": "y"})
    summary = draw(shop, feed, trapped, seconds=8)  # more than a machine stalls
    assert (summary.drawn, summary.failed) == (2, 1)
    assert of(shop, "error")[1] == "takes longer than 8 s"


def command(shop: Path, feed: Path, *more: str, template: Any = TEMPLATE) -> list[str]:
    (shop / "ad.json").write_text(json.dumps(template))
    (shop / "fields.json").write_text(json.dumps(FIELDS))
    arguments = ["-o", "out", "--assets", ".", "--fields", "fields.json", "--jobs", "1", *more]
    return [sys.executable, "-m", "renderer.cli", "batch", "ad.json", feed.name, *arguments]


def run(shop: Path, feed: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run_in(shop, command(shop, feed, *more))


def run_in(shop: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=shop, capture_output=True, text=True)


DONE, ALL = 10, [f"p{i}" for i in range(25)]


@pytest.fixture
def half_done(shop: Path, trapped: dict[str, Any]) -> list[str]:
    """The command of a run that waits, with so many pictures done, as long as "closed" is there."""
    (shop / "closed").touch()
    titles = {product: f"Lamp {product}" for product in ALL} | {ALL[DONE]: "wait"}
    return command(shop, feed_of(shop, titles), template=trapped)


def heed_ctrl_c() -> None:
    """Even where a shell runs the tests in the background, and lets them ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stopped(shop: Path, arguments: list[str], how: signal.Signals) -> subprocess.Popen[bytes]:
    """A run that was sent a signal while it waited."""
    process = subprocess.Popen(
        arguments,
        cwd=shop,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=heed_ctrl_c,
    )
    manifest = shop / "out/manifest.jsonl"
    wait_until(lambda: manifest.exists() and manifest.read_bytes().count(b"\n") == DONE)
    if how == signal.SIGINT:  # as a terminal does: the whole group
        os.killpg(process.pid, how)
    else:
        process.send_signal(how)
    process.wait()
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_stopped_goes_on_where_it_was(
    shop: Path, half_done: list[str], how: signal.Signals
) -> None:
    process = stopped(shop, half_done, how)
    assert process.returncode == (130 if how == signal.SIGINT else -9)
    assert of(shop, "product") == ALL[:DONE]
    (shop / "closed").unlink()
    result = run_in(shop, half_done)
    assert result.returncode == 0, result.stderr
    assert of(shop, "product") == ALL
    assert of(shop, "status").count("unchanged") == DONE
    for path in (shop / "out").glob("*.png"):
        Image.open(path).load()


@pytest.mark.skipif(sys.platform == "win32", reason="process table")
def test_workers_end_with_a_parent_that_was_killed(shop: Path, half_done: list[str]) -> None:
    process = stopped(shop, half_done, signal.SIGKILL)
    assert workers_of(process)
    (shop / "closed").unlink()
    wait_until(lambda: not workers_of(process))


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """What is still running of the process's group."""
    import psutil

    found = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == process.pid:
                found.append(pid)
    return found


def test_the_command_says_what_became_of_the_feed(shop: Path) -> None:
    feed = shop / "feed.csv"
    feed.write_text("id,title,image_link\nA-1,Lamp,photo.png\nb,Desk,none.png\nc\n")
    result = run(shop, feed, "--format", "jpeg", "--quality", "70")
    assert result.returncode == 1
    assert sorted(result.stderr.splitlines()) == [
        "line 3 (b): pages[0].children[1] (image): none.png is not in the assets folder",
        "line 4: the row has 1 values; the header has 3 columns",
    ]
    assert "3 products: 1 picture drawn, 0 unchanged, 2 failed" in result.stdout
    assert "issues: broken-row 1" in result.stdout
    assert Image.open(shop / "out/A-1~~1.jpg").format == "JPEG"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--format", "gif"], "format is 'gif'"),
        (["--feed-format", "pdf"], "feed format is 'pdf'"),
        (["--encoding", "klingon"], "encoding 'klingon' is not known"),
        (["--page", "3"], "page is 3; 0 to"),
        (["--scale", "0"], "scale is 0; a number above 0"),
    ],
)
def test_what_is_wrong_for_all_products_is_said_once(
    arguments: list[str], expected: str, shop: Path
) -> None:
    result = run(shop, feed_of(shop, {"a": "Lamp"}), *arguments)
    assert result.returncode == 2
    assert result.stderr.startswith(expected) or expected in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_template_that_is_no_json_is_said_once(shop: Path) -> None:
    arguments = command(shop, feed_of(shop, {"a": "Lamp"}))
    (shop / "ad.json").write_text("{")
    result = run_in(shop, arguments)
    assert (result.returncode, result.stderr.startswith("template is not JSON")) == (2, True)


def test_an_xml_feed_is_drawn_too(shop: Path) -> None:
    feed = shop / "feed.xml"
    feed.write_text(
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>a</g:id>'
        "<g:title>Lamp</g:title><g:image_link>photo.png</g:image_link></item></channel></rss>"
    )
    assert draw(shop, feed).drawn == 1
    shutil.rmtree(shop / "out")


def test_what_a_check_finds_travels_with_the_picture(shop: Path) -> None:
    feed = feed_of(shop, {"a": "Lamp", "b": "A lamp of brass and oak for the desk " * 3})
    draw(shop, feed)
    kinds = [{issue["kind"] for issue in entry.get("issues", ())} for entry in entries(shop)]
    assert kinds[0] == set()
    assert "text-shrunk" in kinds[1]
    draw(shop, feed)
    assert of(shop, "status") == ["unchanged", "unchanged"]
    assert "text-shrunk" in {issue["kind"] for issue in of(shop, "issues")[1]}


def test_rules_in_a_file_decide_about_elements_by_their_names(shop: Path) -> None:
    lamp = {"name": "lamp", "type": "figure", "width": 60, "height": 40, "fill": "red"}
    design = {**TEMPLATE, "pages": [{"background": "white", "children": [lamp]}]}
    (shop / "ad.json").write_text(json.dumps(design))
    (shop / "rules.json").write_text('{"lamp": {"show": {"value": "title", "equals": "Lamp"}}}')
    feed = feed_of(shop, {"a": "Lamp", "b": "Desk"})
    arguments = ["-o", "out", "--rules", "rules.json", "--jobs", "1"]
    command = [sys.executable, "-m", "renderer.cli", "batch", "ad.json", feed.name, *arguments]
    subprocess.run(command, cwd=shop, check=True, capture_output=True)
    colours = [Image.open(shop / f"out/{name}.png").getpixel((30, 20)) for name in "ab"]
    assert colours == [(255, 0, 0), (255, 255, 255)]
