"""The document page in a real browser: from match to match, and back to the results."""

from __future__ import annotations

import re

import pytest
from browsing import Open, Watch

pytestmark = pytest.mark.browser

DOCUMENT = "/documents/de-lang-son-sankt-petersburg.txt?q=Kalganow+Moskau"
"""It has six matches."""
WIDTHS = [390, 1280]


def current(watch: Watch) -> str:
    """Return the id of the match that is shown as the current one, by its outline too."""
    ids: list[str] = watch.page.evaluate(
        """() => [...document.querySelectorAll(".match")].filter(match =>
            getComputedStyle(match.querySelector("mark")).outlineStyle === "solid"
        ).map(match => match.id)"""
    )
    assert len(ids) <= 1
    return ids[0] if ids else ""


def bar(watch: Watch) -> str:
    """Return what the bar at the foot of the window says; there is one only."""
    said: list[str] = watch.page.evaluate(
        """() => [...document.querySelectorAll(".finder, .step")].filter(e => e.checkVisibility())
            .map(e => e.dataset.at ?? e.innerText.trim())"""
    )
    assert len(said) == 1
    return said[0]


def in_view(watch: Watch, selector: str) -> bool:
    top, bottom, height = watch.page.evaluate(
        """selector => { const box = document.querySelector(selector).getBoundingClientRect();
            return [box.top, box.bottom, innerHeight]; }""",
        selector,
    )
    return bool(top >= 0 and bottom <= height)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_person_jumps_to_the_third_match(open_seeds: Open, width: int, scripts: bool):
    watch = open_seeds(DOCUMENT, width=width, scripts=scripts)
    page = watch.page
    assert current(watch) == ""
    assert bar(watch) == "6 matches"
    for number in (1, 2, 3):
        page.get_by_role("link", name="Next match").click()
        page.wait_for_url(f"**#m{number}")
        assert current(watch) == f"m{number}"
        assert bar(watch) == f"{number} of 6"
        assert in_view(watch, f"#m{number}")
    page.get_by_role("link", name="Previous match").click()
    assert current(watch) == "m2"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_last_match_is_followed_by_the_first(open_seeds: Open, scripts: bool):
    watch = open_seeds(f"{DOCUMENT}#m6", scripts=scripts)
    assert (current(watch), bar(watch)) == ("m6", "6 of 6")
    watch.page.get_by_role("link", name="Next match").click()
    assert current(watch) == "m1"
    watch.page.get_by_role("link", name="Previous match").click()
    assert current(watch) == "m6"


def test_an_address_with_a_match_can_be_shared(open_seeds: Open):
    watch = open_seeds(DOCUMENT)
    watch.page.keyboard.press("n")
    watch.page.keyboard.press("n")
    other = open_seeds(watch.page.url.removeprefix(watch.base), width=390, scheme="dark")
    assert current(other) == "m2"
    assert in_view(other, "#m2")


def test_keys_go_from_match_to_match(open_seeds: Open):
    watch = open_seeds(DOCUMENT)
    page = watch.page
    for key, expected in [
        ("n", "m1"), ("n", "m2"), ("n", "m3"), ("p", "m2"), ("Shift+N", "m1"), ("p", "m6"),
        ("n", "m1"), ("Shift+P", "m2"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert current(watch) == expected, key
        assert in_view(watch, f"#{expected}")
    assert re.match(r"2 of 6, Moskau", page.locator("#match-status").inner_text())
    page.keyboard.press("Control+N")
    page.get_by_role("combobox").press_sequentially("np")
    assert current(watch) == "m2"
    assert page.get_by_role("combobox").input_value().count("np") == 1


def test_keys_can_be_switched_off_for_good(open_seeds: Open):
    watch = open_seeds(DOCUMENT)
    watch.page.get_by_role("button", name="Single-letter keys").click()
    for _ in range(2):
        watch.page.keyboard.press("n")
        assert current(watch) == ""
        watch.page.reload()
    watch.page.get_by_role("button", name="Single-letter keys").click()
    watch.page.evaluate("scrollTo(0, 0)")
    watch.page.keyboard.press("n")
    assert current(watch) == "m1"


def test_a_reader_who_scrolled_goes_on_from_there(open_seeds: Open):
    watch = open_seeds(DOCUMENT, width=390)
    watch.page.locator("#m4").scroll_into_view_if_needed()
    watch.page.evaluate("document.querySelector('#m4').scrollIntoView({block: 'start'})")
    watch.page.keyboard.press("n")
    assert current(watch) == "m4"


def test_the_focus_stays_on_the_way_on(open_seeds: Open):
    watch = open_seeds(DOCUMENT)
    watch.page.get_by_role("link", name="Next match").focus()
    for number in (1, 2, 3):
        watch.page.keyboard.press("Enter")
        assert current(watch) == f"m{number}"
    watch.page.keyboard.press("Shift+Tab")
    watch.page.keyboard.press("Enter")
    assert current(watch) == "m2"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_passages_lead_to_their_matches(open_seeds: Open, width: int, scripts: bool):
    watch = open_seeds(DOCUMENT, width=width, scripts=scripts)
    words = watch.page.locator(".outline details")
    assert words.count() == 2
    passages = words.first.get_by_role("link")
    if not passages.first.is_visible():
        words.first.locator("summary").click()
    passage = passages.nth(2)
    target = passage.get_attribute("href")
    assert target is not None
    passage.click()
    assert f"#{current(watch)}" == target
    assert in_view(watch, target)


def test_ticks_lead_to_their_matches(open_seeds: Open):
    watch = open_seeds(DOCUMENT)
    tick = watch.page.locator(".strip a").nth(3)
    tick.locator(".reach").click()
    assert f"#{current(watch)}" == tick.get_attribute("href")
    assert watch.page.locator(".strip .current").count() == 1
    view = watch.page.locator(".strip .view")
    before = view.get_attribute("x")
    watch.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    watch.page.wait_for_function(
        "x => document.querySelector('.strip .view').getAttribute('x') !== x", arg=before
    )
    assert in_view(watch, ".strip")


@pytest.mark.parametrize("way", ["link", "back", "link after matches"])
def test_back_to_the_results_where_they_were_left(open_page: Open, way: str):
    watch = open_page("/?q=Kalganow&size=20", width=390)
    page = watch.page
    hit = page.locator(".hit h2 a").nth(12)
    hit.scroll_into_view_if_needed()
    left = page.evaluate("scrollY")
    assert left > 400
    hit.click()
    page.wait_for_url("**/documents/**")
    if way == "link after matches":
        page.keyboard.press("n")
        page.wait_for_url("**#m1")
        page.get_by_role("link", name="Next match").click()
    if way == "back":
        page.go_back()
    else:
        page.get_by_role("link", name="Back to the results").click()
    page.wait_for_url("**/?q=Kalganow&size=20")
    page.wait_for_function("left => Math.abs(scrollY - left) < 50", arg=left)


def test_back_to_the_results_without_scripts_or_from_elsewhere(open_page: Open):
    for scripts in (True, False):
        watch = open_page("/documents/doc-04?q=Kalganow&lang=de", scripts=scripts)
        watch.page.get_by_role("link", name="Back to the results").click()
        watch.page.wait_for_url("**/?q=Kalganow&lang=de")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("document", "name", "place"),
    [
        ("ru-kalganov-langshon.txt", "Вячеслав Калганов", "Lạng Sơn"),
        ("vi-dai-su-quan-tinh-vladimir.txt", "Đặng Minh Khôi", "Vladimir"),
    ],
)
def test_names_and_places_lead_to_results_with_this_document(
    open_seeds: Open, width: int, document: str, name: str, place: str
):
    for section, text in (("Names", name), ("Places", place)):
        watch = open_seeds(f"/documents/{document}", width=width)
        about = watch.page.get_by_role("complementary").get_by_role("region", name=section)
        about.get_by_role("link", name=text, exact=True).click()
        watch.page.wait_for_url("**/?**")
        assert watch.page.locator(f".hit h2 a[href*='{document}']").count() == 1


PAGES = {
    "matches": DOCUMENT,
    "third": f"{DOCUMENT}#m3",
    "two languages": "/documents/de-vi-vereinbarung-berufsbildung.txt?q=du+l%E1%BB%8Bch+Ausbildung",
    "no query": "/documents/vi-khach-nga-khanh-hoa.html",
    "no match": "/documents/vi-khach-nga-khanh-hoa.html?q=zzz",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_for_everybody(open_seeds: Open, width: int, scheme: str):
    for name, address in PAGES.items():
        watch = open_seeds(address, width=width, scheme=scheme)
        if watch.page.locator(".outline summary").count():
            watch.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        watch.axe()
        assert watch.widest()[0] <= width, name


@pytest.mark.parametrize("width", [360, 820, 2560])
def test_nothing_overflows(open_seeds: Open, open_page: Open, width: int):
    assert open_seeds(DOCUMENT, width=width).widest()[0] <= width
    for odd in ("../up/../../etc", "100%2525%20sure%252Fsafe%23top&q=1+1"):
        assert open_page(f"/documents/{odd}?q=name", width=width).widest()[0] <= width


def test_print_shows_the_text_alone(open_seeds: Open):
    watch = open_seeds(f"{DOCUMENT}#m3")
    watch.page.emulate_media(media="print")
    hidden = watch.page.locator(".strip, .outline, .step, .finder, .named, .back")
    assert not any(found.is_visible() for found in hidden.all())
    assert watch.page.locator(".text").is_visible()
    assert watch.page.locator("dl.meta").is_visible()


def test_text_that_is_copied_is_the_text(open_seeds: Open):
    watch = open_seeds(f"{DOCUMENT}#m3")
    copied = watch.page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('.text'));"
        " return getSelection().toString(); }"
    )
    assert "of 6" not in copied
    assert "Herr Wjatscheslaw Kalganow, leitete" in copied
