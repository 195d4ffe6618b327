"""What a check finds: one design or one row with one thing wrong with it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from loopback import serving
from PIL import Image
from typer.testing import CliRunner, Result
from waiting import UNHURRIED

from renderer import Renderer, open_feed
from renderer.cli import app
from renderer.preflight import (
    CheckSettings,
    Report,
    check_feed,
    check_template,
    design_issues,
)

TITLE = {
    "type": "text", "text": "Lamp", "x": 10, "y": 10, "width": 180, "height": 40, "fontSize": 24,
    "custom": {"variable": "title"},
}  # fmt: skip
PHOTO = {
    "type": "image", "src": "photo.png", "x": 10, "y": 60, "width": 100, "height": 100,
    "custom": {"variable": "photo"},
}  # fmt: skip
FIELDS = ({"label_name": "title", "product_map": "title"},
          {"label_name": "photo", "product_map": "image_link"})  # fmt: skip


def design(*children: dict[str, Any], background: str = "white", **more: Any) -> dict[str, Any]:
    page = {"background": background, "children": list(children)}
    return {"width": 200, "height": 200, "schemaVersion": 4, "pages": [page], **more}


def text(**properties: Any) -> dict[str, Any]:
    return {**TITLE, **properties}


def found(*children: dict[str, Any], **more: Any) -> dict[str, str]:
    """Kinds and messages of a template's findings."""
    report = check_template(design(*children, **more))
    return {one.kind: one.worst[0].message for one in report.tallies}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    Image.new("RGB", (100, 100), "red").save(tmp_path / "photo.png")
    Image.new("RGB", (20, 20), "red").save(tmp_path / "tiny.png")
    whole = (tmp_path / "photo.png").read_bytes()
    noise = Image.effect_noise((200, 200), 80)
    noise.save(tmp_path / "noise.png")
    (tmp_path / "torn.png").write_bytes((tmp_path / "noise.png").read_bytes()[:9000])
    (tmp_path / "page.png").write_bytes(b"<html>Not found</html>" + whole[:10])
    return tmp_path


def check(shop: Path, rows: list[dict[str, Any]], template: Any = None, **settings: Any) -> Report:
    path = shop / "feed.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    how = CheckSettings(fields=FIELDS, renderer={"assets": shop}, **settings)
    with open_feed(path) as feed:
        return check_feed(template or design(PHOTO, TITLE), feed, how)


def row(product: str, title: str = "Lamp", photo: str = "photo.png") -> dict[str, Any]:
    return {"id": product, "title": title, "image_link": photo}


def test_a_good_design_has_no_findings() -> None:
    assert found(TITLE) == {}


@pytest.mark.parametrize(
    ("properties", "kind", "message"),
    [
        ({"text": "A lamp of brass " * 9}, "text-shrunk", "shrinks from 24 to"),
        ({"text": "A lamp of brass " * 90}, "text-tiny", "too small to be read"),
        ({"text": "L" * 80}, "word-split", "breaks a word"),
        ({"text": "A lamp " * 30, "textOverflow": "ellipsis"}, "text-cut", "is cut off"),
        ({"text": "A lamp " * 9, "textOverflow": "resize"}, "text-overflow", "px higher than"),
        ({"fontFamily": "Nowhere"}, "missing-font", "font 'Nowhere' can't be found"),
        ({"text": "\U00012000"}, "missing-glyph", "no font has a glyph"),
        ({"fill": "#f2f2f2"}, "low-contrast", "contrast is 1.1:1 (#f2f2f2 on #ffffff)"),
        ({"fill": "blu"}, "unknown-colour", "fill is no colour"),
        ({"align": "start"}, "unknown-choice", "align is 'start', none of left, center, right"),
        ({"height": -5}, "drawing", "height is -5; a size of 0 or more is expected"),
        ({"x": 300}, "off-page", "lies outside of the page"),
        ({"x": 100}, "off-page", "reaches 80 px beyond the page"),
        ({"fontsize": 30}, "unknown-property", "'fontsize' that nothing reads; fontSize is meant?"),
        ({"text": "Salt &amp;amp; pepper"}, "entity-in-text", "shows &amp;"),
        ({"text": "CafÃ© crème"}, "garbled-text", "has garbled letters"),
        ({"text": "N/A"}, "placeholder-text", "shows 'N/A'"),
        ({"text": "x" * 50_000}, "not-drawable", "text has 50,000 characters"),
        ({"width": "wide"}, "not-drawable", "width is 'wide'"),
    ],
)
def test_each_thing_that_is_wrong_is_found(
    properties: dict[str, Any], kind: str, message: str
) -> None:
    assert message in found(text(**properties))[kind]


@pytest.mark.parametrize(
    "below",
    [
        {"type": "figure", "x": 0, "y": 0, "width": 200, "height": 100, "fill": "black"},
        {"type": "figure", "x": 20, "y": 0, "width": 40, "height": 100, "fill": "red"},
    ],
)
def test_contrast_is_judged_against_what_is_behind(below: dict[str, Any]) -> None:
    assert "low-contrast" not in found(below, text(fill="#f2f2f2"))


def test_a_text_on_a_dark_box_is_judged_against_the_box() -> None:
    box = {"type": "figure", "x": 0, "y": 0, "width": 200, "height": 100, "fill": "#222"}
    assert "#333333 on #222222" in found(box, text(fill="#333"))["low-contrast"]


def test_an_own_background_is_behind_the_text() -> None:
    words = text(fill="white", backgroundEnabled=True, backgroundColor="black")
    assert "low-contrast" not in found(words)


def test_what_is_hidden_is_not_looked_at() -> None:
    assert found(text(visible=False, fill="blu", x=500)) == {}


def test_children_of_groups_are_looked_at() -> None:
    assert "low-contrast" in found({"type": "group", "children": [text(fill="white")]})


def test_findings_are_counted_and_the_worst_named(shop: Path) -> None:
    titles = ["Lamp", "Lamp of brass and oak", "Lamp of brass and oak for the desk", "Lamp"]
    report = check(shop, [row(f"p{i}", title) for i, title in enumerate(titles)])
    (shrunk,) = report.tallies
    assert (shrunk.kind, shrunk.count, report.products, report.clean) == ("text-shrunk", 2, 4, 2)
    assert [example.product for example in shrunk.worst] == ["p2", "p1"]
    assert shrunk.worst[0].line == 3


def test_rows_that_will_have_no_picture_are_errors(shop: Path) -> None:
    rows = [row("a"), row("a"), {"title": "No id", "image_link": "photo.png"}, row("d", photo="x")]
    report = check(shop, rows)
    assert {one.kind for one in report.tallies if one.is_error} == {
        "duplicate-id",
        "missing-id",
        "unreachable-picture",
    }
    assert report.failing == 3


def test_pictures_are_looked_at_when_asked_for(shop: Path) -> None:
    rows = [row(name, photo=f"{name}.png") for name in ("photo", "tiny", "torn", "page")]
    assert check(shop, rows).tallies == []
    report = check(shop, rows, images=True)
    kinds = {one.kind: [example.product for example in one.worst] for one in report.tallies}
    assert kinds == {"broken-picture": ["torn", "page"], "small-picture": ["tiny"]}


@pytest.fixture
def server(shop: Path) -> Iterator[str]:
    handler = partial(SimpleHTTPRequestHandler, directory=str(shop))
    with serving(handler) as host:
        yield host


def test_distant_pictures_are_asked_for(shop: Path, server: str) -> None:
    rows = [row("a", photo=f"http://{server}/photo.png"), row("b", photo=f"http://{server}/x.png")]
    path = shop / "feed.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    patient = {"allow_hosts": [server], "limits": UNHURRIED}
    how = CheckSettings(fields=FIELDS, renderer=patient, images=True)
    with open_feed(path) as feed:
        report = check_feed(design(PHOTO, TITLE), feed, how)
    (missing,) = report.tallies
    assert (missing.kind, missing.worst[0].product) == ("unreachable-picture", "b")
    assert "status 404" in missing.worst[0].message


def test_a_forbidden_url_is_found_without_asking(shop: Path) -> None:
    (one,) = check(shop, [row("a", photo="file:///etc/passwd")]).tallies
    assert one.kind == "unreachable-picture"


def test_the_template_is_left_as_it_was(shop: Path) -> None:
    template = design(PHOTO, TITLE)
    before = copy.deepcopy(template)
    check(shop, [row("a")], template)
    assert template == before


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


@pytest.fixture
def files(shop: Path) -> tuple[Path, Path]:
    (shop / "ad.json").write_text(json.dumps(design(PHOTO, text(fontFamily="Nowhere"))))
    (shop / "feed.csv").write_text("id,title,image_link\na,Lamp,photo.png\nb,Desk\n")
    return shop / "ad.json", shop / "feed.csv"


def test_people_get_a_table_worst_first(files: tuple[Path, Path], shop: Path) -> None:
    result = run(*files, "--assets", shop)
    lines = result.stdout.splitlines()
    broken = next(i for i, line in enumerate(lines) if "broken-row" in line)
    font = next(i for i, line in enumerate(lines) if "missing-font" in line)
    assert broken < font
    assert "1 of 2" in lines[font]
    assert "2 products: 0 without a finding, 1 that will have no picture" in lines[-1]


def test_machines_get_json(files: tuple[Path, Path], shop: Path) -> None:
    report = json.loads(run(*files, "--assets", shop, "--json").stdout)
    assert (report["products"], report["failing"]) == (2, 1)
    first = report["findings"][0]
    assert (first["kind"], first["severity"], first["count"]) == ("broken-row", "error", 1)
    assert first["worst"][0]["line"] == 3


def test_the_exit_code_tells_ci(files: tuple[Path, Path], shop: Path) -> None:
    ad, feed = files
    assert run(ad, feed, "--assets", shop).exit_code == 1
    assert run(ad, feed, "--assets", shop, "--fail-on", "never").exit_code == 0
    assert run(ad, "--assets", shop).exit_code == 0
    assert run(ad, "--assets", shop, "--fail-on", "any").exit_code == 1
    assert run(ad, shop / "none.csv").exit_code == 2
    feed.write_text("{}")
    assert run(feed, feed).exit_code in (1, 2)


def test_a_single_design_has_issues_beside_those_of_drawing_it(shop: Path) -> None:
    renderer = Renderer(shop)
    wrong = design({**PHOTO, "src": "tiny.png"}, text(text="A lamp of brass " * 4))
    assert {issue.kind for issue in design_issues(renderer, wrong)} == {
        "small-picture",
        "text-shrunk",
    }
    assert design_issues(renderer, json.dumps(design(PHOTO, text(fontFamily="Nowhere")))) == ()


def test_several_processes_find_the_same(shop: Path) -> None:
    rows = [row(f"p{i}", "Lamp of brass and oak " * (i % 7)) for i in range(200)]
    alone, together = (check(shop, rows, jobs=jobs) for jobs in (1, 2))
    assert together.tallies == alone.tallies
    assert together.products == 200
