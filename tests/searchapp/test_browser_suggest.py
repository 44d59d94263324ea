"""The search box and the keys in a real browser, over a real server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import waitress
from fake_searcher import FakeSearcher
from waitress.wasyncore import close_all

from indexer.config import Settings
from searchapp import create_app

pytestmark = pytest.mark.browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server on a free port of this machine."""
    app = create_app(settings=Settings(), searcher=FakeSearcher())
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(lambda: close_all(server._map))
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip(f"needs a browser: none of {', '.join(names)} is installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str) -> Iterator[Open]:
    """Open a path in a new window; at the end nothing has been complained about."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def visit(path: str, *, viewport: dict[str, int] = DESK, **options: Any) -> Any:
        options = {"viewport": viewport, "base_url": address, "locale": "en-GB", **options}
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def box(page: Any) -> Any:
    return page.get_by_role("combobox")


def options(page: Any) -> list[str]:
    page.get_by_role("option").first.wait_for()
    return [" ".join(text.split()) for text in page.get_by_role("option").all_inner_texts()]


def active(page: Any) -> str | None:
    """The text of the option that the box points to."""
    return page.evaluate(
        """() => document.getElementById(
            document.getElementById("q").getAttribute("aria-activedescendant"))
            ?.querySelector(".text").textContent ?? null"""
    )


def focused(page: Any) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_typing_shows_suggestions(visit: Open, viewport: dict[str, int]):
    page = visit("/", viewport=viewport)
    assert box(page).get_attribute("aria-expanded") == "false"
    box(page).press_sequentially("mosk")
    page.get_by_role("listbox").wait_for(state="hidden")
    box(page).fill("kal")
    assert options(page) == ["Wjatscheslaw Kalganow 16", "Kalganow 16"]
    assert box(page).get_attribute("aria-expanded") == "true"
    assert page.get_by_role("group", name="Names").get_by_role("option").count() == 2
    assert page.get_by_role("status").inner_text() == "Suggestions: 2"
    assert page.locator(".option .typed").all_inner_texts() == ["Kal", "Kal"]
    assert active(page) is None, "nothing is chosen by itself"
    box(page).fill("")
    page.get_by_role("listbox").wait_for(state="hidden")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]


def test_places_are_named_in_the_language_of_the_page(visit: Open):
    page = visit("/", locale="de-DE")
    box(page).press_sequentially("mosk")
    assert options(page) == ["Moskau 4"]
    page = visit("/", locale="vi-VN")
    box(page).press_sequentially("hop t")
    assert options(page) == ["hợp tác 1.234"]


def test_the_keyboard_alone_chooses_a_word(visit: Open):
    page = visit("/")
    box(page).press_sequentially("deleg")
    assert len(options(page)) > 3
    keys = ["ArrowDown", "ArrowDown", "End", "ArrowDown", "ArrowUp", "Home"]
    seen = []
    for key in keys:
        page.keyboard.press(key)
        seen.append(active(page))
    last = page.locator(".option .text").last.inner_text()
    assert seen[0] == "Delegation"
    assert seen[1].endswith("& Delegation")
    assert (seen[2], seen[3], seen[4], seen[5]) == (last, None, last, "Delegation")
    assert page.locator('[aria-selected="true"]').count() == 1
    assert box(page).input_value() == "deleg", "what was typed stays until one is chosen"
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=Delegation")
    assert box(page).input_value() == "Delegation"


def test_enter_without_a_choice_searches_what_was_typed(visit: Open):
    page = visit("/?q=Kalganow&lang=de")
    box(page).fill("deleg")
    options(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=deleg&lang=de")


def test_a_title_leads_to_its_document(visit: Open):
    page = visit("/")
    box(page).press_sequentially("city par")
    options(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/doc-*")
    assert page.locator("h1").inner_text().startswith("City partnership")


def test_a_click_keeps_the_filters(visit: Open):
    page = visit("/?q=x&lang=de", viewport=PHONE)
    with page.expect_request("**/api/v1/suggest**") as asked:
        box(page).fill("kal")
    assert "lang=de" in asked.value.url
    page.get_by_role("option", name="Wjatscheslaw").click()
    page.wait_for_url("**/?q=Wjatscheslaw+Kalganow&lang=de")


def test_escape_closes_and_then_leaves_and_tab_goes_on(visit: Open):
    page = visit("/")
    box(page).press_sequentially("kal")
    options(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.get_by_role("listbox").wait_for(state="hidden")
    assert (focused(page), box(page).input_value(), active(page)) == ("q", "kal", None)
    page.keyboard.press("ArrowDown")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("Tab")
    page.get_by_role("listbox").wait_for(state="hidden")
    assert focused(page) != "q"
    assert page.url.endswith("/")
    box(page).focus()
    page.keyboard.press("Escape")
    assert focused(page) != "q"


def test_the_box_can_be_cleared(visit: Open):
    page = visit("/")
    clear = page.get_by_role("button", name="Clear")
    assert not clear.is_visible()
    box(page).press_sequentially("kal")
    options(page)
    clear.click()
    page.get_by_role("listbox").wait_for(state="hidden")
    assert (focused(page), box(page).input_value()) == ("q", "")
    assert not clear.is_visible()


PRESS = """key => document.getElementById("q").dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, isComposing: true}))"""


def test_an_input_method_is_left_alone(visit: Open):
    page = visit("/")
    asked: list[str] = []
    page.on("request", lambda request: "suggest" in request.url and asked.append(request.url))
    method = page.context.new_cdp_session(page)
    box(page).focus()
    for typed in ("k", "ka", "kal"):
        composed = {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        method.send("Input.imeSetComposition", composed)
    assert box(page).input_value() == "kal"
    for key in ("Enter", "ArrowDown", "Escape"):
        assert page.evaluate(PRESS, key), f"{key} was taken from the input method"
    page.wait_for_timeout(300)
    assert (asked, focused(page)) == ([], "q")
    method.send("Input.insertText", {"text": "kal"})
    assert len(options(page)) == 2
    assert {url.partition("?")[2] for url in asked} == {"q=kal&labels=en"}


def test_a_late_answer_is_not_shown(visit: Open):
    page = visit("/")
    late: list[Any] = []
    page.route("**/api/v1/suggest?q=kal&**", lambda route: late.append(route))
    aborted: list[str] = []
    page.on("requestfailed", lambda request: aborted.append(request.url))
    with page.expect_request("**/api/v1/suggest?q=kal&**"):
        box(page).press_sequentially("kal")
    box(page).fill("hop t")
    assert options(page) == ["hợp tác 1,234"]
    page.wait_for_timeout(100)
    assert [url for url in aborted if "q=kal&" in url]
    assert options(page) == ["hợp tác 1,234"]


def test_without_an_answer_the_box_still_searches(visit: Open):
    page = visit("/")
    page.route("**/api/v1/suggest**", lambda route: route.fulfill(status=200, body="not JSON"))
    with page.expect_response("**/api/v1/suggest**"):
        box(page).press_sequentially("kal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=kal")


def test_keys_go_to_the_box_and_through_the_results(visit: Open):
    page = visit("/?q=Kalganow")
    titles = page.locator(".hits h2 a").all_text_contents()
    page.keyboard.press("/")
    assert focused(page) == "q"
    assert page.evaluate("getSelection().toString()") == "Kalganow"
    page.keyboard.press("ArrowDown")
    assert focused(page) == titles[0], "the query is the one that was asked: down to its results"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    assert focused(page) == titles[2]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    assert focused(page) == titles[0]
    page.keyboard.press("ArrowUp")
    assert focused(page) == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("j")
    with page.expect_navigation(url="**/documents/**"):
        page.keyboard.press("Enter")


def test_arrows_scroll_and_letters_are_typed_as_ever(visit: Open):
    page = visit("/?q=Kalganow")
    page.keyboard.press("ArrowDown")
    for _ in range(100):  # what waits in the page itself may evaluate strings, which it forbids
        if page.evaluate("scrollY > 0"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate("scrollY > 0")
    assert page.evaluate("document.activeElement === document.body")
    box(page).fill("")
    page.keyboard.type("j/k")
    assert box(page).input_value() == "j/k"
    field = page.locator("#filters").get_by_label("From", exact=True)
    field.focus()
    page.keyboard.type("j/")
    assert field.input_value() == "j/"


def test_letters_can_be_switched_off_for_good(visit: Open):
    page = visit("/?q=Kalganow")
    assert page.locator(".keys").inner_text().startswith("/ search")
    toggle = page.get_by_role("button", name="Single-letter keys")
    toggle.click()
    assert toggle.get_attribute("aria-pressed") == "false"
    page.goto("/?q=Kalganow&page=2")
    assert toggle.get_attribute("aria-pressed") == "false"
    page.keyboard.press("/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_without_javascript_the_form_works(visit: Open, viewport: dict[str, int]):
    page = visit("/", viewport=viewport, java_script_enabled=False)
    page.get_by_role("searchbox").fill("Kalganow")
    assert page.get_by_role("button", name="Clear").count() == 0
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/?q=Kalganow")
    assert page.locator(".hit").count() == 10
    assert page.locator(".keys").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/?q=Kalganow"], ids=["home", "results"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_with_the_list_open(
    visit: Open, viewport: dict[str, int], path: str, scheme: str
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(path, viewport=viewport, color_scheme=scheme)
    box(page).fill("")
    box(page).press_sequentially("deleg")
    options(page)
    page.keyboard.press("ArrowDown")
    found = axe.run(page, options={"runOnly": RULES})
    broken = [(each["id"], [node["html"] for node in each["nodes"]])
              for each in found.response["violations"]]  # fmt: skip
    assert broken == []
    assert page.get_by_role("listbox").is_visible()
