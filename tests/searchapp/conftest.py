"""Fixtures of the web: an application over the fake searcher, its client, a parsed page.

In a real browser: ``open_page`` over the fake searcher and ``open_seeds`` over an index of the
seeds, see :class:`browsing.Open`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Open, launched, serving
from bs4 import BeautifulSoup
from fake_searcher import FakeSearcher
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import Get

from indexer.config import Settings
from searchapp import create_app


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def app(searcher: FakeSearcher) -> Flask:
    return create_app(settings=Settings(), searcher=searcher)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def page(client: FlaskClient) -> Get:
    """Get an address and return its parsed page; the status is checked on the way."""

    def get(address: str, status: int = 200) -> BeautifulSoup:
        answer = client.get(address)
        assert answer.status_code == status, answer.text
        assert answer.mimetype == "text/html"
        return BeautifulSoup(answer.text, "html.parser")

    return get


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser of the machine."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The address of a server over the fake searcher."""
    with serving(create_app(settings=Settings(), searcher=FakeSearcher())) as address:
        yield address


@pytest.fixture(scope="session")
def seeds_base(seeds_index: Path) -> Iterator[str]:
    """The address of a server over an index of the seeds."""
    with serving(create_app(seeds_index, settings=Settings())) as address:
        yield address


def _opener(browser: Any, base: str) -> Iterator[Open]:
    opener = Open(browser, base)
    yield opener
    for watch in opener.watches:
        watch.check()


@pytest.fixture
def open_page(browser: Any, base: str) -> Iterator[Open]:
    """Opens pages over the fake searcher, in a width, colour scheme, language."""
    yield from _opener(browser, base)


@pytest.fixture
def open_seeds(browser: Any, seeds_base: str) -> Iterator[Open]:
    """Opens pages over an index of the seeds, in a width, colour scheme, language."""
    yield from _opener(browser, seeds_base)
