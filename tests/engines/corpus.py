"""The documents and the table of trees that every engine is tried on."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.engines import tree as q
from indexer.engines.base import EngineDocument


def document(
    doc_id: str,
    body: str = "",
    title: str = "",
    *,
    langs: Sequence[str] = ("en",),
    places: Sequence[str] = (),
    source: str = "archive",
    doc_type: str = "txt",
    date: str | None = None,
    stored: bytes | None = None,
    **terms: str,
) -> EngineDocument:
    """A document of words between spaces; ``terms`` gives other term fields (``body_part``)."""
    fields = {"body_word": body, "title_word": title, **terms}
    return EngineDocument(
        id=doc_id,
        terms={name: text for name, text in fields.items() if text},
        langs=tuple(langs),
        places=tuple(places),
        source=source,
        type=doc_type,
        date=date,
        stored=doc_id.encode() if stored is None else stored,
    )


CORPUS = (
    document("hanoi", "moskau grüßt hà nội", "hà nội", langs=("vi", "de"), date="2024-03-01"),
    document(
        "nga",
        "nga nga moskau",
        langs=("vi",),
        date="2025-12-16",
        source="reports/2025",
        doc_type="pdf",
    ),
    document(
        "reversed", "nội hà und moskau moskau", langs=("de",), date="2025-12-31", doc_type="pdf"
    ),
    document(
        "channels",
        "häuser",
        "schlüter",
        langs=("de",),
        source="a b",
        date="2025-01-01",
        body_fold="hauser",
        body_stem="de:haus",
        body_part="vi:du_lịch",
        body_name="kalganow",
        body_place="geo:524901",
        title_fold="schluter",
        title_stem="de:schlut",
        title_part="de:teil",
        title_name="schlueter",
        title_place="geo:1",
    ),
    document("ru/заметка 1.txt", "москва и ханой", langs=("ru",), date="2026-02-03"),
    document("undated", "moscow moskva moskvy", source="source:with_odd/marks-1.0", doc_type=""),
)

EVERYTHING = frozenset(item.id for item in CORPUS)


def word(text: str, field: str = "body_word", boost: float = 1.0) -> q.Query:
    """The query for one term."""
    return q.Term(field, text, boost=boost)


def phrase(words: str, slop: int = 1) -> q.Query:
    """The query for words in this order in the body."""
    return q.Phrase("body_word", words.split(), slop=slop)


GERMAN = "hanoi | nga | reversed"
NOTE = "ru/заметка 1.txt"
MOSKAU = word("moskau")
HA = word("hà")
NGA = word("nga")
NOBODY = word("nobody")
HAEUSER, HAUSER = word("häuser"), word("hauser", "body_fold")
MATCHES: tuple[tuple[str, q.Query, str], ...] = (
    ("every", q.every(), " | ".join(sorted(EVERYTHING))),
    ("nothing", q.NullQuery, ""),
    ("not alone", q.AndNot(q.every(), MOSKAU), "channels | ru/заметка 1.txt | undated"),
    ("in the body", word("nội"), "hanoi | reversed"),
    ("in the title", word("nội", "title_word"), "hanoi"),
    ("in no document", NOBODY, ""),
    ("fold", word("hauser", "body_fold"), "channels"),
    ("stem", word("de:haus", "body_stem"), "channels"),
    ("part", word("vi:du_lịch", "body_part"), "channels"),
    ("name", word("kalganow", "body_name"), "channels"),
    ("place", word("geo:524901", "body_place"), "channels"),
    ("title fold", word("schluter", "title_fold"), "channels"),
    ("title stem", word("de:schlut", "title_stem"), "channels"),
    ("title part", word("de:teil", "title_part"), "channels"),
    ("title name", word("schlueter", "title_name"), "channels"),
    ("title place", word("geo:1", "title_place"), "channels"),
    ("a term of another channel", word("hauser"), ""),
    ("phrase", phrase("hà nội"), "hanoi"),
    ("phrase, other order", phrase("nội hà"), "reversed"),
    ("phrase, a gap", phrase("nội und"), ""),
    ("phrase, within two", phrase("nội und", 2), "reversed"),
    ("phrase, slop a step", phrase("nội und moskau moskau", 2), "reversed"),
    ("phrase, slop not in all", phrase("nội moskau", 2), ""),
    ("phrase, slop forward only", phrase("und nội", 5), ""),
    ("phrase, a word twice", phrase("nga nga"), "nga"),
    ("phrase, once is not twice", phrase("hà hà", 3), ""),
    ("phrase, thrice is not twice", phrase("nga nga nga", 9), ""),
    ("phrase, a word missing", phrase("hà nobody"), ""),
    ("phrase of one", phrase("nga"), "nga"),
    ("prefix", q.Prefix("body_word", "mosk"), "hanoi | nga | reversed | undated"),
    ("prefix, whole word", q.Prefix("body_word", "moskva"), "undated"),
    ("prefix, no such", q.Prefix("body_word", "zz"), ""),
    ("prefix of a source", q.Prefix("source", "reports/"), "nga"),
    ("wildcard inside", q.Wildcard("body_word", "mos?ow"), "undated"),
    ("wildcard leading", q.Wildcard("body_word", "*vy"), "undated"),
    ("wildcard, two", q.Wildcard("body_word", "?o*u"), GERMAN),
    ("wildcard, ? is one letter", q.Wildcard("body_word", "mosk?"), ""),
    ("wildcard, no such", q.Wildcard("body_word", "*zz*"), ""),
    ("wildcard, literal marks", q.Wildcard("source", "source:*_odd/*.?"), "undated"),
    ("fuzzy, one letter more", q.FuzzyTerm("body_word", "moskaus"), GERMAN),
    ("fuzzy, first letter", q.FuzzyTerm("body_word", "boskau", prefixlength=0), GERMAN),
    ("fuzzy, too far", q.FuzzyTerm("body_word", "moskauer"), ""),
    ("fuzzy, two", q.FuzzyTerm("body_word", "moskauer", maxdist=2), GERMAN),
    ("fuzzy, swapped are two", q.FuzzyTerm("body_word", "omksau", maxdist=2), ""),
    ("fuzzy, accents are letters", q.FuzzyTerm("body_word", "hàuser"), "channels"),
    ("or", q.Or([NGA, word("und")]), "nga | reversed"),
    ("or of nothing", q.Or([]), ""),
    ("and", q.And([MOSKAU, HA]), "hanoi | reversed"),
    ("and nobody", q.And([MOSKAU, NOBODY]), ""),
    ("and maybe", q.AndMaybe(HA, NGA), "hanoi | reversed"),
    ("and not", q.AndNot(MOSKAU, HA), "nga"),
    ("and not nobody", q.AndNot(HA, NOBODY), "hanoi | reversed"),
    ("require", q.Require(MOSKAU, NGA), "nga"),
    ("dis max", q.DisjunctionMax([NGA, word("und")], tiebreak=0.1), "nga | reversed"),
    ("best", q.Best([HAEUSER, HAUSER, NGA], [HAUSER, NGA], tiebreak=0.1), "nga | channels"),
    ("constant", q.ConstantScoreQuery(NGA, 0.0), "nga"),
    ("date, within", q.TermRange("date", "2025-01-01", "2025-12-16"), "nga | channels"),
    ("date, from", q.TermRange("date", "2025-12-31", None), "reversed | ru/заметка 1.txt"),
    ("date, to", q.TermRange("date", None, "2024-12-31"), "hanoi"),
    ("date, none such", q.TermRange("date", "2023-01-01", "2023-12-31"), ""),
    ("date, upside down", q.TermRange("date", "2026-01-01", "2025-01-01"), ""),
    ("date, open", q.TermRange("date", None, None), f"{GERMAN} | channels | {NOTE}"),
    ("language", word("de", "lang"), "hanoi | reversed | channels"),
    ("second language", word("vi", "lang"), "hanoi | nga"),
    ("source", word("reports/2025", "source"), "nga"),
    ("source with a space", word("a b", "source"), "channels"),
    ("source with marks", word("source:with_odd/marks-1.0", "source"), "undated"),
    ("type", word("pdf", "type"), "nga | reversed"),
    ("no type", word("", "type"), ""),
    ("half a source", word("reports", "source"), ""),
    ("id", word("ru/заметка 1.txt", "id"), "ru/заметка 1.txt"),
    ("half an id", word("заметка", "id"), ""),
)  # fmt: skip
"""Label, tree, the ids it matches. Every kind of node must stand in a row."""
