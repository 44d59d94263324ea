"""The blocks of a long text: where they are cut, and which may hold a term."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.records.blocks import SIZE, Block, BlockTable, cut, spans

TERMS = st.frozensets(st.text(min_size=1, max_size=6), max_size=30)


def table(terms: list[frozenset[str]]) -> BlockTable:
    blocks = [Block(n * 10, n * 10 + 10, n * 20, n * 3) for n in range(len(terms))]
    return BlockTable.of(blocks, terms)


@given(st.lists(TERMS, min_size=1, max_size=20))
def test_no_block_with_a_term_is_left_out(terms: list[frozenset[str]]) -> None:
    made = table(terms)
    packed = BlockTable.unpack(made.pack(), 10 * len(terms))
    assert packed.blocks == made.blocks
    for number, held in enumerate(terms):
        assert all(packed.with_any([term]) >> number & 1 for term in held)
        assert not held or packed.with_any(held) >> number & 1
    assert packed.with_any([]) == 0


def test_few_blocks_are_named_for_nothing() -> None:
    made = table([frozenset(f"{n} {i}" for i in range(500)) for n in range(40)])
    named = sum(made.with_any([f"x{n}"]).bit_count() for n in range(500))
    assert named < 0.05 * 500 * 40


def test_blocks_end_with_a_line_or_a_word() -> None:
    lines = "\n".join(["wort " * 30] * 200)
    starts = cut(lines)
    assert len(starts) > 5
    assert all(lines[start - 1] == "\n" for start in starts[1:])
    words = "wort " * 6000
    starts = cut(words)
    assert all(words[start - 1] == " " for start in starts[1:])
    for text in (lines, words):
        sizes = [end - start for start, end in spans(cut(text), len(text))]
        assert sum(sizes) == len(text)
        assert all(SIZE / 4 < size <= 2 * SIZE for size in sizes)


def test_what_cannot_be_cut_stays_whole() -> None:
    assert cut("x" * 100_000) == [0]
    assert cut("") == [0]
    assert cut("x" * 100_000 + " y") == [0, 100_001]
