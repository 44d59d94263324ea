"""Texts for property tests: the four languages, and everything that splits words wrongly."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

WORDS = (
    # Vietnamese, both placements of the tone mark
    "hợp tác", "Việt Nam", "Khánh Hoà", "Khánh Hòa", "tuỵnh", "quý", "qúy", "đường", "Nguyễn",
    "nghiêng", "giếng", "thuở", "khuỷu", "Đà Nẵng", "bảo vệ môi trường", "TP. HCM", "1.234,5",
    # German
    "Straße", "Fußgängerübergänge", "Bundeskanzleramt", "Müller-Lüdenscheidt", "GROSSE", "ẞ",
    "Grün\u00addach", "geht's", "Mátyás", "Kilometer²",
    # Russian
    "Москва", "ёлка", "Ёжик", "йод", "Калгановым", "за\u0301мок", "в", "СССР", "т.е.", "подъезд",
    # English and others in their scripts
    "don't", "O’Neill", "rock'n'roll", "naïve", "Vietnamese", "x_y", "__init__", "a@b.de",
    "http://example.org/a_b?c=d", "İstanbul", "ΟΔΟΣ", "ὅ'a", "й'a", "1990's", "½", "Ⅷ", "ﬁn", "ŉ",
    "ไทย", "กำ", "漢字", "かな", "가각", "한국어", "हिन्दी", "क्षत्रिय", "தமிழ்", "עברית", "العربية",
    "Việt漢字", "ভাষা", "ခမျာ",
)  # fmt: skip

PIECES = (
    # what separates
    " ", "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "\u2028", "\u3000", "\u1680",
    ". ", "! ", "…", ",", "-", "_", "'", "’", "ʼ", "/", "(", "“",
    # marks without their letter
    "\u0301", "\u0308", "\u0323\u0302", "\u0483", "\u0e31", "\u3099", "\u20dd", "\u0488",
    "\u093f", "\u0300" * 4,
    # what cannot be seen
    "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\ufe0f", "\U000e0100", "\u034f",
    # pictures of several characters
    "👩\u200d🚀", "👨\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "🇻🇳", "🇩🇪", "👍🏽",
    "1\ufe0f\u20e3", "#\ufe0f\u20e3", "ℹ\u200d😀",
    # what forms a grapheme with the character after it
    "\u0600", "\u06dd", "\u0d4e", "\U000110bd", "\U000111c2",
    # half surrogates, controls, a letter without a name
    "\ud800", "\udfff", "\x00", "\x1c", "\x85", "\u202e", "\U00017000",
)  # fmt: skip

SENTENCES = (
    "Hai bên nhất trí tăng cường hợp tác trong lĩnh vực giáo dục và đào tạo.",
    "Die beiden Seiten vereinbarten eine engere Zusammenarbeit in der Berufsbildung.",
    "Стороны договорились расширять сотрудничество в области образования.",
    "Both sides agreed to extend their cooperation in vocational training.",
)


def _forms(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([text, unicodedata.normalize("NFD", text), text.upper()])


texts = st.one_of(
    st.lists(
        st.one_of(
            st.sampled_from(WORDS).flatmap(_forms),
            st.sampled_from(PIECES),
            st.just(" "),
            st.sampled_from(SENTENCES).flatmap(_forms),
            st.text(max_size=4),
        ),
        max_size=14,
    ).map("".join),
    st.text(st.characters()),
)
