"""The description of the API in a browser: no violation of WCAG 2.2 AA, nothing too wide."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_searcher import FakeSearcher
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from indexer.config import Settings
from searchapp import create_app

CHROMIUM = shutil.which("chromium")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    app = create_app(settings=Settings(), searcher=FakeSearcher())
    server = create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_description_is_accessible(browser: Browser, served: str, width: int, scheme: str):
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=True,
        bypass_csp=True,  # axe comes as a script of its own
    )
    page = context.new_page()
    page.goto(f"{served}/api")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
