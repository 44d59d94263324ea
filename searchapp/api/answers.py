"""The shapes of the answers of the API, as its description states them.

The answers themselves are made in :mod:`indexer.answer`; tests hold each against its shape, field
by field. Within version 1 fields are added, never removed or renamed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

HitField = Literal[
    "id",
    "title",
    "title_html",
    "lang",
    "date",
    "source",
    "url",
    "score",
    "snippets",
    "duplicates",
    "type",
    "places",
]
"""The fields of a hit, of which ``fields=`` chooses some."""

Count = Annotated[int, Field(ge=0)]


class Shape(BaseModel):
    """A part of an answer; every field is described by the words below it."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class MarkShape(Shape):
    """A stretch of a text that matched, in code points."""

    start: Count
    """Where it begins."""
    end: Count
    """Where it ends; the code point at this place is not in it."""
    channel: Literal["word", "fold", "stem", "part", "name", "place", "meaning"]
    """How it matched: the word itself, without diacritics, in another form, as a part of a
    compound or word of several syllables, as a name in any spelling, as a place, as
    a word of another language that means it."""
    query: str
    """The words of the query that it answers."""


class SnippetShape(Shape):
    """A passage of a document."""

    text: str
    """The passage as it stands in the document."""
    html: str
    """The passage escaped for HTML, with `mark` elements and nothing else."""
    marks: list[MarkShape]
    """What matched in it, sorted, without overlaps; offsets into `text`."""


class PlaceLabelShape(Shape):
    """A place that a document names."""

    value: str
    """Its id, as the filter `place` takes it."""
    label: str
    """What it is called."""


class HitShape(Shape):
    """A document that matches. With `fields` only those asked for are there."""

    id: str
    """The id by which the document is asked for."""
    title: str
    """Its title as it stands."""
    title_html: str
    """Its title escaped for HTML, with `mark` elements and nothing else."""
    lang: str
    """Its language, ISO 639-1; empty if none is known."""
    date: str | None
    """Its day, YYYY-MM-DD."""
    source: str
    """The collection it belongs to."""
    url: str | None
    """The address it came from, as it was written: not to be trusted."""
    score: float
    """What it is ranked by; figures of different queries cannot be compared."""
    snippets: list[SnippetShape]
    """The passages that answer the query best, the best first."""
    duplicates: list[str]
    """The ids of near-duplicates that match, too, and are folded into this hit."""
    type: str
    """The type of its file: `pdf`, `docx`, `html`, `md`, `txt` or `record`."""
    places: list[PlaceLabelShape]
    """A few places that it names, those of the query first."""


class SearchHitShape(HitShape):
    """A hit of a search: every field may be left out with `fields`."""

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.pop("required", None))


class EquivalentShape(Shape):
    """A word of another language."""

    text: str
    """The word, as documents hold it."""
    lang: str
    """Its language, ISO 639-1; empty if it may be any."""
    similarity: Annotated[float, Field(ge=0, le=1)]
    """How near it comes to what it stands for."""
    glossary: bool
    """Whether the glossary says so."""


class TranslationShape(Shape):
    """What words of the query mean in other languages."""

    text: str
    """The words of the query."""
    words: list[EquivalentShape]
    """The words of other languages that are searched, too, the nearest first."""


class QueryShape(Shape):
    """How a query was understood."""

    text: str
    """The query as it came."""
    interpreted: str
    """The query as it was understood, in the query language."""
    notes: list[str]
    """Sentences in English on what was read into it, switched off or not understood."""
    translations: list[TranslationShape]
    """What its words mean in other languages, as far as documents hold it."""


class FacetShape(Shape):
    """How many of all matching documents have one value."""

    value: str
    """The value, as its filter takes it."""
    count: Count
    """How many documents have it."""
    label: str = ""
    """What a place is called; other values have none."""


class SearchShape(Shape):
    """A page of the documents that match."""

    query: QueryShape
    """How the query was understood."""
    total: Count
    """How many documents match in all, near-duplicates counted."""
    page: int
    """The number of this page, from 1."""
    size: int
    """How many hits a page has."""
    took_ms: float
    """How long the search took, in milliseconds."""
    hits: list[SearchHitShape]
    """The documents, in their order."""
    facets: dict[str, list[FacetShape]]
    """What the matching documents have, by facet, the most frequent first."""
    suggestions: list[str]
    """Queries that may have been meant; on the first page only."""
    folded: Count
    """How many near-duplicates were left out on this page and those before."""
    next_cursor: str | None
    """What `cursor` has to be for the next page, or null on the last one."""


class SimilarShape(Shape):
    """The documents most similar to one."""

    id: str
    """The id of the document that was asked for."""
    title: str
    """Its title."""
    hits: list[HitShape]
    """The most similar ones, the most similar first."""


class SuggestionShape(Shape):
    """What the beginning of a query may become."""

    text: str
    """The words."""
    kind: Literal["name", "place", "term", "title"]
    """What they are: a person, a place, a word, or the title of a document."""
    html: str
    """The words escaped for HTML, with `mark` elements around what was typed."""
    marks: list[MarkShape]
    """What of them was typed; offsets into `text`."""
    count: Count = 0
    """How many documents hold them; titles have none."""
    id: str = ""
    """The id of the document with this title."""
    lang: str = ""
    """The language of the document with this title."""
    path: str = ""
    """The path of the page of the document with this title."""


class SuggestShape(Shape):
    """Suggestions for the beginning of a query."""

    query: str
    """What was typed."""
    suggestions: list[SuggestionShape]
    """What it may become, kind by kind."""


class RunShape(Shape):
    """A stretch of a text in one language, in code points."""

    start: Count
    """Where it begins."""
    end: Count
    """Where it ends; the code point at this place is not in it."""
    lang: str
    """Its language, ISO 639-1."""


class NamedPersonShape(Shape):
    """A person whom a document names."""

    name: str
    """The name in its fullest form, as written."""
    count: Count
    """How often the document names it."""
    query: str
    """The query that finds it in every spelling."""
    spellings: list[str]
    """How the document writes it."""


class NamedPlaceShape(Shape):
    """A place that a document names."""

    id: str
    """Its id, as the filter `place` takes it."""
    name: str
    """What it is called."""
    count: Count
    """How often the document names it."""
    spellings: list[str]
    """How the document writes it."""


class DocumentShape(Shape):
    """A stored document."""

    id: str
    """Its id."""
    title: str
    """Its title."""
    title_html: str
    """Its title escaped for HTML, with `mark` elements and nothing else."""
    lang: str | None
    """Its language, ISO 639-1."""
    date: str | None
    """Its day, YYYY-MM-DD."""
    source: str
    """The collection it belongs to."""
    url: str | None
    """The address it came from, as it was written: not to be trusted."""
    author: str | None
    """Who wrote it."""
    text: str
    """Its text as it was."""
    marks: list[MarkShape]
    """What the query `q` matches in `text`."""
    duplicates: list[str]
    """The ids of its near-duplicates."""
    tokens: Count
    """How many words its text has."""
    runs: list[RunShape]
    """The languages of its text, stretch by stretch."""
    names: list[NamedPersonShape]
    """The persons it names, the most frequent first."""
    places: list[NamedPlaceShape]
    """The places it names, the most frequent first."""
    type: str
    """The type of its file: `pdf`, `docx`, `html`, `md`, `txt` or `record`."""


class SkippedShape(Shape):
    """A file or record that could not be taken up."""

    where: str
    """The name of the file, with `:LINE` for a record of it."""
    code: str
    """A stable word for the reason."""
    reason: str
    """The reason in a sentence."""


class StatsShape(Shape):
    """What the index holds."""

    generation: str
    """The name of the generation that answers."""
    engine: str
    """The engine it was built with."""
    built_at: str
    """When it was built, ISO 8601."""
    documents: Count
    """How many documents there are."""
    tokens: Count
    """How many words they have."""
    langs: dict[str, int]
    """How many documents there are by language."""
    sources: dict[str, int]
    """How many documents there are by collection."""
    first_date: str | None
    """The earliest day of a document."""
    last_date: str | None
    """The latest day of a document."""
    near_duplicates: Count
    """How many documents have others nearly like them."""
    skipped: list[SkippedShape]
    """What could not be taken up."""


class ParameterShape(Shape):
    """What is wrong with one parameter."""

    parameter: str
    """Its name."""
    detail: str
    """What is wrong, the end of a sentence that begins with the name."""


class ProblemShape(Shape):
    """An error, as RFC 9457 has it."""

    type: str
    """`urn:querlang:problem:CODE`, or `about:blank` if the status says it all."""
    title: str
    """The kind of error in a few words."""
    status: int
    """The HTTP status."""
    detail: str
    """What was wrong, and what to do."""
    errors: list[ParameterShape]
    """The parameters that are wrong, if that is the problem."""


class AliveShape(Shape):
    """The process lives."""

    status: Literal["ok"]
    """Always the same."""


class ReadyShape(Shape):
    """The server can search."""

    status: Literal["ok"]
    """Always the same."""
    generation: str
    """The name of the generation that answers."""
