"""Which words of the general vocabulary are names: they have no meaning to translate.

Word lists tell no names. Russian morphology does; and a German or English name lies nearest to a
Russian one that lies nearest to it or is spelled alike, and next to itself in the other of the
two. Many a word only sounds like a name (*Krieg*, *Киреев*; *mountain*, *Монтана*): German has
another word for it, or German morphology knows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from indexer.analysis.morphology import russian_morphology
from indexer.lexicon.space import Linked
from indexer.lexicon.vocabulary import Vocabulary, is_german_word
from indexer.names import name_keys
from indexer.places import load_gazetteer

_NAMES = ("Name", "Surn", "Patr", "Geox", "Orgn", "Trad")
_RIVAL = 0.9
"""A word that comes so near to one that is no name, compared with the nearest name, stays."""
_LOOKED_AT = 2
_LATIN = {"de": "en", "en": "de"}

Links = Mapping[tuple[str, str], Linked]


def names_in(vocabulary: Mapping[str, Vocabulary], links: Links) -> dict[str, list[bool]]:
    """Return which words of each language are names, in the order of the vocabulary.

    ``links`` has, for two languages, the nearest words of the second for each word of the first,
    the nearest first.
    """
    forms = {lang: [each[0] for each in words.values()] for lang, words in vocabulary.items()}
    russian = [is_russian_name(key) for key in vocabulary["ru"]]
    vietnamese = [
        _is_nearest(near, russian) and _is_place(form)
        for form, near in zip(forms["vi"], links["vi", "ru"], strict=True)
    ]
    named = {"ru": russian, "vi": vietnamese}
    for lang, other in _LATIN.items():
        named[lang] = [
            _is_nearest(links[lang, "ru"][number], russian)
            and not any(map(is_german_word, _german(number, lang, form, forms, links)))
            and _is_written(number, lang, other, forms, links)
            and _is_named(number, lang, forms, links, russian)
            for number, form in enumerate(forms[lang])
        ]
    return named


def is_russian_name(key: str) -> bool:
    """Tell whether a Russian lemma can be nothing but the name of a person or a place."""
    parses = [
        parse
        for parse in russian_morphology().parse(key)
        if parse.is_known and parse.normal_form.replace("ё", "е") == key.replace("ё", "е")
    ]
    return bool(parses) and all(any(name in parse.tag for name in _NAMES) for parse in parses)


def _is_place(form: str) -> bool:
    """Tell whether a word of several syllables is a place; one syllable is always a word, too."""
    return " " in form and bool(load_gazetteer().lookup(form))


def _german(
    number: int, lang: str, form: str, forms: Mapping[str, Sequence[str]], links: Links
) -> list[str]:
    """Return what a word is in German: itself, or the nearest words."""
    if lang == "de":
        return [form]
    return [forms["de"][each] for each, _ in links[lang, "de"][number][: _LOOKED_AT + 1]]


def _is_nearest(near: Sequence[tuple[int, float]], russian: Sequence[bool]) -> bool:
    """Tell whether a Russian name is the nearest to a word, and by far."""
    if not near or not russian[near[0][0]]:
        return False
    rival = next((nearness for number, nearness in near if not russian[number]), 0.0)
    return rival < _RIVAL * near[0][1]


def _is_written(
    number: int, lang: str, other: str, forms: Mapping[str, Sequence[str]], links: Links
) -> bool:
    """Tell whether one of the nearest words of the other language is written alike."""
    keys = _keys(forms[lang][number], lang)
    near = links[lang, other][number][:_LOOKED_AT]
    return any(not keys.isdisjoint(_keys(forms[other][each], other)) for each, _ in near)


def _is_named(
    number: int,
    lang: str,
    forms: Mapping[str, Sequence[str]],
    links: Links,
    russian: Sequence[bool],
) -> bool:
    """Tell whether one of the nearest Russian names has the word for its nearest, or is alike."""
    keys = _keys(forms[lang][number], lang)
    near = (each for each, _ in links[lang, "ru"][number][:_LOOKED_AT] if russian[each])
    return any(
        (links["ru", lang][each][:1] and links["ru", lang][each][0][0] == number)
        or not keys.isdisjoint(_keys(forms["ru"][each], "ru"))
        for each in near
    )  # fmt: skip


@cache
def _keys(word: str, lang: str) -> frozenset[str]:
    return name_keys(word.capitalize(), lang)
