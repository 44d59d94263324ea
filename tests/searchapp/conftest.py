"""Fixtures of the web: an application over the fake searcher, its client, a parsed page."""

from __future__ import annotations

import pytest
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
