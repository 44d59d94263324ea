"""The pages in a real browser, over a real server: no script, no foreign host, no overflow."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import Open, Watch
from fake_searcher import ODD_IDS

pytestmark = pytest.mark.browser

ADDRESSES = {
    "home": "/",
    "results": "/?q=Kalganow+broken",
    "filtered": "/?q=Kalganow&lang=de&lang=ru&from=2024&place=Moskau",
    "browse": "/?sort=date&size=2&page=7",
    "document": "/documents/doc-01?q=Kalganow",
    "odd": "/documents/100%2525%20sure%252Fsafe%23top&q=1+1?q=name",
    "nothing": "/?q=zzz&lang=de",
    "suggestion": "/?q=Kalganwo",
    "wrong": "/?q=x&from=2025-13",
    "long": "/?q=" + "Donaudampfschifffahrt" * 20,
    "unknown": "/documents/nope",
}


def test_a_person_searches_filters_and_reads(browser: Any, base: str):
    watch = Watch(browser, base)
    page = watch.page
    watch.go("/")
    # The browser gives autofocus a moment after loading; a person's first key comes later.
    page.wait_for_function("document.activeElement?.matches('#q')")
    page.locator("#q").press_sequentially("Kalganow")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=Kalganow")
    assert page.locator(".hit").count() == 10
    assert set(page.locator(".snippet mark").all_text_contents()) == {"Kalganow"}

    page.locator("#filters").get_by_role("link", name="German").click()
    page.wait_for_url("**lang=de")
    assert page.locator("h1").inner_text().startswith("4 documents")

    page.locator("#filters").get_by_label("From").fill("2024-06")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**from=2024-06**")
    assert page.locator("h1").inner_text().startswith("1 document")
    assert page.locator(".chips li").count() == 3

    page.locator(".hit h2 a").click()
    page.wait_for_url("**/documents/doc-08?**")
    assert page.locator(".text mark").all_text_contents() == ["Kalganow", "Kalganow"]
    page.get_by_role("link", name="First match").click()
    page.wait_for_url("**#m1")
    assert page.locator("#m1").is_visible()

    page.get_by_role("link", name="Back to the results").click()
    page.wait_for_url("**from=2024-06**")
    page.get_by_role("link", name="Remove all").click()
    page.wait_for_url("**/?q=Kalganow")
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2")
    assert page.locator(".hit").count() == 6
    watch.check()


def test_a_person_follows_a_suggestion_and_a_similar_document(browser: Any, base: str):
    watch = Watch(browser, base)
    page = watch.page
    watch.go("/?q=Kalganwo&lang=de")
    assert page.locator("h1").inner_text().startswith("No document found")
    page.locator(".suggestions").get_by_role("link", name="Kalganow").click()
    page.wait_for_url("**/?q=Kalganow&lang=de")
    assert page.locator("#q").input_value() == "Kalganow"
    page.locator(".hit h2 a").nth(1).click()
    page.wait_for_url("**/documents/**")
    here = page.url
    page.get_by_role("region", name="Similar documents").get_by_role("link").first.click()
    page.wait_for_url(lambda url: url != here)
    assert "/documents/" in page.url
    page.get_by_role("link", name="Back to the results").click()
    page.wait_for_url("**/?q=Kalganow&lang=de")
    watch.check()


def test_the_date_box_refuses_what_is_no_date(browser: Any, base: str):
    watch = Watch(browser, base)
    watch.go("/?q=Kalganow")
    watch.page.get_by_label("From").fill("spring")
    watch.page.get_by_role("button", name="Apply").click()
    assert watch.page.locator("#from:invalid").count() == 1
    assert watch.page.url.endswith("/?q=Kalganow")
    watch.check()


def test_odd_ids_survive_the_browser(browser: Any, base: str):
    watch = Watch(browser, base)
    for document_id in ODD_IDS:
        watch.go("/?size=100&source=odd")
        watch.page.locator(".hit h2 a").get_by_text(document_id, exact=True).click()
        assert watch.page.locator("dd").last.inner_text() == document_id
    watch.check()


def test_the_keyboard_reaches_the_content_first(browser: Any, base: str):
    watch = Watch(browser, base)
    watch.go("/?q=Kalganow")
    watch.page.keyboard.press("Tab")
    assert watch.page.evaluate("document.activeElement.className") == "skip"
    watch.page.keyboard.press("Enter")
    assert watch.page.evaluate("document.activeElement.id") == "main"
    watch.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 820, 1440, 2560])
def test_nothing_overflows(browser: Any, base: str, width: int, scheme: str):
    watch = Watch(browser, base, viewport={"width": width, "height": 800}, color_scheme=scheme)
    for name, address in ADDRESSES.items():
        watch.go(address)
        widest = watch.widest()
        assert widest[0] <= width, f"{name}: {widest}"
    watch.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_in_the_way_of_anyone(open_page: Open, width: int, scheme: str):
    watch = open_page(width=width, scheme=scheme)
    for address in ADDRESSES.values():
        watch.go(address)
        watch.axe()


CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = colour => {
    const [r, g, b] = [...rgba(colour)].slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return "white";
  };
  const found = [];
  for (const e of document.body.querySelectorAll("*")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own && e.tagName !== "INPUT") continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push([e.tagName, e.className, ratio.toFixed(2)]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(browser: Any, base: str, scheme: str):
    watch = Watch(browser, base, color_scheme=scheme)
    for name, address in ADDRESSES.items():
        watch.go(address)
        assert watch.page.evaluate(CONTRAST) == [], name
    watch.check()
