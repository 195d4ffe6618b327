"""From a family to a face: the design's fonts, the folders, the bundled ones, then fallbacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from block_font import block_font
from lettering import design_fonts, golden_font, library

from renderer import Limits, Renderer
from renderer.design import DesignFont, FontStyle
from renderer.fonts.face import open_answer
from renderer.fonts.library import DesignFonts
from renderer.fonts.request import FontRequest
from renderer.issues import Issue

VARIABLE = golden_font("Figtree-Variable.woff2")


def listing(
    font: DesignFont, files: Mapping[str, bytes], folders: Sequence[Path] = ()
) -> tuple[DesignFonts, list[Issue]]:
    issues: list[Issue] = []
    return library(files=files, folders=folders).for_design([font], issues.append), issues


def styled(*styles: FontStyle) -> DesignFont:
    return DesignFont(font_family="Shop", styles=styles)


def name_of(fonts: DesignFonts, family: str, weight: int = 400, italic: bool = False) -> str:
    face = fonts.face(family, weight, italic)
    assert face is not None
    return face.name


def test_the_bundled_families_are_always_there() -> None:
    for family in ("Roboto", "Noto Sans"):
        face = library().face(FontRequest(family))
        assert face is not None
        assert face.family == family


def test_an_unknown_family_is_not_found() -> None:
    assert library().face(FontRequest("Nowhere Grotesk")) is None


def test_a_request_is_answered_with_the_same_face_again() -> None:
    fonts = library()
    assert fonts.face(FontRequest("Roboto")) is fonts.face(FontRequest("Roboto"))


def test_a_folder_comes_before_the_bundled_fonts(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(block_font("Roboto"))
    face = library(folders=[tmp_path]).face(FontRequest("Roboto"))
    assert face is not None
    assert face.name == str(tmp_path / "own.ttf")


def test_a_design_font_comes_before_a_folder(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(block_font("Shop"))
    fonts, _ = listing(
        DesignFont(font_family="Shop", url="shop.ttf"), {"shop.ttf": block_font()}, [tmp_path]
    )
    assert name_of(fonts, "Shop") == "shop.ttf"


def test_a_design_font_is_found_without_regard_to_case() -> None:
    assert name_of(design_fonts({"Shop": block_font()}), "SHOP") == "Shop"


def test_a_font_without_styles_serves_all_weights_synthesised() -> None:
    face = design_fonts({"Shop": block_font()}).face("Shop", 700, italic=True)
    assert face is not None
    assert face.synthesis == (True, True)


def test_styles_name_their_files_in_css() -> None:
    font = styled(FontStyle(src='url("a.ttf")'), FontStyle(src="url(b.ttf)", font_weight="bold"))
    fonts, _ = listing(font, {"a.ttf": block_font(), "b.ttf": block_font(weight=700)})
    assert name_of(fonts, "Shop") == "a.ttf"
    assert name_of(fonts, "Shop", 700) == "b.ttf"


def test_an_italic_style_serves_italic_text() -> None:
    font = styled(FontStyle(src="a.ttf"), FontStyle(src="b.ttf", font_style="italic"))
    fonts, _ = listing(font, {"a.ttf": block_font(), "b.ttf": block_font(italic=True)})
    assert name_of(fonts, "Shop", italic=True) == "b.ttf"


def test_a_declared_range_of_weights_sets_the_axis() -> None:
    fonts, _ = listing(styled(FontStyle(src="v", font_weight="300 900")), {"v": VARIABLE})
    face = fonts.face("Shop", 650)
    assert face is not None
    assert face.axes == (("wght", 650.0),)
    assert not any(face.synthesis)


def test_a_variable_font_without_a_range_is_regular() -> None:
    face = design_fonts({"Shop": VARIABLE}).face("Shop", 700)
    assert face is not None
    assert face.axes == (("wght", 400.0),)
    assert face.synthesis.bold


def test_a_font_that_cannot_be_had_is_reported_and_left_out() -> None:
    fonts, issues = listing(DesignFont(font_family="Shop", url="x"), {"x": b"<html>"})
    assert fonts.face("Shop") is None
    (issue,) = issues
    assert str(issue).startswith("fonts[0] (Shop): font x is not a TTF")


def test_a_broken_style_leaves_the_others_in_use() -> None:
    font = styled(FontStyle(src="bad", font_weight="bold"), FontStyle(src="good"))
    fonts, issues = listing(font, {"bad": b"", "good": block_font()})
    assert name_of(fonts, "Shop", 700) == "good"
    assert len(issues) == 1


def test_a_file_that_proves_unusable_when_it_is_asked_for_leaves_the_others_in_use() -> None:
    broken = b"wOFF" + bytes(400)
    font = styled(FontStyle(src="bad", font_weight="bold"), FontStyle(src="good"))
    fonts, issues = listing(font, {"bad": broken, "good": block_font()})
    assert not issues
    assert name_of(fonts, "Shop", 700) == "good"
    (why,) = fonts.why_refused("SHOP")
    assert why.startswith("font bad ")


def test_files_that_nothing_is_set_in_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "renderer.fonts.library.open_answer",
        lambda answer: opened.append(answer.file.name) or open_answer(answer),
    )
    font = styled(FontStyle(src="a.ttf"), FontStyle(src="b.ttf", font_weight="bold"))
    fonts, _ = listing(font, {"a.ttf": block_font(), "b.ttf": block_font(weight=700)})
    assert name_of(fonts, "Shop", 700) == "b.ttf"
    assert opened == ["b.ttf"]


def test_designs_with_the_same_fonts_share_what_is_known_of_them() -> None:
    fonts = library(files={"x": block_font()})
    font = DesignFont(font_family="Shop", url="x")
    assert fonts.for_design([font], print) is fonts.for_design([font], print)


def test_a_font_file_that_changed_is_another_font() -> None:
    fonts = library(files={"x": block_font()})
    font = DesignFont(font_family="Shop", url="x")
    before = fonts.for_design([font], print)
    fonts.load = {"x": block_font(weight=700)}.__getitem__
    assert fonts.for_design([font], print) is not before


def test_a_font_that_cannot_be_had_is_reported_each_time() -> None:
    issues: list[Issue] = []
    fonts = library(files={"x": b"<html>"})
    for _ in range(2):
        fonts.for_design([DesignFont(font_family="Shop", url="x")], issues.append)
    assert [issue.place for issue in issues] == ["fonts[0] (Shop)"] * 2


def test_a_missing_family_is_drawn_in_the_first_fallback_there_is() -> None:
    fonts = design_fonts({"Shop": block_font()}, fallback=["Nowhere", "Shop"])
    assert fonts.default_face(400, italic=False).name == "Shop"


def test_without_fallbacks_a_missing_family_is_drawn_in_roboto() -> None:
    assert design_fonts({}).default_face(700, italic=False).family == "Roboto"


@pytest.mark.parametrize(
    ("cluster", "family"), [("A", "Roboto"), ("\u0905", "Noto Sans"), ("\u0416", "Roboto")]
)
def test_a_cluster_is_drawn_in_the_first_fallback_that_has_it(cluster: str, family: str) -> None:
    face = design_fonts({}).fallback_face(cluster, "Nowhere", 400, italic=False)
    assert face is not None
    assert face.family == family


def test_a_fallback_has_the_whole_cluster_or_none_of_it() -> None:
    fonts = design_fonts({"Base": block_font(letters="e")}, fallback=["Base"])
    face = fonts.fallback_face("e\u0331", "Nowhere", 400, italic=False)
    assert face is not None
    assert face.name != "Base"


def test_a_cluster_that_no_font_has_gets_none() -> None:
    assert design_fonts({}).fallback_face("\u6f22", "Roboto", 400, italic=False) is None


def test_a_subset_is_helped_out_by_the_whole_family() -> None:
    fonts = design_fonts({"Noto Sans": block_font("Noto Sans")})
    face = fonts.fallback_face("\u0416", "Noto Sans", 400, italic=False)
    assert face is not None
    assert face.family == "Noto Sans"


def test_an_emoji_is_looked_for_in_colour_fonts_first() -> None:
    plain, colour = block_font(letters="\u2b50"), golden_font("NotoColorEmoji.ttf")
    fonts = design_fonts({"Plain": plain, "Colour": colour}, fallback=["Plain", "Colour"])
    for cluster, name in (("\u2b50", "Colour"), ("\u2b50\ufe0e", "Plain")):
        face = fonts.fallback_face(cluster, "Roboto", 400, italic=False)
        assert face is not None
        assert face.name == name


@pytest.mark.parametrize(
    ("asked", "twin"), [("Arial", "Liberation Sans"), ("georgia", "Liberation Serif")]
)
def test_a_metric_compatible_font_stands_in(tmp_path: Path, asked: str, twin: str) -> None:
    (tmp_path / "twin.ttf").write_bytes(block_font(twin))
    face = library(folders=[tmp_path]).face(FontRequest(asked))
    assert face is not None
    assert face.family == twin


def test_the_fonts_of_a_design_are_bounded_together(tmp_path: Path) -> None:
    size = len(block_font())
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.ttf").write_bytes(block_font())
    fonts = [{"fontFamily": name.upper(), "url": f"{name}.ttf"} for name in ("a", "b", "c")]
    limits = Limits(design_font_bytes=2 * size + 100)
    drawn = Renderer(assets=tmp_path, limits=limits).draw(
        {"width": 9, "height": 9, "pages": [{}], "fonts": fonts}
    )
    assert [issue.place for issue in drawn.issues] == ["fonts[2] (C)"]
    assert "brings the design's fonts to more than" in drawn.issues[0].message
