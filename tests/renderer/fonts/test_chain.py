"""Providers are asked in turn, remote ones through the caches, and answers are remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from block_font import block_font
from font_store import MemoryStore
from waiting import PATIENCE

from renderer.errors import AssetError, PluginError
from renderer.fonts.chain import FontChain
from renderer.fonts.file import FontFile
from renderer.fonts.library import DesignFonts, FontLibrary
from renderer.fonts.remote.store import KeptAnswers
from renderer.fonts.request import FindFont, FontAnswer, FontCache, FontRequest, FontSettings
from renderer.hookspecs import FontProvider
from renderer.plugins import load_plugins
from renderer.text.content import TextStyle
from renderer.text.itemize import StyleFaces

SHOP = FontRequest("Shop")
SETTINGS = FontSettings()


def font(name: str, letters: str = "Aa", partial: bool = False) -> FontAnswer:
    return FontAnswer(FontFile(name, block_font("Shop", letters)), partial=partial)


class Source:
    """Answers what it has, and counts."""

    def __init__(self, *answers: FontAnswer | AssetError, family: str = "Shop") -> None:
        self.answers = answers
        self.family = family
        self.asked: list[FontRequest] = []

    def __call__(self, request: FontRequest) -> FontAnswer | None:
        self.asked.append(request)
        for answer in self.answers if request.family == self.family else ():
            if isinstance(answer, AssetError):
                raise answer
            letters = answer.file.data
            if not request.characters or block_font("Shop", request.characters) == letters:
                return answer
        return None


def provider(name: str, source: object, rank: int = 50, remote: bool = False) -> FontProvider:
    return FontProvider(name, lambda settings: source, rank, remote)  # type: ignore[arg-type, return-value]


def chain(*providers: FontProvider) -> FontChain:
    return FontChain(SETTINGS, providers)


def answered(by: FontChain, request: FontRequest = SHOP) -> tuple[str, str] | None:
    found = by.find(request)
    return found and (found.provider, found.face.name)


def test_the_lower_rank_answers_first() -> None:
    late, early = provider("late", Source(font("a")), 60), provider("early", Source(font("b")), 40)
    assert answered(chain(late, early)) == ("early", "b")


def test_the_next_one_is_asked_where_one_has_nothing() -> None:
    assert answered(
        chain(provider("empty", Source()), provider("full", Source(font("b")), 60))
    ) == (
        "full",
        "b",
    )


def test_a_provider_that_is_switched_off_is_not_asked() -> None:
    off = FontProvider("off", lambda settings: None)
    assert chain(off, provider("on", Source(font("a")))).names == ["on"]


def test_a_request_is_asked_once() -> None:
    source = Source(font("a"))
    asked = chain(provider("shop", source))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(asked.find, [SHOP] * 20))
    assert source.asked == [SHOP]


def test_a_file_that_is_no_font_leads_to_the_next_provider() -> None:
    broken = Source(FontAnswer(FontFile("broken", b"<html>")))
    for remote in (False, True):
        asked = chain(provider("x", broken, 40, remote), provider("y", Source(font("b"))))
        assert answered(asked) == ("y", "b")


@pytest.mark.parametrize("wrong", ["a path", b"bytes", 3])
def test_an_answer_of_the_wrong_kind_names_the_provider(wrong: object) -> None:
    with pytest.raises(
        PluginError, match=r"'shop', font 'Shop' of shop: .*FontAnswer or None is expected"
    ):
        chain(provider("shop", lambda request: wrong)).find(SHOP)


def test_a_provider_that_cannot_be_opened_is_named() -> None:
    def fail(settings: FontSettings) -> FindFont:
        raise KeyError("BRAND_URL")

    with pytest.raises(PluginError, match=r"'shop'.*BRAND_URL"):
        chain(FontProvider("shop", fail))


def test_a_remote_provider_that_cannot_be_reached_is_passed_over_and_said() -> None:
    gone = provider("gone", Source(AssetError("no network")), 40, remote=True)
    asked = chain(gone, provider("here", Source(font("b"))))
    assert answered(asked) == ("here", "b")
    assert asked.failures == {"gone": "no network"}


def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass for the chain."""
    start, passed = time.monotonic(), [0.0]
    monkeypatch.setattr("renderer.fonts.chain.time.monotonic", lambda: start + passed[0])

    def wait(seconds: float) -> None:
        passed[0] += seconds

    return wait


@pytest.mark.parametrize("answers", [(AssetError("no network"),), ()])
def test_what_a_remote_provider_did_not_have_is_asked_for_again_later(
    monkeypatch: pytest.MonkeyPatch, answers: tuple[AssetError, ...]
) -> None:
    wait = clock(monkeypatch)
    source = Source(*answers)
    library = FontLibrary(SETTINGS, (), [provider("shop", source, remote=True)])
    before = library.for_design([], print)
    assert before.face("Shop") is None
    source.answers = (font("a"),)
    assert library.for_design([], print).face("Shop") is None
    wait(901)
    after = library.for_design([], print)
    assert after is not before
    assert after.face("Shop") is not None


def test_what_local_providers_do_not_have_is_asked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait = clock(monkeypatch)
    source = Source()
    library = FontLibrary(SETTINGS, (), [provider("shop", source)])
    for _ in range(2):
        library.for_design([], print).face("Shop")
        wait(10_000)
    assert len(source.asked) == 1


def cached(name: str, store: MemoryStore) -> FontProvider:
    return FontProvider(name, lambda settings: KeptAnswers(store), rank=0)


def test_a_remote_answer_is_kept_in_every_cache() -> None:
    near, far = MemoryStore(), MemoryStore()
    shop = provider("shop", Source(font("a")), remote=True)
    assert answered(chain(cached("near", near), cached("far", far), shop)) == ("shop", "a")
    for store in (near, far):
        found = KeptAnswers(store).find("shop", SHOP)
        assert found is not None
        assert found.file.name == "a"


def test_a_kept_answer_costs_no_request_and_comes_nearer() -> None:
    near, far = MemoryStore(), MemoryStore()
    KeptAnswers(far).keep("shop", SHOP, font("kept"))
    source = Source(font("a"))
    asked = chain(cached("near", near), cached("far", far), provider("shop", source, remote=True))
    found = asked.find(SHOP)
    assert found is not None
    assert (found.face.name, found.provider, found.cache) == ("kept", "shop", "far")
    assert source.asked == []
    nearer = KeptAnswers(near).find("shop", SHOP)
    assert nearer is not None
    assert nearer.file.name == "kept"


def test_a_cache_stands_before_every_remote_provider_for_itself() -> None:
    """What a later one answered while an earlier one was down isn't taken for the earlier's."""
    store = MemoryStore()
    first = Source(AssetError("down"))
    providers = [
        cached("near", store),
        provider("first", first, 50, remote=True),
        provider("second", Source(font("second's")), 60, remote=True),
    ]
    assert answered(chain(*providers)) == ("second", "second's")
    first.answers = (font("first's"),)
    assert answered(chain(*providers)) == ("first", "first's")


def test_local_answers_are_not_kept() -> None:
    store = MemoryStore()
    chain(cached("near", store), provider("shop", Source(font("a")))).find(SHOP)
    assert store.entries == {}


def test_a_file_that_is_no_font_is_not_kept() -> None:
    store = MemoryStore()
    broken = Source(FontAnswer(FontFile("broken", b"<html>")))
    chain(cached("near", store), provider("shop", broken, remote=True)).find(SHOP)
    assert store.entries == {}


def test_a_kept_file_that_is_no_font_is_asked_for_again() -> None:
    store = MemoryStore()
    KeptAnswers(store).keep("shop", SHOP, FontAnswer(FontFile("broken", b"<html>")))
    asked = chain(cached("near", store), provider("shop", Source(font("a")), remote=True))
    assert answered(asked) == ("shop", "a")


def test_a_cache_that_fails_costs_no_answer() -> None:
    class Failing(FontCache):
        def find(self, provider: str, request: FontRequest) -> FontAnswer | None:
            raise OSError("no space")

        def keep(self, provider: str, request: FontRequest, answer: FontAnswer) -> None:
            raise OSError("no space")

    failing = FontProvider("failing", lambda settings: Failing(), rank=0)
    assert answered(chain(failing, provider("shop", Source(font("a")), remote=True))) == (
        "shop",
        "a",
    )


def test_an_answer_must_have_the_characters_asked_for() -> None:
    asked = chain(provider("one", Source(font("a", "A"))), provider("two", Source(font("b", "B"))))
    assert answered(asked, FontRequest("Shop", characters="B")) == ("two", "b")


def test_a_design_s_families_are_asked_of_remote_providers_side_by_side() -> None:
    """Each answer waits until the other request is there, too."""
    both = threading.Barrier(2, timeout=PATIENCE)

    def find(request: FontRequest) -> FontAnswer | None:
        if request.family in ("One", "Two"):
            both.wait()
            return font(request.family)
        return None

    asked = chain(provider("shop", find, remote=True))
    asked.prefetch([FontRequest("One"), FontRequest("Two"), FontRequest("Two")])
    assert [answered(asked, FontRequest(name)) for name in ("One", "Two")] == [
        ("shop", "One"),
        ("shop", "Two"),
    ]


def test_local_providers_are_asked_when_a_font_is_needed() -> None:
    source = Source(font("a"))
    chain(provider("shop", source)).prefetch([SHOP, FontRequest("Other")])
    assert source.asked == []


def test_what_goes_wrong_beforehand_is_raised_when_the_font_is_needed() -> None:
    asked = chain(provider("shop", lambda request: 3, remote=True))
    asked.prefetch([SHOP, FontRequest("Other")])
    with pytest.raises(PluginError, match="FontAnswer or None is expected"):
        asked.find(SHOP)


def test_any_font_is_asked_of_local_providers_alone() -> None:
    near, far = Source(font("a"), family=""), Source(font("b"), family="")
    asked = chain(provider("far", far, 40, remote=True), provider("near", near))
    assert answered(asked, FontRequest("", characters="Aa")) == ("near", "a")
    assert far.asked == []


def fonts_of(*sources: Source) -> DesignFonts:
    providers = [provider(f"p{i}", source, 50 + i) for i, source in enumerate(sources)]
    return DesignFonts(FontLibrary(SETTINGS, ("Shop",), providers))


def test_a_family_in_parts_is_asked_for_the_part_that_has_a_character() -> None:
    source = Source(font("latin", "A", partial=True), font("greek", "\u0391", partial=True))
    fonts = fonts_of(source)
    main = fonts.face("Shop")
    other = fonts.fallback_face("\u0391", "Shop", 400, False)
    assert main is not None
    assert other is not None
    assert (main.name, other.name) == ("latin", "greek")


def test_a_part_is_asked_for_once() -> None:
    source = Source(font("latin", "A", partial=True), font("greek", "\u0391", partial=True))
    fonts = fonts_of(source)
    for _ in range(3):
        fonts.fallback_face("\u0391", "Shop", 400, False)
    assert [r.characters for r in source.asked if r.family == "Shop"] == ["", "\u0391"]


def test_a_family_in_one_file_is_not_asked_for_parts() -> None:
    source = Source(font("all", "A"))
    assert fonts_of(source).fallback_face("\u0391", "Shop", 400, False) is None
    assert [request for request in source.asked if request.family and request.characters] == []


def test_the_last_resort_is_any_font_with_the_character() -> None:
    anything = Source(font("any", "\u0391"), family="")
    face = fonts_of(Source(font("a", "A")), anything).fallback_face("\u0391", "Shop", 400, False)
    assert face is not None
    assert face.name == "any"


def test_a_text_s_issue_says_who_could_not_be_asked() -> None:
    far = provider("far", Source(AssetError("no network")), remote=True)
    bundled = load_plugins().font_providers["bundled"]
    fonts = DesignFonts(FontLibrary(SETTINGS, (), [far, bundled]))
    problems = StyleFaces(TextStyle("Shop"), fonts).problems
    assert list(problems.values()) == [
        "font 'Shop' can't be found (far could not be asked); drawn in Roboto"
    ]
