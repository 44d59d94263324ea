"""What the tests in a real browser share: a server on a free port, and a page that is watched."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import waitress
from flask import Flask
from waitress.wasyncore import close_all

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine; yields its address."""
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: close_all(server._map))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@contextmanager
def launched() -> Iterator[Any]:
    """Start the browser of the machine, or skip."""
    api = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(f"needs a browser: none of {', '.join(PROGRAMS)} is installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """A page with what it asked for and what it complained about.

    ``options`` are those of a browser context: ``viewport``, ``color_scheme``, ``locale``,
    ``java_script_enabled``, ``has_touch`` …
    """

    def __init__(self, browser: Any, base: str, **options: Any) -> None:
        self.base = base
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error} {error.stack}"))
        self.page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        # The browser reports the status of error pages, which are looked at on purpose.
        if not message.text.startswith("Failed to load resource: the server responded with"):
            self.complaints.append(message.text)

    def go(self, address: str) -> None:
        self.page.goto(self.base + address)

    def axe(self) -> None:
        """Assert that nothing on the page is against WCAG 2.2 AA; needs scripts switched on."""
        api = pytest.importorskip("axe_playwright_python.sync_playwright")
        options = {
            "resultTypes": ["violations"],
            "runOnly": {"type": "tag", "values": WCAG},
            # Not every check of WCAG 2.2 AA is on of itself.
            "rules": {"target-size": {"enabled": True}},
        }
        found = api.Axe().run(self.page, options=options)
        assert found.violations_count == 0, found.generate_report()

    def widest(self) -> tuple[float, str, str]:
        """Return how far to the right the page reaches, and with which element."""
        script = """() => [...document.body.querySelectorAll("*")]
            .filter(e => !e.closest(".unseen, .skip"))
            .map(e => [e.getBoundingClientRect().right, e.tagName, String(e.className)])
            .reduce((a, b) => a[0] > b[0] ? a : b)"""
        scrolled = self.page.evaluate("document.documentElement.scrollWidth")
        right, tag, kind = self.page.evaluate(script)
        return max(right, scrolled), tag, kind

    def check(self) -> None:
        """Assert that nothing was asked of another host and nothing complained, and close."""
        self.context.close()
        assert self.hosts == {urlsplit(self.base).netloc}
        assert self.complaints == [], self.complaints


class Open:
    """Opens pages of one server; closed and checked when the test ends."""

    def __init__(self, browser: Any, base: str) -> None:
        self._browser, self._base = browser, base
        self.watches: list[Watch] = []

    def __call__(
        self,
        address: str = "/",
        *,
        width: int = 1280,
        scheme: str = "light",
        lang: str = "en",
        scripts: bool = True,
        **options: Any,
    ) -> Watch:
        """Return a watched page at ``address``."""
        watch = Watch(
            self._browser,
            self._base,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale=lang,
            java_script_enabled=scripts,
            **options,
        )
        self.watches.append(watch)
        watch.go(address)
        return watch
