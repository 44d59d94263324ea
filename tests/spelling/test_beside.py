"""The words of an index far away are read beside the searches; no page fails for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer import Searcher, build_index, open_index
from indexer.clock import running
from indexer.engines.tantivy_ import TantivyReader
from indexer.errors import ClusterUnavailable, QueryTooSlow
from indexer.spelling import beside
from indexer.spelling.beside import Beside, NotRead
from indexer.spelling.speller import Speller


@pytest.fixture
def searcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    """A searcher on an index that is taken to be far away."""
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        text = "Der Tourismus in Moskau und die Delegation."
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    build_index(tmp_path / "in", tmp_path / "index")
    monkeypatch.setattr(TantivyReader, "far", True)
    with open_index(tmp_path / "index") as opened:
        yield opened


def reading(monkeypatch: pytest.MonkeyPatch, before: Callable[[], object]) -> None:
    """Have ``before`` called before the words of an index are read."""
    original = TantivyReader.lexicon

    def lexicon(self: TantivyReader, field: str, prefix: str, least: int) -> dict[str, int]:
        before()
        return original(self, field, prefix, least)

    monkeypatch.setattr(TantivyReader, "lexicon", lexicon)


def test_a_search_that_has_the_time_waits(searcher: Searcher) -> None:
    assert searcher.search("Turismus").suggestions == ("Tourismus",)


def test_pages_go_without_while_the_words_are_read(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    reading(monkeypatch, go.wait)
    monkeypatch.setattr(beside, "PATIENCE", 0.05)
    for _ in range(2):
        page = searcher.search("Turismus Delegation")
        assert page.total == 2
        assert page.suggestions == ()
    go.set()
    monkeypatch.setattr(beside, "PATIENCE", 60.0)
    with searcher._generations.current() as opened:
        words = opened.speller.words._beside
        assert words is not None
        words._over.wait(60)
    for _ in range(2):  # the page without was not remembered, the one with is
        page = searcher.search("Turismus Delegation")
        assert page.suggestions == ("Tourismus Delegation",)
    assert page.steps == {}


def test_words_that_cannot_be_read_are_tried_again_later(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[int] = []

    def fail() -> None:
        failures.append(1)
        if len(failures) < 2:
            raise ClusterUnavailable("The cluster is down.")

    reading(monkeypatch, fail)
    for _ in range(3):
        assert searcher.search("Turismus").suggestions == ()
    assert failures == [1]  # the next try is a minute later
    assert "could not be read: The cluster is down." in caplog.text
    with searcher._generations.current() as opened:
        words = opened.speller.words._beside
        assert words is not None
        words._next = 0.0
    assert searcher.search("Turismus").suggestions == ("Tourismus",)


@pytest.mark.parametrize("error", [ClusterUnavailable("Down."), QueryTooSlow("Too slow.")])
def test_a_page_does_not_fail_for_its_suggestions(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> tuple[str, ...]:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Speller, "suggestions", fail)
        page = searcher.search("Turismus Moskau")
        assert (page.total, page.suggestions) == (2, ())
    assert searcher.search("Turismus Moskau").suggestions == ("Tourismus Moskau",)


def test_to_warm_up_begins_to_read(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()
    reading(monkeypatch, begun.set)
    searcher.warm_up()
    assert begun.wait(60)


@pytest.mark.parametrize("error", [ClusterUnavailable("Down."), QueryTooSlow("Too slow.")])
def test_to_warm_up_does_not_keep_a_server_from_starting(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(TantivyReader, "search", fail)
        searcher.warm_up()
    assert searcher.search("Tourismus").total == 2


def test_a_search_waits_for_half_of_the_time_that_it_has() -> None:
    go = threading.Event()
    late: Beside[bool] = Beside(go.wait, "what never comes")
    with running(0.1) as clock, pytest.raises(NotRead):
        late.get()
    assert clock.left > 0
    go.set()
    assert late._over.wait(60)
    assert late.get()


def test_what_breaks_the_reading_is_told_and_not_tried_at_every_search(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[int] = []

    def read() -> int:
        tries.append(1)
        raise OSError("The disk is gone.")

    value = Beside(read, "The words")
    for _ in range(4):
        with pytest.raises(NotRead):
            value.get()
    assert len(tries) == 1
    assert "The words could not be read" in caplog.text
    assert "The disk is gone." in caplog.text
