"""What the tests of pages share: links by their words, parameters by their names."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

PROBLEM_KEYS = {"type", "title", "status", "detail", "errors"}

Get = Callable[..., BeautifulSoup]


def link(soup: BeautifulSoup | Tag, text: str) -> str:
    """The address of the link whose words contain ``text``."""
    found = [a["href"] for a in soup.find_all("a", href=True) if text in " ".join(a.text.split())]
    assert found, f"no link {text!r}"
    return str(found[0])


def parameters(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def problem(client: FlaskClient, address: str, status: int, method: str = "GET") -> dict:
    answer = client.open(address, method=method)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    body = json.loads(answer.data)
    assert set(body) == PROBLEM_KEYS
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body
