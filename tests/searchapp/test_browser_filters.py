"""The filters in a real browser: by mouse, finger and keyboard, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from browsing import Open, serving
from fake_searcher import FakeSearcher

from indexer.config import Settings
from indexer.model import FacetCount
from searchapp import create_app

pytestmark = pytest.mark.browser

PHONE, WIDE = 390, 1280
QUERY = "/?q=Kalganow"
FIRST_BAR = "January 2024: 2 documents"
"""Documents of these tests are of January 2024 to December 2025: 24 bars."""


class ManyPlaces(FakeSearcher):
    """A searcher whose documents name many places."""

    def search(self, query: str, **options: Any) -> Any:
        found = super().search(query, **options)
        names = ["Hà Nội", "Đà Nẵng", "Москва", "Moskau", *(f"Place {n}" for n in range(20))]
        places = tuple(FacetCount(f"geo:{n}", 30 - n, name) for n, name in enumerate(names))
        object.__setattr__(found, "facets", {**found.facets, "place": places})
        return found


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(create_app(settings=Settings(), searcher=ManyPlaces())) as address:
        yield address


def asked(page: Any) -> list[tuple[str, str]]:
    """What the address of a page asks for besides the query."""
    return [pair for pair in parse_qsl(urlsplit(page.url).query) if pair[0] != "q"]


def middle(page: Any, number: int) -> tuple[float, float]:
    """The middle of a bar, counted from 0."""
    box = page.locator(".histogram svg").bounding_box()
    bars = page.locator(".histogram [data-from]").count()
    return box["x"] + box["width"] * (number + 0.5) / bars, box["y"] + box["height"] / 2


def ready(page: Any) -> None:
    page.wait_for_function("!document.querySelector('.hint').hidden")


def drag(page: Any, first: int, last: int, *, up: bool = True) -> None:
    ready(page)
    page.mouse.move(*middle(page, first))
    page.mouse.down()
    page.mouse.move(*middle(page, last), steps=6)
    if up:
        page.mouse.up()


@pytest.mark.parametrize(("first", "last"), [(2, 9), (9, 2)])
def test_dragging_chooses_a_period(open_page: Open, first: int, last: int):
    page = open_page(QUERY).page
    drag(page, first, last, up=False)
    assert page.locator(".reading").inner_text() == "March 2024 – October 2024: 5"
    assert page.locator(".histogram .within").count() == 8
    assert page.evaluate("document.activeElement.matches('svg')") is False
    page.mouse.up()
    page.wait_for_url("**to=2024-10")
    assert asked(page) == [("from", "2024-03"), ("to", "2024-10")]
    assert page.locator("h1").inner_text().startswith("5 documents")
    assert page.get_by_label("From", exact=True).input_value() == "2024-03"
    page.get_by_role("link", name="Whole period").click()
    page.wait_for_url("**/?q=Kalganow")


def test_going_back_leaves_nothing_behind(open_page: Open):
    page = open_page(QUERY).page
    drag(page, 2, 9)
    page.wait_for_url("**to=2024-10")
    page.go_back()
    page.wait_for_url("**/?q=Kalganow")
    assert page.get_by_label("From", exact=True).input_value() == ""
    assert page.locator(".reading").inner_text() == ""
    assert page.locator(".chosen").get_attribute("width") == "0"
    page.go_forward()
    page.wait_for_url("**to=2024-10")
    assert page.locator(".chips li").count() == 3


def test_escape_gives_up(open_page: Open):
    page = open_page(QUERY).page
    drag(page, 2, 9, up=False)
    page.keyboard.press("Escape")
    assert page.locator(".reading").inner_text() == ""
    assert page.locator(".histogram .within").count() == 0
    page.mouse.up()
    page.wait_for_timeout(100)
    assert asked(page) == []


def test_dragging_keeps_the_other_filters_and_goes_beyond_the_chart(open_page: Open):
    page = open_page("/?q=Kalganow&lang=de&lang=vi&sort=date&page=1&size=2").page
    bars = page.locator(".histogram [data-from]").count()
    ready(page)
    page.mouse.move(*middle(page, bars - 3))
    page.mouse.down()
    page.mouse.move(1279, 10, steps=4)
    page.mouse.up()
    page.wait_for_url("**to=**")
    assert [pair for pair in asked(page) if pair[0] not in {"from", "to"}] == [
        ("lang", "de"), ("lang", "vi"), ("sort", "date"), ("size", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False])
def test_a_bar_is_a_link(open_page: Open, scripts: bool):
    page = open_page(QUERY, scripts=scripts).page
    page.mouse.click(*middle(page, 0))
    page.wait_for_url("**from=2024-01&to=2024-01")
    assert page.locator("h1").inner_text().startswith("2 documents")
    page.get_by_role("link", name="2024", exact=True).click()
    page.wait_for_url("**from=2024&to=2024")


def test_the_keyboard_goes_from_bar_to_bar(open_page: Open):
    page = open_page(QUERY).page
    ready(page)
    assert page.locator(".histogram a[tabindex='0']").count() == 1
    first = page.get_by_role("link", name=FIRST_BAR)
    first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.from") == "2024-03"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.from") == "2024-01"
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator(".reading").inner_text() == "January 2024 – May 2024: 5"
    page.keyboard.press("Escape")
    assert page.locator(".reading").inner_text() == ""
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2024-03&to=2024-05")


def test_escape_leaves_the_sheet_open_and_leaving_the_chart_gives_up(open_page: Open):
    page = open_page(QUERY, width=PHONE).page
    page.get_by_role("button", name="Filters").click()
    ready(page)
    page.get_by_role("link", name=FIRST_BAR).focus()
    for leave in ("Escape", "Tab"):
        page.keyboard.press("Shift+ArrowRight")
        assert page.locator(".reading").inner_text() != ""
        page.keyboard.press(leave)
        assert page.locator(".reading").inner_text() == ""
        assert page.locator("#filters").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#filters").is_visible()


def test_enter_follows_a_bar(open_page: Open):
    page = open_page(QUERY).page
    ready(page)
    page.get_by_role("link", name=FIRST_BAR).press("Enter")
    page.wait_for_url("**from=2024-01&to=2024-01")


def test_the_chart_is_passed_by_keyboard_without_scripts(open_page: Open):
    page = open_page(QUERY, scripts=False).page
    past = page.get_by_role("link", name="Past the chart")
    past.focus()
    assert past.bounding_box()["height"] > 10
    past.press("Enter")
    page.keyboard.type("2025")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2025&to=")
    assert page.locator("h1").inner_text().startswith("8 documents")


def test_a_finger_drags_over_the_chart(open_page: Open):
    watch = open_page(QUERY, width=PHONE, has_touch=True, is_mobile=True)
    page = watch.page
    page.get_by_role("button", name="Filters").tap()
    ready(page)
    client = watch.context.new_cdp_session(page)
    for kind, at in (("touchStart", 2), ("touchMove", 5), ("touchMove", 9), ("touchEnd", None)):
        x, y = middle(page, at) if at is not None else (0, 0)
        points = [] if at is None else [{"x": x, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_url("**from=2024-03&to=2024-10")


def test_a_finger_that_scrolls_chooses_nothing(open_page: Open):
    watch = open_page(QUERY, width=PHONE, has_touch=True, is_mobile=True)
    page = watch.page
    page.get_by_role("button", name="Filters").tap()
    ready(page)
    client = watch.context.new_cdp_session(page)
    x, y = middle(page, 5)
    client.send(
        "Input.synthesizeScrollGesture", {"x": x, "y": y, "yDistance": -200, "xDistance": 0}
    )
    assert page.locator("#filters").evaluate("sheet => sheet.scrollTop") > 50
    assert page.locator(".reading").inner_text() == ""
    assert asked(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_filters_are_a_sheet_before_the_results(open_page: Open, scripts: bool):
    page = open_page(QUERY, width=PHONE, scripts=scripts).page
    sheet, button = page.locator("#filters"), page.get_by_role("button", name="Filters")
    assert not sheet.is_visible()
    assert button.bounding_box()["y"] < page.locator(".hit").first.bounding_box()["y"]
    button.press("Enter")
    assert sheet.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#filters') !== null")
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    button.click()
    sheet.get_by_role("link", name="German").click()
    page.wait_for_url("**lang=de")
    page.get_by_role("button", name="Filters (1)").click()
    sheet.get_by_role("link", name="Web page").click()
    page.wait_for_url("**lang=de&type=html")
    page.get_by_role("button", name="Filters (2)").click()
    sheet.get_by_role("button", name="Close").click()
    assert not sheet.is_visible()
    page.get_by_role("link", name="Remove the filter German").click()
    page.wait_for_url("**/?q=Kalganow&type=html")


def test_filters_stay_in_sight_on_a_wide_screen(open_page: Open):
    page = open_page("/?q=Kalganow&size=100").page
    assert not page.get_by_role("button", name="Filters").is_visible()
    page.mouse.wheel(0, 1500)
    page.wait_for_function("scrollY > 600")
    top = page.locator("#filters").bounding_box()["y"]
    assert 0 <= top < 40


def test_a_list_narrows_as_one_types(open_page: Open):
    page = open_page(QUERY).page
    field = page.get_by_label("Narrow the list: Place")
    listed = page.locator("section:has(#facet-place) li:visible .value")
    assert listed.count() == 6
    field.press_sequentially("da nang")
    assert listed.all_inner_texts() == ["Đà Nẵng"]
    field.fill("мос")
    assert listed.all_inner_texts() == ["Москва"]
    field.fill("19")
    assert listed.all_inner_texts() == ["Place 19"]
    field.fill("zzz")
    assert listed.count() == 0
    assert page.get_by_text("Nothing in the list is written like this.").is_visible()
    field.fill("")
    assert listed.count() == 6
    field.fill("Place 19")
    page.get_by_role("link", name="Place 19").click()
    page.wait_for_url("**place=geo:23")


def test_without_scripts_lists_unfold(open_page: Open):
    page = open_page(QUERY, scripts=False).page
    assert not page.get_by_label("Narrow the list: Place").is_visible()
    page.get_by_text("18 more").click()
    page.get_by_role("link", name="Place 19").click()
    page.wait_for_url("**place=geo:23")


@pytest.mark.parametrize(
    ("first", "last", "said", "field"),
    [
        ("spring", "", "This is no date", "from"),
        ("2025-02-30", "", "This is no date", "from"),
        ("2025", "2025-13", "This is no date", "to"),
        ("2025-03", "2025-02-28", "The first date is later", "from"),
    ],
)
def test_a_wrong_date_is_told_where_it_stands(
    open_page: Open, first: str, last: str, said: str, field: str
):
    page = open_page(QUERY).page
    ready(page)
    page.get_by_label("From", exact=True).fill(first)
    page.get_by_label("To", exact=True).fill(last)
    page.get_by_role("button", name="Apply").click()
    assert said in page.get_by_role("alert").inner_text()
    assert page.evaluate("document.activeElement.id") == field
    assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
    assert asked(page) == []


def test_right_dates_are_searched_and_empty_ones_are_not_in_the_address(open_page: Open):
    page = open_page(QUERY).page
    ready(page)
    page.get_by_label("From", exact=True).fill("2025")
    page.get_by_label("To", exact=True).fill("2025-03")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**from=2025&to=2025-03**")
    page.get_by_label("To", exact=True).fill("")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url(lambda url: "to=" not in url)
    assert asked(page) == [("from", "2025")]


def test_chips_go_one_by_one(open_page: Open):
    page = open_page("/?q=Kalganow&lang=de&lang=vi&from=2024&place=geo:0&type=pdf&type=html").page
    labels = ["German", "Vietnamese", "from 2024", "place: Hà Nội", "PDF", "Web page"]
    for done, label in enumerate(labels, 1):
        page.get_by_role("link", name=f"Remove the filter {label}").click()
        page.wait_for_function(
            "n => document.querySelectorAll('.chips a:not(.all)').length === n",
            arg=len(labels) - done,
        )
    assert asked(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize(
    "address",
    ["/?q=Kalganow", "/?q=Kalganow&lang=de&from=2024&place=geo:0&place=geo:5", "/?q=zzz&lang=de"],
)
def test_no_rule_of_accessibility_is_broken(open_page: Open, address: str, width: int, scheme: str):
    watch = open_page(address, width=width, scheme=scheme)
    page = watch.page
    if width == PHONE:
        page.get_by_role("button", name="Filters").click()
    for details in page.locator("#filters details").all():
        details.evaluate("each => each.open = true")
    watch.axe()


@pytest.mark.parametrize("width", [360, 820])
def test_the_sheet_overflows_nowhere(open_page: Open, width: int):
    address = "/?q=Kalganow&source=" + "Donaudampfschifffahrt" * 9
    page = open_page(address, width=width).page
    page.get_by_role("button", name="Filters").click()
    for details in page.locator("#filters details").all():
        details.evaluate("each => each.open = true")
    sheet = page.locator("#filters")
    assert sheet.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert sheet.bounding_box()["x"] >= 0


def test_a_sheet_becomes_the_column_when_the_window_grows(open_page: Open):
    page = open_page(QUERY, width=820).page
    ready(page)
    page.get_by_role("button", name="Filters").click()
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.wait_for_function("!document.querySelector('#filters').matches(':popover-open')")
    assert page.locator("#filters").is_visible()
    assert page.locator("#filters").bounding_box()["x"] > page.locator(".found").bounding_box()["x"]
