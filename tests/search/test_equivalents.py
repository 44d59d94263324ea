"""What words mean in other languages, told in words that documents hold."""

from __future__ import annotations

import pytest

from indexer.model import Channel
from indexer.query.units import Translated
from indexer.search.equivalents import translations_held

BOTH = ("title", "body")


class Held(dict[str, int]):
    """How many documents hold terms, whatever the field."""

    def doc_frequency(self, term_field: str, term: str) -> int:  # noqa: ARG002
        return self.get(term, 0)


@pytest.mark.parametrize(
    ("channel", "term", "held", "told"),
    [
        pytest.param(Channel.STEM, "en:agricultur", ["agriculture"], ("en", "agriculture"), id="e"),
        pytest.param(Channel.STEM, "en:economi", ["economy"], ("en", "economy"), id="y"),
        pytest.param(Channel.STEM, "de:haus", ["häuser", "haus"], ("de", "haus"), id="the-stem"),
        pytest.param(Channel.STEM, "en:artifici", ["artificial"], ("en", "artificial"), id="ial"),
        pytest.param(Channel.STEM, "en:intellig", ["intelligence"], ("en", "intelligence"), id="n"),
        pytest.param(Channel.STEM, "de:gast", ["gäste"], ("de", "gäste"), id="umlaut"),
        pytest.param(
            Channel.STEM, "de:geschaftsfuhr", ["geschäftsführer"], ("de", "geschäftsführer"), id="2"
        ),
        pytest.param(Channel.STEM, "de:xyzzyq", ["xyzzyqst"], ("de", "xyzzyq"), id="none"),
        pytest.param(Channel.STEM, "ru:туризм", [], ("ru", "туризм"), id="lemma"),
        pytest.param(Channel.STEM, "vi:nước", [], ("vi", "nước"), id="syllable"),
        pytest.param(Channel.PART, "vi:du_lịch", [], ("vi", "du lịch"), id="syllables"),
        pytest.param(Channel.WORD, "nước", [], ("", "nước"), id="word"),
    ],
)
def test_a_stem_is_told_as_a_word(
    channel: Channel, term: str, held: list[str], told: tuple[str, str]
) -> None:
    unit = Translated("x", BOTH, {channel: frozenset({term})}, {term: 0.5})
    (found,) = translations_held(Held.fromkeys([term, *held], 1), [unit])
    assert [(word.lang, word.text, word.similarity) for word in found.words] == [(*told, 0.5)]
    assert found.note == f"“x” is also searched in other languages: {told[1]}."


def test_the_nearest_are_told_first_and_what_no_document_holds_is_not() -> None:
    terms = {f"ru:{word}": near for word, near in zip("абвгдежз", range(1, 9), strict=True)}
    unit = Translated(
        "x",
        BOTH,
        {Channel.STEM: frozenset(terms)},
        {term: near / 10 for term, near in terms.items()},
        ((Channel.STEM, ("en:go", "en:on")), (Channel.STEM, ("en:go", "en:off"))),
    )
    ours = Translated("x", BOTH, {Channel.STEM: frozenset({"ru:я"})}, {}, from_glossary=True)
    held = Held.fromkeys([*terms, "ru:я", "en:go", "en:on"], 1)
    del held["ru:з"]
    (found,) = translations_held(held, [unit, ours])
    assert [word.text for word in found.words] == ["go on", "я", "ж", "е", "д", "г"]
    assert [word.text for word in found.words if word.from_glossary] == ["я"]
    assert translations_held(Held(), [unit, ours]) == ()
