"""The conformance suite on a real OpenSearch node, and what is OpenSearch's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from indexer.engines import opensearch_bulk, opensearch_terms
from indexer.engines import tree as q
from indexer.engines.base import EngineDocument, EngineReader, TermReader
from indexer.engines.opensearch_client import Client, connect
from indexer.engines.opensearch_descriptor import FILE, Descriptor
from indexer.engines.opensearch_index import NO_TERMS
from indexer.engines.registry import get_engine
from indexer.errors import ClusterUnavailable, QueryTooSlow, UsageError, WriteFailed
from indexer.retries import RETRIES

from .conformance import EngineConformance
from .corpus import CORPUS, EVERYTHING, document, phrase, word
from .suite import Build, close, ids, scores

NAMES = [f"{number:02}" for number in range(40)]


class TestOpenSearch(EngineConformance):
    name = "opensearch"


class Own:
    """Tests on a node; the engine makes its indexes there."""

    name: ClassVar = "opensearch"

    @pytest.fixture
    def client(self, opensearch: str) -> Iterator[Client]:
        client = connect(Descriptor(opensearch, "").parsed)
        yield client
        client.close()

    def write(
        self, folder: Path, documents: list[EngineDocument], delete: tuple[str, ...] = ()
    ) -> str:
        engine = get_engine("opensearch")
        new = Descriptor.of(folder) is None
        writer = engine.create(folder) if new else engine.append(folder)
        assert list(writer.delete(delete)) == []
        for item in documents:
            writer.add(item)
        writer.commit()
        return Descriptor.load(folder).index

    def read(self, folder: Path) -> EngineReader:
        return get_engine("opensearch").open(folder)


class TestWriting(Own):
    def test_nothing_is_found_before_the_commit(self, tmp_path: Path, client: Client) -> None:
        writer = get_engine("opensearch").create(tmp_path)
        writer.add(document("a", "wort"))
        index = Descriptor.load(tmp_path).index
        assert client.post(f"/{index}/_count")["count"] == 0
        writer.cancel()
        assert client.get(f"/{index}") is None

    def test_an_index_that_a_descriptor_names_is_made(
        self, tmp_path: Path, opensearch: str
    ) -> None:
        Descriptor(opensearch, "test-000007").save(tmp_path)
        writer = get_engine("opensearch").create(tmp_path)
        writer.add(document("a", "wort"))
        writer.commit()
        assert Descriptor.load(tmp_path).index == "test-000007"
        with self.read(tmp_path) as reader:
            assert ids(reader, word("wort")) == ["a"]

    def test_several_fill_an_index_and_cancelling_one_leaves_it(
        self, tmp_path: Path, opensearch: str, client: Client
    ) -> None:
        Descriptor(opensearch, "test-shared").save(tmp_path)
        engine = get_engine("opensearch")
        first, second, third = (engine.create(tmp_path) for _ in range(3))
        for writer, name in ((first, "a"), (second, "b"), (third, "c")):
            writer.add(document(name, "wort"))
        first.commit()
        second.commit()
        third.cancel()
        client.post("/test-shared/_refresh")
        with self.read(tmp_path) as reader:
            assert ids(reader, word("wort"))[:2] == ["a", "b"]

    def test_a_change_rewrites_nothing_else_and_leaves_no_trace(self, tmp_path: Path) -> None:
        """What was deleted counts for the weight of no word."""
        self.write(tmp_path, [document(name, "wort rest") for name in NAMES])
        changed = [document("07", "wort anders"), document("new", "wort")]
        self.write(tmp_path, changed, delete=("05", "07", "nobody"))
        fresh = tmp_path / "fresh"
        fresh.mkdir()
        rest = [document(name, "wort rest") for name in NAMES if name not in ("05", "07")]
        self.write(fresh, [*rest, *changed])
        with self.read(tmp_path) as old, self.read(fresh) as new:
            tree = q.Or([word("wort"), word("rest"), word("anders")])
            assert scores(old, tree) == scores(new, tree)
            assert old.doc_count() == len(NAMES)
            assert old.lexicon("body_word", "", 1) == new.lexicon("body_word", "", 1)

    def test_a_clone_leaves_the_first_as_it_is(self, tmp_path: Path, client: Client) -> None:
        first, second = tmp_path / "first", tmp_path / "second"
        first.mkdir()
        second.mkdir()
        index = self.write(first, [document("a", "alt"), document("b", "alt")])
        client.put(f"/{index}/_mapping", {"_meta": {"querlang": "stamp"}})
        get_engine("opensearch").clone(first, second)
        clone = self.write(second, [document("c", "neu")], delete=("a",))
        assert clone != index
        with self.read(first) as old, self.read(second) as new:
            assert ids(old, q.every()) == ["a", "b"]
            assert ids(new, q.every()) == ["b", "c"]
        found = client.get(f"/{clone}/_settings", flat_settings=True)[clone]["settings"]
        assert found["index.number_of_replicas"] == "0"

    def test_a_clone_gets_the_name_that_its_descriptor_has(
        self, tmp_path: Path, opensearch: str
    ) -> None:
        first, second = tmp_path / "first", tmp_path / "second"
        first.mkdir()
        second.mkdir()
        self.write(first, [document("a", "alt")])
        Descriptor(opensearch, "test-000008").save(second)
        get_engine("opensearch").clone(first, second)
        assert Descriptor.load(second).index == "test-000008"
        with self.read(second) as reader:
            assert ids(reader, q.every()) == ["a"]

    def test_many_requests(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opensearch_bulk, "_DOCUMENTS", 7)
        monkeypatch.setattr(opensearch_bulk, "_BYTES", 3000)
        documents = [document(name, "wort", stored=b"x" * 40 * int(name)) for name in NAMES]
        self.write(tmp_path, documents)
        with self.read(tmp_path) as reader:
            assert ids(reader, word("wort")) == NAMES
            assert reader.stored("39") == b"x" * 40 * 39

    def test_a_document_that_is_not_taken_is_named(self, tmp_path: Path, client: Client) -> None:
        writer = get_engine("opensearch").create(tmp_path)
        index = Descriptor.load(tmp_path).index
        writer.add(document("good", "wort"))
        writer.add(document("bad", "wort", date="x"))
        with pytest.raises(WriteFailed, match=r"'bad'.*\[x\]"):
            writer.commit()
        writer.cancel()
        assert client.get(f"/{index}") is None

    def test_a_long_id_is_an_id(self, tmp_path: Path) -> None:
        name = "ж" * 2000
        self.write(tmp_path, [document(name, "wort", stored=b"1")])
        self.write(tmp_path, [document("b", "wort")])
        with self.read(tmp_path) as reader:
            assert reader.stored(name) == b"1"
        self.write(tmp_path, [], delete=(name,))
        with self.read(tmp_path) as reader:
            assert ids(reader, q.every()) == ["b"]


class TestReading(Own):
    def test_an_index_that_is_gone_is_told(self, tmp_path: Path, client: Client) -> None:
        index = self.write(tmp_path, [document("a", "wort")])
        reader = self.read(tmp_path)
        client.delete(f"/{index}")
        with pytest.raises(Exception, match=index):
            reader.search(word("wort"))
        with pytest.raises(Exception, match=f"{index}.*cannot be opened"):
            self.read(tmp_path)

    @pytest.mark.parametrize("pattern", ["a*", "z*", "*z", "\U0010fffd*"])
    def test_patterns_beyond_all_terms(self, build: Build, pattern: str) -> None:
        reader = build(document("a", "abc"))
        found = ["a"] if pattern == "a*" else []
        assert ids(reader, q.Wildcard("body_word", pattern)) == found

    @pytest.mark.parametrize("pattern", ["*a?????????????????", "?" * 500, "a" + "*?" * 30 + "*"])
    def test_patterns_that_are_too_much_for_the_cluster(self, build: Build, pattern: str) -> None:
        reader = build(document("a", "xa12345678901234567"), document("b", "a" + "b" * 80))
        expected = {"*a?????????????????": ["a"], "?" * 500: []}.get(pattern, ["b"])
        assert ids(reader, q.Wildcard("body_word", pattern)) == expected

    def test_a_lexicon_in_parts(self, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opensearch_terms, "_ANSWER", 20)
        words = [f"w{number:03}" for number in range(150)]
        reader = build(document("a", " ".join(words)), document("b", " ".join(words[::2])))
        assert reader.lexicon("body_word", "", 1) == {
            text: 1 + (number % 2 == 0) for number, text in enumerate(words)
        }
        assert reader.lexicon("body_word", "w00", 2) == dict.fromkeys(words[:10:2], 2)
        assert [each.term for each in reader.terms("body_word", "w", 30)] == words[:60:2]

    def test_no_cluster_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("QUERLANG_OPENSEARCH")
        with pytest.raises(UsageError, match="--index opensearch://"):
            get_engine("opensearch").create(tmp_path)

    @pytest.fixture
    def build(self, tmp_path: Path) -> Build:
        def building(*documents: EngineDocument) -> EngineReader:
            self.write(tmp_path, list(documents))
            return self.read(tmp_path)

        return building


class TestShards(Own):
    """Where a document lies makes no difference."""

    def test_an_index_of_several_shards_answers_as_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folders = [tmp_path / "1", tmp_path / "5"]
        for folder in folders:
            folder.mkdir()
            monkeypatch.setenv("QUERLANG_OPENSEARCH_SHARDS", folder.name)
            self.write(folder, [*CORPUS, *(document(name, "moskau nga") for name in NAMES)])
        with self.read(folders[0]) as one, self.read(folders[1]) as five:
            for tree in (
                q.Or([word("moskau"), word("nga"), word("hà")]),
                q.Phrase("body_word", ["moskau", "nga"]),
                q.Prefix("body_word", "mos"),
                q.every(),
            ):
                assert scores(one, tree) == pytest.approx(scores(five, tree), abs=2e-4)
                assert ids(one, tree) == ids(five, tree)
                facets = ("lang", "source", "month")
                expected = one.search(tree, facets=facets)
                assert five.search(tree, facets=facets).facets == expected.facets
            assert one.lexicon("body_word", "", 2) == five.lexicon("body_word", "", 2)
            assert one.terms("body_word", "m", 3) == five.terms("body_word", "m", 3)
            for text in ("moskau", "nga", "hà", "nobody", "two words", "\ud800"):
                assert five.doc_frequency("body_word", text) == one.doc_frequency("body_word", text)
            assert five.doc_frequency("body_word", "moskau") > len(NAMES)
            assert five.doc_frequency("id", NAMES[3]) == 1
            assert five.stored(NAMES[3]) == NAMES[3].encode()
            assert set(ids(five, q.every())) == EVERYTHING | set(NAMES)


class TestForesight(Own):
    """What will be asked is asked for together."""

    def test_one_request_for_all_terms_and_one_for_all_counts(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.write(tmp_path, CORPUS)
        counted = "moskau", "nga", "nobody"
        trees = [q.And([word("moskau"), word("nga")]), q.Or([word("hà"), word("nobody")])]
        with self.read(tmp_path) as reader:
            one_by_one = [reader.doc_frequency("body_word", text) for text in counted]
            one_by_one += [reader.count(tree) for tree in trees]
        assert one_by_one[0] > 0 < one_by_one[-1]
        reader = self.read(tmp_path)
        requests: list[str] = []
        send = Client.send

        def watched(client: Client, method: str, path: str, *given: Any, **options: Any) -> Any:
            requests.append(path.rpartition("/")[2])
            return send(client, method, path, *given, **options)

        monkeypatch.setattr(Client, "send", watched)

        def work(asked: TermReader) -> list[int]:
            assert asked.doc_count() == len(CORPUS)
            found = [asked.doc_frequency("body_word", text) for text in counted]
            return found + [asked.count(tree) for tree in trees]

        assert reader.together(work, trees[1]) == one_by_one
        assert requests == ["_mtermvectors", "_msearch"]
        assert reader.together(work) == work(reader) == one_by_one
        assert len(requests) == 2
        reader.search(trees[1])
        assert requests[2:] == ["_search"]
        reader.close()


class TestBusy(Own):
    def test_what_is_refused_for_lack_of_room_is_sent_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pauses: list[float] = []
        monkeypatch.setattr(opensearch_bulk, "_sleep", pauses.append)
        send, bodies, before = Client.send, [], RETRIES.total

        def refusing(self: Client, *request: object, **options: object) -> object:
            answer = send(self, *request, **options)  # type: ignore[arg-type]
            if str(request[1]).endswith("_bulk"):
                bodies.append(request[2])
                if len(bodies) < 3:
                    full = {"status": 429, "error": {"reason": "queue is full"}}
                    answer["items"][-1] = {"index": full}
                    answer["errors"] = True
            return answer

        monkeypatch.setattr(Client, "send", refusing)
        self.write(tmp_path, [document(name, "wort") for name in NAMES[:4]])
        assert [bytes(body).count(b"\n") for body in bodies] == [8, 2, 2]  # type: ignore[call-overload]
        assert RETRIES.total - before == 2
        assert pauses[1] > pauses[0] > 0

    def test_a_cluster_that_never_has_room_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(opensearch_bulk, "_sleep", lambda _: None)
        send = Client.send

        def full(self: Client, method: str, path: str, *a: object, **k: object) -> object:
            if path.endswith("_bulk"):
                return {"errors": True, "items": [{"index": {"status": 429, "error": {}}}]}
            return send(self, method, path, *a, **k)  # type: ignore[arg-type]

        monkeypatch.setattr(Client, "send", full)
        with pytest.raises(ClusterUnavailable, match="no room for document 'a'"):
            self.write(tmp_path, [document("a", "wort")])


def test_a_descriptor_that_is_none_is_told(tmp_path: Path) -> None:
    pytest.importorskip("opensearchpy", reason="opensearch-py is not installed")
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(Exception, match="cannot be opened"):
        get_engine("opensearch").open(tmp_path)


class TestLongQuestions(Own):
    """OpenSearch takes 1,024 parts of a query, and counts those that match nothing."""

    def test_words_that_nobody_holds_are_left_out(self, tmp_path: Path) -> None:
        self.write(tmp_path, [document("a", "eins zwei drei"), document("b", "vier")])
        nobody = [word(f"w{number}", boost=1.5) for number in range(1500)]
        tree = q.AndMaybe(
            q.Or([*nobody, q.DisjunctionMax([word("eins", boost=2.0), *nobody], tiebreak=0.1)]),
            q.Or([q.Phrase("body_word", ["zwei", "drei"]), *nobody, q.And([word("x"), word("y")])]),
        )
        short = q.AndMaybe(word("eins", boost=2.0), q.Phrase("body_word", ["zwei", "drei"]))
        with self.read(tmp_path) as reader:
            assert scores(reader, tree) == scores(reader, short)
            assert reader.count(q.AndNot(q.every(), q.Or([*nobody, word("vier")]))) == 1

    def test_a_question_that_is_too_long_is_told(self, tmp_path: Path) -> None:
        words = [f"w{number}" for number in range(1100)]
        self.write(tmp_path, [document("a", " ".join(words))])
        with self.read(tmp_path) as reader, pytest.raises(QueryTooSlow, match="max_clause_count"):
            reader.search(q.Or(list(map(word, words))))


class TestWeights(Own):
    @pytest.mark.parametrize("name_of_other", ["tantivy", "whoosh"])
    def test_a_word_weighs_what_it_does_in_other_engines(
        self, tmp_path: Path, name_of_other: str
    ) -> None:
        """Also in a field that few documents have; the mean length of such a field is another."""
        texts = ["eins zwei", "zwei drei", "eins eins vier", "fünf"]
        titles = ["eins", "", "", ""]
        items = [
            document(f"{n}", body, title)
            for n, (body, title) in enumerate(zip(texts, titles, strict=True))
        ]
        folders = [tmp_path / "own", tmp_path / "other"]
        for folder in folders:
            folder.mkdir()
        self.write(folders[0], items)
        writer = get_engine(name_of_other).create(folders[1])
        for item in items:
            writer.add(item)
        writer.commit()
        with self.read(folders[0]) as own, get_engine(name_of_other).open(folders[1]) as other:
            for tree in (word("eins"), word("zwei"), phrase("eins zwei")):
                assert scores(own, tree) == close(scores(other, tree))
            assert own.doc_frequency("title_word", NO_TERMS) == 3
            assert own.lexicon("title_word", "", 1) == {"eins": 1}
            assert ids(own, q.Wildcard("title_word", "*")) == ["0"]
