"""Google Fonts is asked over real HTTP, for what it has, and for nothing twice."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from google_fonts import KEY, Server
from waiting import UNHURRIED

from renderer.disk_store import DiskStore
from renderer.errors import AssetError, AssetLimitError, ForbiddenUrlError, HttpStatusError
from renderer.fonts.face import open_answer
from renderer.fonts.remote.google import GoogleFonts, GoogleGuard, Site
from renderer.fonts.request import FontAnswer, FontRequest

SANS = FontRequest("Shop Sans")


def fonts(google: Server, key: str | None = None, folder: Path | None = None) -> GoogleFonts:
    store = DiskStore(folder) if folder else None
    return GoogleFonts(key, UNHURRIED, store, google.site)


def file_of(answer: FontAnswer | None) -> str | None:
    return answer and answer.file.name.rpartition("/")[2]


@pytest.mark.parametrize("key", [None, KEY, "a-refused-key"])
@pytest.mark.parametrize(
    ("request_", "file"),
    [
        (FontRequest("Shop Sans"), "regular.ttf"),
        (FontRequest("shop sans", 700), "700.ttf"),
        (FontRequest("Shop Sans", 800), "700.ttf"),
        (FontRequest("Shop Sans", italic=True), "italic.ttf"),
    ],
)
def test_a_family_s_best_file_is_downloaded(
    google: Server, key: str | None, request_: FontRequest, file: str
) -> None:
    google.styles = {name.casefold(): css for name, css in google.styles.items()} | google.styles
    google.catalogue = {n.casefold(): c for n, c in google.catalogue.items()} | google.catalogue
    answer = fonts(google, key)(request_)
    assert file_of(answer) == file
    assert answer is not None
    assert open_answer(answer).family == "Shop Sans"


def test_with_a_key_the_developer_api_is_asked_alone(google: Server) -> None:
    fonts(google, KEY)(SANS)
    assert (google.count("/webfonts"), google.count("/css")) == (1, 0)


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_where_the_developer_api_fails_the_css_api_answers(google: Server, status: int) -> None:
    google.api_status = status
    assert file_of(fonts(google, KEY)(SANS)) == "regular.ttf"
    assert google.count("/css") == 1


def test_without_a_key_the_css_api_is_asked_alone(google: Server) -> None:
    fonts(google)(SANS)
    assert (google.count("/webfonts"), google.count("/css")) == (0, 1)


def test_a_variable_font_is_set_to_the_weight(google: Server) -> None:
    answer = fonts(google, KEY)(FontRequest("Figtree", 650))
    assert answer is not None
    assert open_answer(answer).axes == (("wght", 650.0),)
    assert not answer.synthetic_bold


def test_a_family_in_parts_says_so_and_is_asked_for_the_others(google: Server) -> None:
    asked = fonts(google)
    main = asked(FontRequest("Shop Parts"))
    other = asked(FontRequest("Shop Parts", characters="\u0411"))
    assert main is not None
    assert main.partial
    assert (file_of(main), file_of(other)) == ("latin.woff2", "cyrillic.woff2")


def test_a_family_s_styles_are_listed_once(google: Server) -> None:
    asked = fonts(google)
    for weight in (400, 700):
        asked(FontRequest("Shop Sans", weight))
    assert (google.count("/css"), google.count("/s/")) == (1, 2)


def test_threads_that_want_one_family_list_it_once(google: Server) -> None:
    asked = fonts(google)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(asked, [SANS] * 8))
    assert {file_of(answer) for answer in answers} == {"regular.ttf"}
    assert google.count("/css") == 1


@pytest.mark.parametrize("key", [None, KEY])
def test_an_unknown_family_is_not_found_and_not_asked_again(google: Server, key: str) -> None:
    asked = fonts(google, key)
    assert asked(FontRequest("Nowhere Grotesk")) is None
    once = len(google.asked)
    assert asked(FontRequest("Nowhere Grotesk", 700)) is None
    assert len(google.asked) == once


def test_another_process_does_not_ask_for_an_unknown_family_either(
    google: Server, tmp_path: Path
) -> None:
    for _ in range(2):
        assert fonts(google, folder=tmp_path)(FontRequest("Nowhere Grotesk")) is None
    assert google.count("/css") == 1


def test_after_an_hour_an_unknown_family_is_asked_for_again(
    google: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    fonts(google, folder=tmp_path)(FontRequest("Nowhere Grotesk"))
    later = time.time() + 3601
    monkeypatch.setattr("renderer.fonts.remote.google.time.time", lambda: later)
    fonts(google, folder=tmp_path)(FontRequest("Nowhere Grotesk"))
    assert google.count("/css") == 2


@pytest.mark.parametrize("family", ["Shop Sans|Roboto", "Shop Sans:700", "A,B", ""])
def test_a_family_cannot_smuggle_in_another_question(google: Server, family: str) -> None:
    assert fonts(google)(FontRequest(family)) is None
    assert google.asked == []


def test_a_family_s_special_characters_stay_in_its_parameter(google: Server) -> None:
    family = "a&b=c#d/../?e f"
    fonts(google, KEY)(FontRequest(family))
    for path in google.asked:
        query = parse_qs(urlsplit(path).query)
        assert query["family"][0].partition(":")[0] == family
        assert set(query) <= {"family", "key", "capability", "subset"}


def test_the_css_api_is_asked_for_all_styles_and_scripts(google: Server) -> None:
    """It gives a plain client the Latin letters of the regular alone otherwise."""
    fonts(google)(SANS)
    query = parse_qs(urlsplit(google.asked[0]).query)
    assert query["family"][0].startswith("Shop Sans:100,100i,200,")
    assert {"latin", "latin-ext", "cyrillic", "greek", "japanese"} <= set(
        query["subset"][0].split(",")
    )


def test_a_server_that_fails_is_left_alone_for_a_while(google: Server) -> None:
    google.status = 503
    asked = fonts(google)
    with pytest.raises(HttpStatusError):
        asked(SANS)
    with pytest.raises(AssetError, match=r"^a moment ago .* status 503"):
        asked(FontRequest("Another"))
    assert len(set(google.asked)) == 1


def test_without_a_network_only_the_first_request_tries(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    asked = GoogleFonts(None, UNHURRIED, None, Site(nowhere, nowhere, nowhere, ("127.0.0.1:9",)))
    with pytest.raises(AssetError, match="can't be reached"):
        asked(SANS)
    with pytest.raises(AssetError, match=r"^a moment ago .* can't be reached"):
        asked(FontRequest("Another"))


def test_it_is_tried_again_later(google: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    google.status = 503
    asked = fonts(google)
    with pytest.raises(HttpStatusError):
        asked(SANS)
    google.status = 200
    later = time.monotonic() + 61
    monkeypatch.setattr("renderer.fonts.remote.google.time.monotonic", lambda: later)
    assert file_of(asked(SANS)) == "regular.ttf"


def test_a_redirect_to_another_host_is_refused(google: Server) -> None:
    google.moved["/s/shopsans/v21/regular.ttf"] = "https://example.com/font.ttf"
    with pytest.raises(ForbiddenUrlError, match="not an address of Google Fonts"):
        fonts(google)(SANS)


@pytest.mark.parametrize(
    "url",
    ["http://fonts.gstatic.com/s/a.ttf", "https://evil.test/a.ttf", "https://gstatic.com/a.ttf",
     "https://fonts.gstatic.com.evil.test/a.ttf", "https://fonts.gstatic.com:444/a.ttf"],
)  # fmt: skip
def test_only_google_s_own_hosts_are_asked(url: str) -> None:
    with pytest.raises(ForbiddenUrlError):
        GoogleGuard(Site()).check_url(url)


@pytest.mark.parametrize(
    "host", ["www.googleapis.com", "fonts.googleapis.com", "fonts.gstatic.com"]
)
def test_google_s_own_hosts_are_asked(host: str) -> None:
    assert GoogleGuard(Site()).check_url(f"https://{host}/x").host == host


def test_a_font_larger_than_a_picture_may_be_is_downloaded(google: Server) -> None:
    limits = replace(UNHURRIED, download_bytes=100, font_bytes=100_000)
    found = GoogleFonts(None, limits, None, google.site)(SANS)
    assert file_of(found) == "regular.ttf"


def test_a_font_over_its_own_limit_is_refused(google: Server) -> None:
    asked = GoogleFonts(None, replace(UNHURRIED, font_bytes=2000), None, google.site)
    for _ in range(2):  # which is no reason to leave Google alone
        with pytest.raises(AssetLimitError, match="larger than the 2,000 bytes allowed"):
            asked(SANS)


def test_the_key_is_in_no_error_file_name_or_log(
    google: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = fonts(google, "s3cret-key", tmp_path)
    asked(SANS)
    google.status = 503
    with pytest.raises(AssetError) as caught:
        asked(FontRequest("Another"))
    shown = [str(caught.value), repr(asked), *map(str, tmp_path.iterdir())]
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any("s3cret" in text for text in shown)
    assert b"s3cret" not in kept
    assert "s3cret" not in "".join(r.getMessage() for r in caplog.records if "renderer" in r.name)
