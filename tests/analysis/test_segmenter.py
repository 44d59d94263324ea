"""The segmenter gives pyvi's words: pyvi is the oracle, text of every kind the input."""

from __future__ import annotations

import gzip
import json
import pickle
import shutil
import subprocess
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from analysis_tables import rows
from analysis_texts import texts
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis import crfsuite, pyvimodel, segmenter, vichunks
from indexer.analysis.crfsuite import LinearChain
from indexer.analysis.segmenter import Segmenter
from indexer.analysis.vifeatures import WordList, split_tokens
from indexer.errors import QuerlangError

ARTICLES, EVERY = 5000, 5

ODD = (
    "", " ", "\t", "\n", "\r\n", "\r", "\x1c", "\u2028", "hợp", "hợp tác", " hợp  tác ",
    "hợp\ttác", "hợp\ntác", "hợp\r\ntác\r\n", "\n\nhợp tác\n", "hợp\u00a0tác\u3000giáo dục",
    "http://vi.dụ/a_b?c=d hợp tác", "https://a.vn/b.c,d.", "x://", "a@b.de", "a.b+c@d-e.f.vn.",
    "a@b", "@", "a.a.a@", "liên hệ nguyen_van.a@mail.com.vn, hoặc b@c.", "đ@a.vn",
    "12/3/2024", "1.234,5", "1.2.3_4,5", "1_2", "1.", ".5", "50%", "20h30", "²³", "Ⅷ", "½", "٣٤",
    "TP. HCM", "TP.HCM", "Tp.HCM", "ThS.Nguyễn Văn A.", "Mrs.Lan Mr.Nam Ms.X Dr.Y", "Đ.H.Q.G",
    "==>", "->", "-->", "...", "....", ">>>", ">>", "=>", "!?!?", "-,.", "...!!!...", "“hợp tác”",
    "hợp-tác", "hợp_tác", "_", "__", "__init__", "a_b c_d", "_hợp tác_", "hợp _ tác", "A._b",
    "HỢP TÁC", "Hợp Tác", "hợp Tác", "Hợp tác", "VIỆT nam", "Việt Nam", "việt nam", "ĐẠI HỌC",
    "👩\u200d🚀 hợp tác 🇻🇳", "1\ufe0f\u20e3", "hợp\u200btác", "hợp\u00adtác", "\ufeffhợp tác",
    "Москва hợp tác Россия", "Моsкva việt nам", "СССР", "Σ ΑΣ ὈΔΟΣ", "İstanbul ẞ ŉ ǅ", "漢字 ไทย",
    "\x00", "hợp\x00tác", "x://a\x00b", "\x00 hợp tác \x00\x00", "\u0301", "a\u0301\u0323b",
    "công nghệ thông tin và truyền thông đại chúng", "a ma tơ a men a tòng", "xã hội chủ nghĩa",
)  # fmt: skip

PIECES = (
    " ", " ", " ", "\t", "\n", "  ", "-", ".", ",", "_", "/", ":", "://", "@", "...", "==>", "->",
    ">>", "1", "12", "3.4", "A", "Đ.", "Tp.", "\x00", "я", "Ж", "😀", "a", "X", "\u0301",
)  # fmt: skip


@pytest.fixture(scope="module")
def oracle() -> Any:
    """The class of pyvi; its source has escapes that Python deprecates, its authors' concern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi.ViTokenizer import ViTokenizer
    return ViTokenizer


@pytest.fixture(scope="module")
def ours() -> Segmenter:
    return segmenter.segmenter()


def joined_by_spans(line: str, spans: list[tuple[int, int]]) -> str:
    """Return what ``tokenize`` returns for ``line``, made from the spans of ``words``."""
    pieces: list[str] = []
    end = 0
    for token in split_tokens(line):
        start = line.index(token, end)
        inside = any(first < start < stop for first, stop in spans)
        pieces += ("_" if inside else " ") * bool(pieces), token
        end = start + len(token)
    return "".join(pieces) or line


WORD_LIST = pyvimodel.read_words(pyvimodel.folder() / pyvimodel.WORD_LIST)
known_words = st.sampled_from([word for word in WORD_LIST if word])

vietnamese = st.lists(
    st.one_of(
        known_words,
        known_words.map(str.title),
        known_words.map(str.upper),
        st.sampled_from(PIECES),
        st.just(" "),
        st.just(" "),
    ),
    max_size=24,
).map("".join)


@pytest.mark.parametrize("text", ODD)
def test_odd_input(ours: Segmenter, oracle: Any, text: str) -> None:
    assert ours.tokenize(text) == oracle.tokenize(text)
    composed = unicodedata.normalize("NFC", text)
    assert joined_by_spans(composed, ours.words(composed)) == ours.tokenize(composed)


@pytest.mark.parametrize(("text", "segmented"), rows("words"))
def test_sentences(ours: Segmenter, oracle: Any, text: str, segmented: str) -> None:  # noqa: ARG001
    assert ours.tokenize(text) == oracle.tokenize(text)
    decomposed = unicodedata.normalize("NFD", text)
    assert ours.tokenize(decomposed) == oracle.tokenize(decomposed)


@given(text=vietnamese | texts)
@example(text="x")
def test_any_text(ours: Segmenter, oracle: Any, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()  # pyvi cannot take half surrogates
    assert ours.tokenize(text) == oracle.tokenize(text)
    composed = unicodedata.normalize("NFC", text)
    spans = ours.words(composed)
    assert joined_by_spans(composed, spans) == ours.tokenize(composed)
    assert spans == sorted(spans)


@given(text=vietnamese)
def test_adding_in_the_order_of_crfsuite(ours: Segmenter, oracle: Any, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segmenter, "_ROUNDING", float("inf"))
        assert ours.tokenize(text) == oracle.tokenize(text)


class CoarseModel:
    """pyvi's model with weights rounded to multiples of a step: paths tie in most sentences."""

    def __init__(self, step: float) -> None:
        import pycrfsuite

        model = pyvimodel.folder() / pyvimodel.MODEL
        data = bytearray(pyvimodel._crfsuite_file(model.read_bytes()))
        features_at = crfsuite._HEADER.unpack_from(data)[7]
        count = crfsuite._FEATURES.unpack_from(data, features_at)[2]
        first = features_at + crfsuite._FEATURES.size
        for number in range(count):
            at = first + number * crfsuite._FEATURE.size
            *names, weight = crfsuite._FEATURE.unpack_from(data, at)
            coarse = round(weight / step) * step if step else 0.0
            crfsuite._FEATURE.pack_into(data, at, *names, coarse)
        self.data = bytes(data)
        self.chain = crfsuite.read_model(self.data)
        self.tagger = pycrfsuite.Tagger()
        self.tagger.open_inmemory(self.data)  # the bytes must outlive the tagger

    def predict(self, sentences: list[Any]) -> list[list[str]]:
        return [self.tagger.tag(sentence) for sentence in sentences]


@pytest.mark.parametrize("step", [0.0, 4.0, 2.0, 1.0])
def test_ties_are_settled_as_crfsuite_does(
    monkeypatch: pytest.MonkeyPatch, oracle: Any, step: float
) -> None:
    model = CoarseModel(step)
    monkeypatch.setattr(oracle, "model", model)
    coarse = Segmenter(model.chain, WordList(WORD_LIST))
    doubtful = 0
    for start in range(0, len(WORD_LIST) - 8, 17):
        text = " ".join(WORD_LIST[start : start + 1 + start % 8])
        assert coarse.tokenize(text) == oracle.tokenize(text)
        doubtful += coarse._inside_words(coarse._leads(coarse._tokens(text))) is None
    assert doubtful > 0


@pytest.mark.parametrize(
    ("labels", "segmented"), [(("B_W", "I_W"), "a b c"), (("I_W", "B_W"), "a_b_c")]
)
def test_of_labels_that_tie_the_first_wins(labels: tuple[str, str], segmented: str) -> None:
    weightless = LinearChain(labels, {}, [[0.0, 0.0], [0.0, 0.0]])
    assert Segmenter(weightless, WordList([])).tokenize("a b c") == segmented


def test_a_forgetful_memory(monkeypatch: pytest.MonkeyPatch, ours: Segmenter) -> None:
    monkeypatch.setattr(vichunks, "_REMEMBERED", 3)
    text = "Hai bên nhất trí tăng cường hợp tác trong lĩnh vực giáo dục và đào tạo."
    forgetful = segmenter.load(pyvimodel.folder())
    assert forgetful.tokenize(text) == ours.tokenize(text)
    assert len(forgetful._chunks) <= 3


def test_threads_share_a_segmenter(monkeypatch: pytest.MonkeyPatch, ours: Segmenter) -> None:
    monkeypatch.setattr(vichunks, "_REMEMBERED", 50)
    shared = segmenter.load(pyvimodel.folder())
    known = [text for text in ODD if text] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.tokenize, known)) == [ours.tokenize(text) for text in known]


def test_neither_pyvi_nor_scikit_learn_is_imported() -> None:
    program = (
        "import sys; from indexer.analysis import analyze, fingerprint;"
        "assert len(analyze('Hai bên hợp tác trong lĩnh vực giáo dục.', 'vi')) == 9; fingerprint();"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert not {"pyvi", "sklearn", "sklearn_crfsuite", "numpy"} & set(run.stdout.split())


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the files of pyvi, to be damaged."""
    for name in (pyvimodel.MODEL, pyvimodel.WORD_LIST):
        shutil.copy(pyvimodel.folder() / name, tmp_path)
    return tmp_path


class Intruder:
    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return print, ("code of a pickle has run",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(lambda data: data[:400_000], "truncated", id="truncated"),
        pytest.param(lambda _: b"", "Ran out of input", id="empty"),
        pytest.param(lambda _: b"not a pickle", "Install", id="other"),
        pytest.param(lambda _: pickle.dumps({}), "holds no CRFsuite model", id="dict"),
        pytest.param(lambda _: pickle.dumps(Intruder()), "asks for builtins.print", id="code"),
        pytest.param(lambda data: data.replace(b"lCRF", b"xCRF"), "not a CRFsuite", id="magic"),
        pytest.param(lambda data: data.replace(b"FEAT", b"XEAT"), "no table", id="features"),
        pytest.param(lambda data: data.replace(b"CQDB", b"XQDB"), "no dictionary", id="names"),
        pytest.param(lambda data: data.replace(b"I_W", b"X_W"), "labels are B_W, X_W", id="labels"),
        pytest.param(
            lambda data: data.replace(b"-1:word.bi", b"-3:word.bi"), "'-3:word.bi", id="feature"
        ),
    ],
)
def test_a_damaged_model_is_named(
    models: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[bytes], bytes],
    reason: str,
) -> None:
    path = models / pyvimodel.MODEL
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(QuerlangError, match=reason) as raised:
        segmenter.load(models)
    assert str(path) in raised.value.message
    assert "Install" in raised.value.hint
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", [pyvimodel.MODEL, pyvimodel.WORD_LIST])
def test_a_missing_file_is_named(models: Path, name: str) -> None:
    (models / name).unlink()
    with pytest.raises(QuerlangError, match=name):
        segmenter.load(models)


def test_a_damaged_word_list_is_named(models: Path) -> None:
    (models / pyvimodel.WORD_LIST).write_bytes(b"a \xff")
    with pytest.raises(QuerlangError, match=pyvimodel.WORD_LIST):
        segmenter.load(models)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyvimodel, "PACKAGE", "no_such_package")
    with pytest.raises(QuerlangError, match="no_such_package"):
        pyvimodel.folder()


@pytest.mark.data
def test_every_sentence_of_the_treebank(ours: Segmenter, oracle: Any, data_folder: Path) -> None:
    lines = (data_folder / "segmentation" / "vtb-dev.tsv").read_text("utf-8").splitlines()
    sentences = [line.split("\t")[1] for line in lines]
    assert [ours.tokenize(text) for text in sentences] == [oracle.tokenize(s) for s in sentences]


@pytest.mark.data
def test_articles(ours: Segmenter, oracle: Any, data_folder: Path) -> None:
    count = 0
    for text in islice(vietnamese_articles(data_folder), 0, EVERY * ARTICLES, EVERY):
        for line in unicodedata.normalize("NFC", text).split("\n"):
            assert ours.tokenize(line) == oracle.tokenize(line)
            assert joined_by_spans(line, ours.words(line)) == ours.tokenize(line)
            count += 1
    print(f"{count} lines")


def vietnamese_articles(data_folder: Path) -> Iterator[str]:
    with gzip.open(data_folder / "news52k" / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record["lang"] == "vi":
                yield record["text"]
