"""Other languages in a real browser: what a mark means, what was searched, how it is chosen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import Open, serving
from translating import Translating

from indexer.config import Settings
from searchapp import create_app

pytestmark = pytest.mark.browser

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(create_app(settings=Settings(), searcher=Translating())) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mark_says_what_it_means(open_page: Open, scheme: str):
    watch = open_page("/?q=Reise", scheme=scheme)
    watch.page.locator(".snippet mark.m-meaning").first.hover()
    assert watch.page.locator(".why-tip").inner_text() == "≈ Reise"
    watch.page.locator(".translations summary").click()
    watch.axe()


@SCRIPTS
def test_what_was_searched_unfolds(open_page: Open, scripts: bool):
    page = open_page("/?q=Reise", width=390, scripts=scripts).page
    words = page.locator(".translations dd")
    assert words.first.is_hidden()
    page.get_by_text("Also searched in other languages").click()
    assert words.all_inner_texts() == ["≈ biểu tỉnh Vietnamese, 83%", "≈ tour from the glossary"]


@SCRIPTS
def test_one_of_three_ways_is_chosen(open_page: Open, scripts: bool):
    page = open_page("/?q=Reise", scripts=scripts).page
    page.get_by_role("link", name="All languages alike").click()
    page.wait_for_url("**across=first")
    assert page.locator("mark.m-meaning").count() > 0
    page.get_by_role("link", name="Only the words typed").click()
    page.wait_for_url("**across=off")
    assert page.locator("mark.m-meaning").count() == 0
    page.locator(".tips a").first.click()
    page.wait_for_url("**/?q=Reise")
    assert page.locator("mark.m-meaning").count() > 0
