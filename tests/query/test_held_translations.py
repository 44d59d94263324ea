"""What words mean in an index on this machine: only what its documents hold, and asked once."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lexicon import Translation
from indexer.query.meanings import HeldTranslations

TOLD = (
    Translation("de", "zusammenarbeit", 0.9),
    Translation("de", "kooperation", 0.8),
    Translation("ru", "сотрудничество", 0.7),
    Translation("vi", "hợp_tác", 0.6),
)


class Lexicon:
    """Tells the same of every word, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def translations(self, lang: str, key: str) -> Iterator[Translation]:
        self.asked.append((lang, key))
        yield from TOLD


class Held:
    """Documents that hold a few terms."""

    documents = 10

    def doc_frequency(self, term_field: str, term: str) -> int:
        held = {
            ("body_part", "de:kooperation"),  # within compounds alone
            ("title_stem", "ru:сотрудничество"),  # in titles alone
            ("body_part", "vi:hợp_tác"),
            ("body_stem", "vi:hợp_tác"),
        }
        return int((term_field, term) in held)


def test_only_what_documents_hold_is_told_and_the_lexicon_is_asked_once() -> None:
    lexicon = Lexicon()
    held = HeldTranslations(lexicon, Held())
    for _ in range(3):
        assert tuple(held.translations("en", "cooper")) == TOLD[1:]
    assert tuple(held.translations("en", "collabor")) == TOLD[1:]
    assert lexicon.asked == [("en", "cooper"), ("en", "collabor")]
