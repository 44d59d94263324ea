"""Signatures and groups: what counts as nearly the same text, and that only the set decides."""

from __future__ import annotations

import random
import unicodedata
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.duplicates import signatures as module
from indexer.duplicates.signatures import SIZE, grouped, signature, similarity
from indexer.model import Document
from indexer.records.prepare import prepare

NEWS = (
    "Sáng 9/3, đoàn đại biểu tỉnh Khánh Hoà đã đến thăm và làm việc tại Liên bang Nga, bàn về hợp "
    "tác du lịch, giáo dục và đào tạo. Hai bên thống nhất tăng số chuyến bay thẳng từ Cam Ranh đến "
    "Mát-xcơ-va, và mời các doanh nghiệp Nga đầu tư vào những khu nghỉ dưỡng mới trên bán đảo."
)
LAW = (
    "Der Auszubildende hat ein Berichtsheft in Form eines Ausbildungsnachweises zu führen. Ihm ist "
    "Gelegenheit zu geben, das Berichtsheft während der Ausbildungszeit zu führen."
)


def signed(text: str, title: str = "", lang: str | None = None) -> bytes:
    return prepare(Document("id", text, title=title, lang=lang)).signature


def words(count: int, seed: int = 0) -> list[str]:
    choose = random.Random(seed)  # noqa: S311
    return [f"w{choose.randrange(10_000)}" for _ in range(count)]


def with_changes(text: list[str], share: float, seed: int) -> list[str]:
    choose = random.Random(seed)  # noqa: S311
    return [word if choose.random() > share else f"new{n}" for n, word in enumerate(text)]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(unicodedata.normalize("NFD", NEWS), id="decomposed"),
        pytest.param(NEWS.replace(" ", "\n  "), id="white space"),
        pytest.param(NEWS.upper(), id="case"),
        pytest.param(NEWS.replace("Hoà", "Hòa"), id="tone marks"),
        pytest.param(NEWS.replace(",", " –").replace(".", "!"), id="punctuation"),
    ],
)
def test_spelling_of_the_same_text_does_not_matter(other: str) -> None:
    assert signed(other) == signed(NEWS)


def test_a_source_line_hardly_matters() -> None:
    assert similarity(signed(NEWS * 3), signed(NEWS * 3 + " Theo Tuổi Trẻ")) > 0.85


def test_a_short_text_is_the_same_only_if_its_title_is() -> None:
    short = "Diese Verordnung tritt am Tage nach der Verkündung in Kraft."
    one, other = (signed(short, title=f"§ 7 Inkrafttreten {law}") for law in ("ABC", "XYZ 1985"))
    texts = {"a": one, "b": other}
    assert grouped(texts) == []
    assert grouped({**texts, "c": one}) == [["a", "c"]]
    long = {law: signed(LAW * 2, title=f"§ 6 Berichtsheft {law}") for law in ("ABC", "XYZ 1985")}
    assert grouped(long) == [["ABC", "XYZ 1985"]]


def test_languages_have_nothing_in_common() -> None:
    numbers = " ".join(map(str, range(100)))
    assert similarity(signed(numbers, lang="de"), signed(numbers, lang="vi")) < 0.1
    assert signed(numbers, lang="de") == signed(numbers, lang="de")


def test_a_document_without_words_has_no_near_duplicates() -> None:
    assert signed("…", title="–") == b""
    assert grouped({"a": b"", "b": b""}) == []


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_words_have_a_signature(count: int) -> None:
    assert len(signature(words(count), "de")) == SIZE
    assert signature(words(count), "de") != signature(words(count, seed=1), "de")


def test_signatures_are_the_same_everywhere() -> None:
    """Another library, version or seed would need another format."""
    assert signature(["Đoàn", "đại", "biểu", "Hà", "Nội"], "vi")[:8].hex() == "bc2cab9361af0794"


def test_similarity_is_that_of_the_shingles() -> None:
    text = words(2_000)
    for share in (0.02, 0.05, 0.1):
        other = with_changes(text, share, seed=3)
        one, two = (set(zip(t, t[1:], t[2:], strict=False)) for t in (text, other))
        jaccard = len(one & two) / len(one | two)
        assert abs(similarity(signature(text, "de"), signature(other, "de")) - jaccard) < 0.12


@lru_cache
def family(seed: int) -> dict[str, bytes]:
    """Texts copied from each other over and over, with changes, and some of their own."""
    choose = random.Random(seed)  # noqa: S311
    texts = [words(200, seed)]
    for step in range(25):
        texts.append(with_changes(choose.choice(texts), choose.choice((0, 0.01, 0.04)), step))
    texts += [words(200, seed=100 + n) for n in range(5)]
    return {f"{n:02}": signature(text, "de") for n, text in enumerate(texts)}


@settings(max_examples=30)
@given(st.integers(0, 8), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_the_documents(
    seed: int, order: random.Random
) -> None:
    documents = family(seed)
    shuffled = list(documents.items())
    order.shuffle(shuffled)
    groups = grouped(documents)
    assert grouped(dict(shuffled)) == groups
    held = [doc_id for group in groups for doc_id in group]
    assert len(held) == len(set(held)), "a document is in two groups"
    assert all(len(group) > 1 for group in groups)
    assert not {f"{n:02}" for n in range(26, 31)} & set(held)


@pytest.mark.parametrize("seed", range(8))
def test_whoever_is_alike_is_in_one_group_and_no_group_spreads(seed: int) -> None:
    documents = family(seed)
    groups = grouped(documents)
    group_of = {doc_id: number for number, group in enumerate(groups) for doc_id in group}
    for one, ours in documents.items():
        for other, theirs in documents.items():
            if ours == theirs and one != other:
                assert group_of[one] == group_of[other]
    for group in groups:
        centres = [
            one
            for one in group
            if all(similarity(documents[one], documents[other]) >= 0.7 for other in group)
        ]
        assert centres, f"no document of {group} is like all others"


def test_a_chain_of_copies_is_not_one_group() -> None:
    texts = [words(300)]
    for step in range(40):
        texts.append(with_changes(texts[-1], 0.02, step))
    groups = grouped({f"{n:02}": signature(text, "de") for n, text in enumerate(texts)})
    assert len(groups) > 3
    assert max(map(len, groups)) < 20


def test_a_large_family_takes_no_quadratic_time(monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(400)
    documents = {str(n): signature(with_changes(text, 0.01, n), "de") for n in range(400)}
    compared = 0
    measure = module.similarity

    def counted(one: bytes, other: bytes) -> float:
        nonlocal compared
        compared += 1
        return measure(one, other)

    monkeypatch.setattr(module, "similarity", counted)
    assert [len(group) for group in grouped(documents)] == [400]
    assert compared < 400 * 200
