"""Where sentences end."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from indexer import sentences

TEXTS = st.text(st.sampled_from('aAé1 .!?…\n"»)z'), max_size=40)


@given(text=TEXTS, last=st.integers(0, 40))
@example(text="Am 16. Mai kam W. P. Bujanow. Er blieb… »Ja!« Dann\n\n ging er.", last=60)
def test_ends_are_what_one_search_through_the_text_finds(text: str, last: int) -> None:
    expected = sentences._SENTENCE_END.finditer(text, 0, last)
    assert [each.span() for each in sentences._ends(text, last)] == [e.span() for e in expected]
