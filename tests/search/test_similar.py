"""More like this: which documents are taken for similar, in which language, and which never."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Searcher, build_index, open_index
from indexer.answer import similar_json
from indexer.engines.registry import engine_names
from indexer.errors import DocumentNotFound, UsageError
from indexer.model import Document
from indexer.records.blocks import LONG
from indexer.records.prepare import prepare
from indexer.records.record import Record

TEXTS = {
    "tourism-1": "Der Tourismus an der Küste wächst. Hotels und Strände ziehen Urlauber an.",
    "tourism-2": "Hotels melden volle Häuser: der Tourismus lebt von Stränden und Urlaubern.",
    "tourism-3": "Urlauber lieben Strände, und die Hotels lieben die Urlauber. Tourismus eben.",
    "law-1": "Das Gericht sprach das Urteil; der Richter verlas die Begründung des Gesetzes.",
    "law-2": "Ein Urteil braucht eine Begründung, sagte der Richter am Gericht zum Gesetz.",
    "vi-1": "Hợp tác thương mại và du lịch giữa hai nước phát triển mạnh trong năm qua.",
    "vi-2": "Hai nước bàn về hợp tác thương mại, du lịch và đầu tư trong năm tới.",
    "putin-ru": "Владимир Путин прибыл в Ханой и встретился с президентом Вьетнама.",
    "putin-de": "Wladimir Putin traf in Hanoi den Präsidenten von Vietnam.",
    "alone": "Xylophon.",
    "empty": "...",
}


@pytest.fixture(scope="module", params=engine_names())
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("similar")
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")
    build_index(folder / "in", folder / "index", engine=request.param)
    with open_index(folder / "index") as opened:
        yield opened


def like(searcher: Searcher, name: str, **options: object) -> list[str]:
    found = searcher.similar(f"{name}.txt", **options)  # type: ignore[arg-type]
    return [hit.id.removesuffix(".txt") for hit in found.hits]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tourism-1", {"tourism-2", "tourism-3"}),
        ("law-2", {"law-1"}),
        ("vi-1", {"vi-2"}),
        ("putin-ru", {"putin-de"}),
        ("alone", set()),
        ("empty", set()),
    ],
)
def test_documents_that_share_what_tells_are_similar(
    searcher: Searcher, name: str, expected: set[str]
) -> None:
    found = like(searcher, name, size=10)
    assert set(found[: len(expected)]) == expected
    assert name not in found


def test_the_language_can_be_chosen(searcher: Searcher) -> None:
    assert like(searcher, "putin-ru", lang="de")[0] == "putin-de"
    assert "putin-de" not in like(searcher, "putin-ru", lang=["vi", "ru"], size=20)


def test_the_best_come_first_and_no_more_than_asked_for(searcher: Searcher) -> None:
    scores = [hit.score for hit in searcher.similar("tourism-1.txt", size=10).hits]
    assert scores == sorted(scores, reverse=True)
    assert len(like(searcher, "tourism-1", size=1)) == 1


def test_hits_have_the_shape_of_a_search(searcher: Searcher) -> None:
    found = similar_json(searcher.similar("law-1.txt", size=1))
    assert set(found) == {"id", "title", "hits"}
    assert found["id"] == "law-1.txt"
    hit = found["hits"][0]
    assert set(hit) == {
        "id", "title", "title_html", "lang", "date", "source", "url", "score", "snippets",
        "duplicates", "type", "places",
    }  # fmt: skip
    assert hit["snippets"][0]["text"]


@pytest.mark.parametrize("engine", engine_names())
def test_near_duplicates_of_a_similar_document_are_folded(tmp_path: Path, engine: str) -> None:
    (tmp_path / "in").mkdir()
    for name, text in TEXTS.items():
        for copy in ("", "-again", "-too") if name in ("tourism-1", "tourism-2") else ("",):
            (tmp_path / "in" / f"{name}{copy}.txt").write_text(f"{text}\n", encoding="utf-8")
    build_index(tmp_path / "in", tmp_path / "index", engine=engine)
    with open_index(tmp_path / "index") as searcher:
        assert searcher.stats().near_duplicates == 6
        found = like(searcher, "tourism-1-again", size=2)
        assert sorted(name[:9] for name in found) == ["tourism-2", "tourism-3"]
        assert sorted(name[:9] for name in like(searcher, "tourism-3", size=2)) == [
            "tourism-1", "tourism-2",
        ]  # fmt: skip


def test_unknown_ids_and_sizes_are_refused(searcher: Searcher) -> None:
    with pytest.raises(DocumentNotFound, match="nope"):
        searcher.similar("nope")
    with pytest.raises(UsageError, match="0 similar"):
        searcher.similar("law-1.txt", size=0)


@pytest.mark.parametrize("chars", [0, 1_000, 10_000, 10**6])
def test_the_beginning_of_a_text_has_the_terms_it_has_in_the_whole(chars: int) -> None:
    lines = [*TEXTS.values(), "Вячеслав Калганов прибыл в Нячанг.\nÔng Nguyễn Văn An ở Hà Nội."]
    text = "\n".join(lines * (3 * LONG // sum(map(len, lines))))
    body = Record(prepare(Document(id="long", text=text)).document.stored).body
    whole, beginning = body.analysis, body.beginning(chars)
    tokens = len(beginning.terms)
    assert beginning.terms == whole.terms[:tokens]
    assert tokens == len(whole.terms) or beginning.ends[-1] >= chars - LONG // 4
    known = {part for part in whole.all_parts() if part.end <= tokens}
    assert set(beginning.all_parts()) == known
    assert tokens < len(whole.terms) or chars > 10_000
