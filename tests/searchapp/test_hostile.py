"""Naughty strings and hostile documents: whatever is asked or indexed, pages stay pages."""

from __future__ import annotations

import json
import os
import sys
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer import Settings, build_index, open_index
from searchapp import create_app

SCRIPT = "<script>alert(1)</script>"
NAUGHTY = [
    # markup and scripts
    SCRIPT,
    "</title><script>alert(1)</script>",
    "</mark></p><img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "javascript:alert(1)",
    "<!--", "-->", "]]>", "<![CDATA[", "&lt;script&gt;", "&#60;b&#62;", "<b",
    # templates and formats
    "{{ 1337*1337 }}", "{% raw %}", "${1337*1337}", "%(text)s", "%s %d %n", "{0}", "#{1337*1337}",
    # queries of other systems, shells and paths
    "' OR 1=1 --", "; DROP TABLE documents", "$(reboot)", "`id`", "|| ls", "../../etc/passwd",
    "..\\..\\windows\\win.ini", "file:///etc/passwd", "CON", "NUL",
    # numbers and words of computers
    "NaN", "Infinity", "-0", "1e309", "0x10", "null", "undefined", "true", "None", "[]", "{}",
    # letters
    "\u0000", "\u0001\u001f\u007f", "\u200b\u200e\u202e", "\ufeff", "\ufffe\uffff", "\U0010ffff",
    "Z\u0351\u036b\u0343\u036aalgo", "\u1ea1\u0323\u0301\u0300", "e\u0301" * 50, "\u0130\u0131ßẞ",
    "田中さんにあげて下さい", "ﷺ", "الكل", "👩‍👩‍👧‍👦🇻🇳", "ﬁ", "Ⅷ", "①", "\u2028\u2029",
    "\r\nX: y", "\t \v \f",
    # the query language
    '"', '""', '"a', "(", ")", "((((", "))))", "+", "-", "+-+-", "* ", "*", "?", "~", "^", "^2",
    "a^",
    "a^^2", "a~", '"a"~', "[", "[ TO ]", "date:[", "date:[2025 TO", "id:", ":", "::", "a:b:c",
    "AND",
    "AND OR NOT", "NOT", "a AND", "OR a", "title:", "lang:*", "name:*", "\\", "\\\\\"", "/", "//",
    "*" * 200, "?" * 200, "(" * 500 + "a" + ")" * 500, "a" * 1999, "a " * 999, '"' * 1000,
    "-" * 500, "+a " * 300, "a~2 " * 300, "ab* " * 300, '"a b"~50 ' * 150, "date:2025 " * 150,
]  # fmt: skip

HOSTILE_DOCUMENTS = {
    "plain.txt": f"{SCRIPT} Kaluga </p></div>\n\nZweiter Absatz {{{{ 1337*1337 }}}} Kaluga.",
    "marked.md": f"# {SCRIPT} Kaluga\n\nText <img src=x onerror=alert(1)> Kaluga [x](javascript:1)",
    "page.html": (
        "<html><head><title>&lt;script&gt;alert(1)&lt;/script&gt; Kaluga</title>"
        '<meta name="author" content="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">'
        '<link rel="canonical" href="javascript:alert(1)"></head>'
        "<body><p>&lt;script&gt;alert(1)&lt;/script&gt; Kaluga</p>"
        "<script>var x = 'Kaluga'</script></body></html>"
    ),
    "records.jsonl": "\n".join(
        json.dumps(record)
        for record in (
            {
                "id": f"../../{SCRIPT}?q=1#x%2F",
                "title": f"{SCRIPT}\u202eKaluga\u0000\u0008",
                "text": f"Kaluga {SCRIPT} \u0001\u000b\ufffe & <b>fett</b>",
                "url": "javascript:alert(1)",
                "author": SCRIPT,
                "source": f'"><img src=x onerror=alert(1)>{SCRIPT}',
            },
            {"id": "//host/x", "text": "Kaluga", "url": 'https://example.org/"><script>'},
            {"id": "a\nb\tc", "text": "Kaluga", "title": "{% raw %}{{ 1337*1337 }}"},
        )
    ),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("hostile")
    for name, text in HOSTILE_DOCUMENTS.items():
        (folder / name).write_text(text, "utf-8")
    named = "plain <img src=x onerror=alert(1)> Kaluga.txt"
    if os.name == "posix" and sys.platform != "darwin":
        named = "\"'<script>alert(1)<" + "&Kaluga;#?%2e%00.txt"
    (folder / named).write_text("Kaluga unter einem Namen.", "utf-8")
    index = tmp_path_factory.mktemp("index") / "index"
    build_index(folder, index)
    with open_index(index) as searcher:
        yield create_app(settings=Settings(), searcher=searcher).test_client()


def safe(text: str) -> BeautifulSoup:
    """Parse a page; no script, no handler and no address but ours and the web's is in it."""
    page = BeautifulSoup(text, "html.parser")
    for element in page.find_all(True):
        assert element.name not in {"iframe", "object", "embed", "style"}
        own = element.get("class") == ["strip"] or element.parent.get("class") == ["histogram"]
        assert element.name != "svg" or own, element
        assert element.name != "script" or (element.get("src", "").startswith("/static/"))
        for name, value in element.attrs.items():
            assert not name.startswith("on"), element
            assert name != "style"
            if name in {"href", "src", "action"}:
                assert str(value).startswith(("/", "http://", "https://", "#", "data:", "?")), value
    images = {image["src"].split("?")[0] for image in page.find_all("img")}
    assert images <= {"/static/favicon.svg"}
    assert "1337*1337" in text or "1787569" not in page.get_text().split()
    return page


@pytest.mark.parametrize("text", NAUGHTY, ids=lambda text: ascii(text)[:40])
def test_naughty_queries_are_answered_and_escaped(hostile: FlaskClient, text: str):
    asked = quote(text)
    answer = hostile.get(f"/?q={asked}")
    assert answer.status_code == 200
    page = safe(answer.text)
    box = page.find("input", id="q")
    if text.strip() and "\r" not in text:
        assert box["value"] == text or "\u0000" in text
    assert hostile.get(f"/api/v1/search?q={asked}&size=2").status_code == 200
    feed = hostile.get(f"/feed.atom?q={asked}")
    assert feed.status_code == 200
    ET.fromstring(feed.data)  # noqa: S314 - our own


@pytest.mark.parametrize("text", NAUGHTY[:60], ids=lambda text: ascii(text)[:40])
@pytest.mark.parametrize("name", ["lang", "from", "place", "source", "sort", "copies_of", "nope"])
def test_naughty_parameters_are_escaped(hostile: FlaskClient, name: str, text: str):
    answer = hostile.get(f"/?q=Kaluga&{name}={quote(text)}")
    assert answer.status_code in {200, 400}
    safe(answer.text)


def test_hostile_documents_are_shown_and_escaped(hostile: FlaskClient):
    page = safe(hostile.get("/?q=Kaluga&duplicates=show&size=50").text)
    body = hostile.get("/api/v1/search?q=Kaluga&duplicates=show&size=50").get_json()
    assert body["total"] == 7
    links = [a["href"] for a in page.select("ol a, article a, h2 a") if "/documents/" in a["href"]]
    assert len(set(links)) >= 7
    for hit in body["hits"]:
        for html in (hit["title_html"], *(each["html"] for each in hit["snippets"])):
            found = {tag.name for tag in BeautifulSoup(html, "html.parser").find_all(True)}
            assert found <= {"mark"}
        quoted = quote(hit["id"], safe="")
        assert hostile.get(f"/api/v1/documents/{quoted}").get_json()["id"] == hit["id"]
        answer = hostile.get(f"/documents/{quoted}?q=Kaluga")
        assert answer.status_code == 200
        safe(answer.text)
    for link in set(links):
        answer = hostile.get(link)
        assert answer.status_code == 200, link
        assert "Kaluga" in safe(answer.text).get_text()


def test_a_feed_of_hostile_documents_is_valid(hostile: FlaskClient):
    answer = hostile.get("/feed.atom?q=Kaluga&duplicates=show")
    feed = ET.fromstring(answer.data)  # noqa: S314 - our own
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 7
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 7
    for entry in entries:
        summary = BeautifulSoup(entry.findtext(f"{atom}summary") or "", "html.parser")
        assert {tag.name for tag in summary.find_all(True)} <= {"p", "mark"}
        assert entry.find(f"{atom}link").get("href", "").startswith("http://localhost/documents/")


@pytest.mark.parametrize("host", ['x"><script>', "a b", "x/y", "@"])
@pytest.mark.parametrize("address", ["/feed.atom", "/opensearch.xml", "/api", "/"])
def test_a_host_that_is_none_is_refused(hostile: FlaskClient, address: str, host: str):
    answer = hostile.get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert "http:///" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/static/../config.py",
        "/static/%2e%2e/security.py",
        "/static/..%2f..%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/css/%00base.css",
        "/static/css",
        "/static/",
        "/documents/../../etc/passwd",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/documents/%00",
        "/documents/%ff%fe",
        "/documents/" + "x" * 5000,
        "/api/v1/documents/%2e%2e%2f%2e%2e",
        "/api/v1/documents/%ed%a0%80",
        "//evil.example/x",
        "/%2e%2e/",
    ],
)
def test_no_path_leads_out(hostile: FlaskClient, address: str):
    answer = hostile.get(address)
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "OPTIONS", "PUT", "PROPFIND"])
@pytest.mark.parametrize("address", ["/", "/api", "/api/v1/search", "/static/css/base.css"])
def test_other_methods_are_refused(hostile: FlaskClient, address: str, method: str):
    answer = hostile.open(address, method=method, headers={"X-Secret": "biscuit"})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert "biscuit" not in answer.text


def test_a_form_has_a_bound(hostile: FlaskClient):
    answer = hostile.post("/preferences", data={"next": "/" + "x" * 100_000})
    assert answer.status_code == 413
    safe(answer.text)
