"""A small searcher in memory with the interface of the real one: enough to test the web.

It finds documents that hold every word of the query, whatever its case and its diacritics, and
marks those words. What a document says is written for these tests.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from indexer.errors import DocumentNotFound
from indexer.model import (
    Channel,
    Document,
    DocumentView,
    FacetCount,
    Hit,
    HitPlace,
    Mark,
    Meaning,
    NamedPerson,
    NamedPlace,
    Page,
    QueryInfo,
    Run,
    SimilarDocuments,
    Skipped,
    Snippet,
    Span,
    Stats,
    Suggestion,
    SuggestionKind,
)

HOSTILE = "<script>alert('x')</script>"

ODD_IDS = [
    "reports/2025/visit of May.txt",
    "với dấu/Мос ква?.txt",
    "100%25 sure%2Fsafe#top&q=1+1",
    "../up/../../etc",
    "a//b/./c",
    "trailing/",
    "/leading",
    "dots..and...more",
    "\"quoted\" <b>'id'</b>",
]

_TEXTS = {
    "de": (
        "Delegation aus Sankt Petersburg in Hanoi",
        "Die Delegation unter Leitung von Wjatscheslaw Kalganow sprach in Hanoi über die "
        "Zusammenarbeit der Städte und über Donaudampfschifffahrtsgesellschaftskapitäne.\n\n"
        "Vereinbart wurde ein Austausch von Fachleuten. Kalganow dankte den Gastgebern.",
    ),
    "vi": (
        "Đoàn công tác tỉnh Khánh Hòa thăm Mát-xcơ-va",
        "Đoàn đại biểu tỉnh Khánh Hòa gặp ông Kalganow tại đại sứ quán và trao đổi về hợp tác "
        "giữa các địa phương.\n\nHai bên thống nhất tổ chức tuần văn hóa tại Nha Trang.",
    ),
    "ru": (
        "Встреча делегации в Москве",
        "Делегация провинции Кханьхоа встретилась в Москве с представителями города. "
        "Kalganow сообщил о планах.\n\nСтороны обсудили сотрудничество в туризме.",
    ),
    "en": (
        "City partnership agreed",
        "Both delegations met Mr Kalganow and agreed on a partnership of their cities.\n\n"
        "The next meeting of the delegation is planned for spring.",
    ),
}


def _documents() -> list[Document]:
    documents = []
    for number in range(16):
        lang = ("de", "vi", "ru", "en")[number % 4]
        title, text = _TEXTS[lang]
        documents.append(
            Document(
                id=f"doc-{number:02}",
                text=f"{text}\n\nShare this article ({number})",
                title=f"{title} ({number})",
                lang=lang,
                date=f"{2024 + number % 2}-{number % 12 + 1:02}-16",
                url=f"https://www.example.org/{number}" if number % 3 else None,
                source="seeds/reports" if number % 2 else "seeds",
                author="A. Author" if number % 5 == 0 else None,
                unsearched=(Span(len(text) + 2, len(text) + 20),),
                type=("pdf", "html", "record")[number % 3],
            )
        )
    documents += [
        Document(id=odd, text="An odd name.", title=odd, lang="en", source="odd") for odd in ODD_IDS
    ]
    documents[0] = replace(
        documents[0],
        title=f"{HOSTILE} & Delegation",
        text=f"{HOSTILE} Kalganow & <b>co</b>",
        url="javascript:alert(1)",
        source='"><img src=x onerror=alert(1)>',
        unsearched=(),
    )
    documents[4] = replace(documents[4], title="  ")
    return documents


DOCUMENTS = _documents()


def fold(text: str) -> str:
    """Fold letter by letter, so that offsets stay."""
    return "".join(
        (unicodedata.normalize("NFD", letter)[:1] or letter).replace("đ", "d").replace("Đ", "D")
        for letter in text
    ).lower()


def find(text: str, words: Sequence[str]) -> tuple[Mark, ...]:
    folded = fold(text)
    found = [
        Mark(match.start(), match.end(), Channel.FOLD, word)
        for word in words
        for match in re.finditer(rf"(?<!\w){re.escape(fold(word))}(?!\w)", folded)
    ]
    chosen: list[Mark] = []
    for mark in sorted(found):
        if not chosen or chosen[-1].end <= mark.start:
            chosen.append(mark)
    return tuple(chosen)


def find_beginning(text: str, typed: str) -> tuple[Mark, ...]:
    found = re.search(rf"(?<!\w){re.escape(typed)}", fold(text))
    return (Mark(*found.span(), Channel.FOLD, typed),) if found else ()


class FakeSearcher:
    generation = "gen-000007"
    glossary = ""

    def __init__(self, documents: Sequence[Document] = tuple(DOCUMENTS)) -> None:
        self.documents = list(documents)
        self.calls: list[dict[str, object]] = []
        self.copies: dict[str, tuple[str, ...]] = {}
        self.fails_with: Exception | None = None
        self.counted: bool | None = None
        """Whether the last search was to count its facets."""

    def ready(self) -> str:
        if self.fails_with:
            raise self.fails_with
        return self.generation

    def __enter__(self) -> FakeSearcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.calls.append({"closed": True})

    @property
    def version(self) -> str:
        return f"{self.generation} {self.glossary}"

    def search(
        self,
        query: str,
        *,
        page: int = 1,
        size: int = 10,
        lang: Sequence[str] | str | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        source: Sequence[str] | str | None = None,
        doc_type: Sequence[str] | None = None,
        place: Sequence[str] | None = None,
        sort: str = "relevance",
        names: bool = True,
        places: bool = True,
        duplicates: str = "fold",
        copies_of: str | None = None,
        labels: str = "en",
        across: str = "on",
        count_facets: bool = False,
    ) -> Page:
        call = {k: v for k, v in locals().items() if k not in ("self", "count_facets")}
        self.counted = count_facets
        self.calls.append(call)
        if self.fails_with:
            raise self.fails_with
        words = [word for word in re.findall(r"[^\W_]+", query) if word != "broken"]
        found = []
        for document in self.documents:
            marks = find(document.text, words), find(document.title, words)
            if words and {m.query for both in marks for m in both} != set(words):
                continue
            if (lang and document.lang not in lang) or (source and document.source not in source):
                continue
            if doc_type and document.type not in doc_type:
                continue
            if (date_from and (document.date or "") < date_from) or (
                date_to and (document.date or "9") > date_to
            ):
                continue
            if copies_of and document.id not in (copies_of, *self.copies.get(copies_of, ())):
                continue
            found.append((document, *marks))
        total = len(found)
        if duplicates == "fold" and not copies_of:
            away = {copy for copies in self.copies.values() for copy in copies}
            found = [item for item in found if item[0].id not in away]
        if sort == "date":
            found.sort(key=lambda item: item[0].date or "", reverse=True)
        hits = [_hit(*item) for item in found[(page - 1) * size : page * size]]
        if total > len(found):
            hits = [replace(hit, duplicates=self.copies.get(hit.id, ())) for hit in hits]
        return Page(
            query=QueryInfo(
                text=query,
                interpreted=" AND ".join(words),
                meaning=_meaning(words),
                notes=("“broken” was searched as a plain word.",) if "broken" in query else (),
            ),
            total=total,
            folded=total - len(found),
            page=page,
            size=size,
            took_ms=4.2,
            hits=tuple(hits),
            facets={
                "lang": _facet(found, lambda document: document.lang or ""),
                "year": _facet(found, lambda document: (document.date or "")[:4]),
                "month": _facet(found, lambda document: (document.date or "")[:7]),
                "source": _facet(found, lambda document: document.source),
                "type": _facet(found, lambda document: document.type),
                "day": (),
                "place": (),
            },
            suggestions=("Kalganow",) if query == "Kalganwo" else (),
        )

    def document(
        self,
        document_id: str,
        query: str | None = None,
        *,
        labels: str = "en",
        across: str = "on",
    ) -> DocumentView:
        if query:
            self.calls.append({"document": document_id, "query": query, "across": across})
        if self.fails_with:
            raise self.fails_with
        for document in self.documents:
            if document.id == document_id:
                words = re.findall(r"[^\W_]+", query or "")
                return DocumentView(
                    document,
                    find(document.title, words),
                    find(document.text, words),
                    self.copies.get(document_id, ()),
                    (Run(0, len(document.text), document.lang or "en"),),
                    len(document.text.split()),
                    _named(document.text, "Kalganow"),
                    _places(document.text, labels),
                )
        raise DocumentNotFound(f"There is no document {document_id!r} in the index /secret/folder.")

    def similar(
        self, document_id: str, *, size: int = 5, lang: Sequence[str] | None = None
    ) -> SimilarDocuments:
        """Those of the same source are similar."""
        document = self.document(document_id).document
        others = [
            other
            for other in self.documents
            if other.source == document.source and other.id != document_id
            if not lang or other.lang in lang
        ]
        hits = tuple(_hit(other, (), ()) for other in others[:size])
        return SimilarDocuments(document.id, document.title, hits)

    def suggest(
        self, text: str, *, size: int = 8, lang: Sequence[str] | None = None, labels: str = "en"
    ) -> tuple[Suggestion, ...]:
        """Names, places and terms that begin with the text, and titles that hold it."""
        self.calls.append({"suggest": text, "size": size, "lang": lang, "labels": labels})
        if self.fails_with:
            raise self.fails_with
        typed = fold(text.strip())
        moscow = {"de": "Moskau", "vi": "Mát-xcơ-va", "ru": "Москва"}.get(labels, "Moscow")
        known = [
            Suggestion("Wjatscheslaw Kalganow", SuggestionKind.NAME, count=16),
            Suggestion("Kalganow", SuggestionKind.NAME, count=16),
            Suggestion(moscow, SuggestionKind.PLACE, count=4, lang=labels),
            Suggestion("hợp tác", SuggestionKind.TERM, count=1234),
            Suggestion("Delegation", SuggestionKind.TERM, count=8),
            *[
                Suggestion(document.title, SuggestionKind.TITLE, document.id, None, document.lang)
                for document in self.documents
                if not lang or document.lang in lang
            ],
        ]
        found = [each for each in known if typed and find_beginning(each.text, typed)]
        return tuple(replace(each, marks=find_beginning(each.text, typed)) for each in found[:size])

    def stats(self) -> Stats:
        if self.fails_with:
            raise self.fails_with
        dates = sorted(document.date for document in self.documents if document.date)
        return Stats(
            generation=self.generation,
            engine="fake",
            built_at="2026-01-02T03:04:05+00:00",
            documents=len(self.documents),
            tokens=1234,
            langs=Counter(document.lang or "" for document in self.documents),
            sources=Counter(document.source for document in self.documents),
            first_date=dates[0] if dates else None,
            last_date=dates[-1] if dates else None,
            skipped=(Skipped("seeds/broken.pdf", "unreadable", "The file is not a PDF."),),
        )


def _meaning(words: Sequence[str]) -> Meaning | None:
    parts = tuple(Meaning("word", word) for word in words)
    return Meaning("all", parts=parts) if parts[1:] else parts[0] if parts else None


def _hit(document: Document, marks: tuple[Mark, ...], title_marks: tuple[Mark, ...]) -> Hit:
    start = max(0, marks[0].start - 60) if marks else 0
    end = min(len(document.text), start + 240)
    within = tuple(
        mark._replace(start=mark.start - start, end=mark.end - start)
        for mark in marks
        if start <= mark.start and mark.end <= end
    )
    return Hit(
        id=document.id,
        title=document.title,
        lang=document.lang or "",
        date=document.date,
        source=document.source,
        url=document.url,
        score=1.5,
        title_marks=title_marks,
        places=_hit_places(document),
        snippets=(Snippet(document.text[start:end], within, start > 0, end < len(document.text)),),
    )


def _named(text: str, name: str) -> tuple[NamedPerson, ...]:
    count = text.count(name)
    return (NamedPerson(name, count, f"name:{name}", (name,)),) if count else ()


def _places(text: str, labels: str) -> tuple[NamedPlace, ...]:
    names = {"en": "Hanoi", "de": "Hanoi", "ru": "Ханой", "vi": "Hà Nội"}
    count = text.count("Hanoi")
    return (NamedPlace("geo:1581130", names[labels], count, ("Hanoi",)),) if count else ()


def _hit_places(document: Document) -> tuple[HitPlace, ...]:
    names = {"vi": "Khánh Hòa", "ru": "Москва", "de": HOSTILE}
    name = names.get(document.lang or "")
    return (HitPlace(f"geo:{document.lang}", name),) if name else ()


def _facet(
    found: list[tuple[Document, tuple[Mark, ...], tuple[Mark, ...]]],
    value: Callable[[Document], str],
) -> tuple[FacetCount, ...]:
    counts = Counter(value(item[0]) for item in found if value(item[0]))
    return tuple(FacetCount(*pair) for pair in counts.most_common())
