"""Results in a real browser: marks that explain themselves, with scripts and without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Open, Watch, serving
from fake_searcher import HOSTILE

import indexer
from indexer.config import Settings
from searchapp import create_app

pytestmark = pytest.mark.browser

QUERY = "/?q=Kalganow+Moskau+Delegation+Abkommen"
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
STYLES = """() => Object.fromEntries([...document.querySelectorAll("mark, .mark-legend span")]
  .map(e => [e.className, getComputedStyle(e)])
  .map(([kind, look]) => [kind, `${look.textDecorationLine} ${look.textDecorationStyle}`]))"""
STATES = (
    "/?q=Kalganow+broken&names=off&duplicates=show",
    "/?q=Kalganow&size=3&page=2",
    "/?q=%22zzz+yyy%22&lang=de",
    "/?q=Kalganwo",
    "/?sort=date",
    "/nowhere?q=x",
    "/documents/nope",
    "/?q=x&from=2025-13",
)


def tip(watch: Watch) -> Any:
    return watch.page.get_by_role("tooltip")


@WIDTHS
@SCRIPTS
def test_marks_differ_without_colour_and_the_legend_has_those_that_occur(
    open_seeds: Open, width: int, scripts: bool
):
    watch = open_seeds(QUERY, width=width, scripts=scripts)
    styles = watch.page.evaluate(STYLES)
    assert styles == {
        "m-typed": "underline solid", "m-form": "underline dashed", "m-part": "underline dotted",
        "m-name": "underline double", "m-place": "underline wavy",
        "m-meaning": "underline overline solid",
    }  # fmt: skip
    kinds = [
        "word as typed", "form of the word", "part of a word", "name in another spelling",
        "place under another name", "≈ means the same in another language",
    ]  # fmt: skip
    assert watch.page.locator(".mark-legend li").all_inner_texts() == kinds
    watch.go(f"{QUERY}&across=off")
    assert watch.page.locator(".mark-legend li").all_inner_texts() == kinds[:-1]
    watch.go("/?q=Delegation&across=off")
    assert watch.page.locator(".mark-legend span.m-name").count() == 0
    watch.go("/?q=Fischereiabkommen+lang:en&across=off")
    assert watch.page.locator(".mark-legend").count() == 0


def test_a_mark_says_why_while_the_pointer_is_on_it_or_on_what_is_said(open_seeds: Open):
    watch = open_seeds(QUERY)
    page = watch.page
    mark = page.locator(".snippet mark.m-name").first
    mark.hover()
    assert tip(watch).inner_text() == "name: another spelling of “Kalganow”"
    assert mark.get_attribute("aria-describedby") == "why"
    tip(watch).hover()
    page.wait_for_timeout(400)
    assert tip(watch).is_visible()
    page.locator("h1").hover()
    tip(watch).wait_for(state="hidden")
    mark.hover()
    page.keyboard.press("Escape")
    assert tip(watch).is_hidden()
    assert mark.get_attribute("aria-describedby") is None


@WIDTHS
def test_a_mark_says_why_when_it_has_the_focus(open_seeds: Open, width: int):
    watch = open_seeds(QUERY, width=width)
    page = watch.page
    stops = page.locator("mark[tabindex]")
    assert stops.count() > 0
    assert page.locator("h2 mark[tabindex], mark.m-typed[tabindex]").count() == 0
    mark = stops.first
    for _ in range(60):
        page.keyboard.press("Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break
    assert tip(watch).inner_text() == mark.get_attribute("data-why")
    box = tip(watch).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    assert tip(watch).is_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert tip(watch).is_visible()


def test_a_mark_says_why_when_it_is_tapped(open_seeds: Open):
    watch = open_seeds(QUERY, width=390, has_touch=True, is_mobile=True)
    watch.page.locator(".snippet mark.m-place").first.tap()
    assert tip(watch).inner_text() == "place: another name for “Moskau”"
    watch.axe()
    watch.page.locator("h1").tap()
    assert tip(watch).is_hidden()


@WIDTHS
@SCRIPTS
def test_the_reasons_unfold_below_a_hit(open_seeds: Open, width: int, scripts: bool):
    watch = open_seeds(QUERY, width=width, scripts=scripts)
    page = watch.page
    reasons = page.locator(".hit").filter(has=page.locator("details.why")).first
    assert reasons.locator(".why li").first.is_hidden()
    reasons.get_by_text("Why these words").click()
    assert reasons.locator(".why li").first.is_visible()
    if not scripts:
        assert page.locator("mark[tabindex]").count() == 0
    texts = page.locator(".why li").all_text_contents()
    assert any("name: another spelling of “Kalganow”" in text for text in texts)
    assert any("compound with “Abkommen”" in text for text in texts)


@WIDTHS
@SCRIPTS
def test_the_query_is_said_in_words_and_remarks_unfold(open_page: Open, width: int, scripts: bool):
    watch = open_page("/?q=Kalganow+broken&names=off", width=width, scripts=scripts)
    page = watch.page
    assert page.locator(".understood").inner_text().startswith("Documents with Kalganow.")
    second = page.get_by_text("“broken” was searched as a plain word.")
    assert second.is_hidden()
    page.locator(".note summary").click()
    assert second.is_visible()


@WIDTHS
@SCRIPTS
def test_a_place_of_a_hit_narrows_the_search_and_paging_has_addresses(
    open_seeds: Open, width: int, scripts: bool
):
    watch = open_seeds("/?q=Moskau&size=5", width=width, scripts=scripts)
    page = watch.page
    before = page.locator("h1").inner_text()
    page.locator(".places").get_by_role("link", name="Nha Trang").first.click()
    page.wait_for_url("**place=geo**")
    assert page.locator("h1").inner_text() != before
    assert page.locator(".chips").get_by_text("Nha Trang").count() == 1
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2**")
    assert page.locator(".hit").count() > 0
    page.get_by_role("link", name="date", exact=True).click()
    page.wait_for_url("**sort=date**")
    days = page.locator(".hit time").evaluate_all("all => all.map(time => time.dateTime)")
    assert days == sorted(days, reverse=True)


@SCRIPTS
def test_what_can_be_tried_is_a_click_away(open_page: Open, scripts: bool):
    watch = open_page("/?q=%22Kalganow+zzz%22", scripts=scripts)
    watch.page.locator(".tips").get_by_role("link", name="Kalganow", exact=True).click()
    watch.page.wait_for_url("**/?q=Kalganow")
    assert watch.page.locator(".hit").count() == 10
    watch.go("/nowhere?q=Kalganow")
    watch.page.get_by_role("link", name="Search for “Kalganow”").click()
    watch.page.wait_for_url("**/?q=Kalganow")


@pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [(390, "light", "de"), (390, "dark", "en"), (1280, "light", "en"), (1280, "dark", "de")],
)
def test_nothing_is_in_the_way_of_anyone(
    open_page: Open, open_seeds: Open, width: int, scheme: str, lang: str
):
    watch = open_page(width=width, scheme=scheme, lang=lang)
    for address in STATES:
        watch.go(address)
        watch.axe()
    watch = open_seeds(QUERY, width=width, scheme=scheme, lang=lang)
    watch.page.locator(".why summary").first.click()
    watch.page.locator(".snippet mark.m-name").first.hover()
    watch.axe()


@pytest.mark.parametrize(
    ("width", "lang"), [(360, "de"), (390, "en"), (820, "de"), (1440, "en"), (2560, "de")]
)
def test_nothing_overflows(open_page: Open, open_seeds: Open, width: int, lang: str):
    pages = [(open_page, address) for address in STATES]
    pages.append((open_seeds, QUERY))
    pages.append((open_seeds, "/?q=" + "Donaudampfschifffahrt" * 20 + "+Kalganow"))
    watches = {opener: opener(width=width, lang=lang) for opener in (open_page, open_seeds)}
    for opener, address in pages:
        watch = watches[opener]
        watch.go(address)
        watch.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        assert watch.widest()[0] <= width, (address, watch.widest())


def test_text_can_be_twice_as_large(open_page: Open, open_seeds: Open):
    for opener, address in ((open_seeds, QUERY), *((open_page, state) for state in STATES)):
        watch = opener(address, width=390, bypass_csp=True)
        watch.page.add_style_tag(content="html { font-size: 200% !important }")
        assert watch.widest()[0] <= 390, (address, watch.widest())


def test_marks_differ_in_colours_of_the_system_and_on_paper(open_seeds: Open):
    watch = open_seeds(QUERY, forced_colors="active")
    assert len(set(watch.page.evaluate(STYLES).values())) == 6
    watch = open_seeds(QUERY)
    watch.page.emulate_media(media="print")
    assert len(set(watch.page.evaluate(STYLES).values())) == 6
    for hidden in ("form.search", "aside.filters", "footer.site", "details.why", ".sort"):
        assert watch.page.locator(hidden).first.is_hidden(), hidden
    assert watch.page.locator(".understood").is_visible()


@pytest.fixture(scope="module")
def hostile_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over documents with scripts in title, text, file name and metadata."""
    folder = tmp_path_factory.mktemp("hostile") / '"><img src=x onerror=alert(1)>'
    folder.mkdir()
    (folder / "<script>alert('x').txt").write_text(f"{HOSTILE} Kalganow {HOSTILE}")
    record = dict.fromkeys(("id", "title", "text", "source", "author"), f"{HOSTILE} Moskau")
    record |= {"url": "javascript:alert(1)", "lang": "de"}
    (folder / "records.jsonl").write_text(json.dumps(record))
    index = tmp_path_factory.mktemp("hostile-index")
    indexer.build_index(Path(folder), index / "index")
    with serving(create_app(index / "index", settings=Settings())) as address:
        yield address


@pytest.mark.parametrize("address", ["/?q=Kalganow+Moskau+script*", "/?q=script&sort=date"])
def test_hostile_documents_stay_text(browser: Any, hostile_base: str, address: str):
    watch = Watch(browser, hostile_base)
    dialogs: list[str] = []
    watch.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    watch.go(address)
    assert watch.page.locator(".hit").count() == 2
    assert HOSTILE in watch.page.locator(".found").inner_text()
    for summary in watch.page.locator("summary").all():
        summary.click()
    for mark in watch.page.locator(".snippet mark").all()[:6]:
        mark.hover()
    addresses = watch.page.locator(".hit h2 a").evaluate_all("all => all.map(a => a.href)")
    for here in addresses:
        watch.page.goto(here)
        assert HOSTILE in watch.page.locator("main").inner_text()
        assert watch.page.locator("main script, main img").count() == 0
    assert dialogs == []
    watch.check()
