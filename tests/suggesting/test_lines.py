"""Tables of lines: what they find is what a look at every line would find."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from indexer.suggesting.lines import Lines

WORDS = st.lists(st.text("abđя", min_size=1, max_size=3), min_size=1, max_size=4)


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """A line as it was given."""

    words: str


def table(lines: list[str]) -> Lines[Entry]:
    return Lines(Lines.pack([(line, Entry(line)) for line in lines]), Entry)


@given(st.lists(WORDS.map(" ".join), max_size=20), WORDS.map(" ".join), st.booleans())
def test_lines_are_found_in_order(lines: list[str], typed: str, whole: bool) -> None:
    found = table(lines)
    sought = typed + " " if whole else typed
    beginning = [n for n, line in enumerate(lines) if f"{line} ".startswith(sought)]
    holding = [n for n, line in enumerate(lines) if f" {sought}" in f" {line} "]
    assert found.beginning(sought.encode(), 100) == beginning
    assert found.beginning(sought.encode(), 2) == beginning[:2]
    assert list(found.holding(f" {sought}".encode())) == holding
    assert [found.entry(number).words for number in range(len(found))] == lines
    assert [found.words(number).decode() for number in holding] == [
        f" {lines[n]} " for n in holding
    ]
