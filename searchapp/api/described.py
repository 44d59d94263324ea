"""What the description of the API says in words: operations, parameters, headers."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel

from searchapp.api.answers import (
    AliveShape,
    DocumentShape,
    ReadyShape,
    SearchShape,
    SimilarShape,
    StatsShape,
    SuggestShape,
)
from searchapp.api.apiparams import ApiSearchParams
from searchapp.params import (
    DocumentParams,
    NoParams,
    SearchParams,
    SimilarParams,
    SuggestParams,
)

INTRODUCTION = """\
Every address is read with GET or HEAD. A blank parameter counts as not given; an unknown one, or
one given twice that may be given once, is an error. Errors are `application/problem+json`
(RFC 9457) and name every parameter that is wrong. Answers carry an `ETag` that changes with the
index; sent back as `If-None-Match` it makes an unchanged answer a 304. Within version 1 fields
and parameters are added, never removed or renamed.
"""

_CLUSTER = ("unavailable", "access", "full", "version", "error")
_INDEX = (
    "index-not-found",
    "stale-index",
    "corrupt-index",
    *(f"cluster-{what}" for what in _CLUSTER),
)


class Operation(NamedTuple):
    """An address and what there is to say of it."""

    path: str
    name: str
    summary: str
    words: str
    gives: str
    answer: type[BaseModel] | None
    parameters: type[BaseModel] = NoParams
    problems: tuple[str, ...] = ("bad-parameter", *_INDEX)
    media: str = "application/json"
    fresh: bool = True
    open: bool = False
    """Whether it is answered without the key."""
    example: str = ""


OPERATIONS = (
    Operation(
        "/api/v1/search",
        "search",
        "Search",
        "One page of the documents that match a query, ranked, with passages. A blank query lists"
        " all documents, the newest first. For more than a few pages follow `next_cursor`.",
        "The page asked for; empty if there is none.",
        SearchShape,
        ApiSearchParams,
        (
            "bad-parameter",
            "stale-cursor",
            "query-too-slow",
            "unsupported-by-engine",
            "busy",
            *_INDEX,
        ),
        example="/api/v1/search?q=Kaluga&lang=vi&size=2&fields=id,title,snippets",
    ),
    Operation(
        "/api/v1/suggest",
        "suggest",
        "Suggestions while one types",
        "Names, places, words and titles that the beginning of a query may become, in any script"
        " and without its accents.",
        "The suggestions; none for what is more than words.",
        SuggestShape,
        SuggestParams,
        example="/api/v1/suggest?q=Kalu",
    ),
    Operation(
        "/api/v1/documents/{id}",
        "document",
        "One document",
        "A stored document with the marks of a query, if one is given.",
        "The document.",
        DocumentShape,
        DocumentParams,
        ("bad-parameter", "document-not-found", *_INDEX),
        example="/api/v1/documents/vi-ha-noi-kaluga.txt?q=Kaluga",
    ),
    Operation(
        "/api/v1/documents/{id}/similar",
        "similar",
        "Similar documents",
        "The documents that share most of what is telling in one, in any language. Where a"
        " document has an id that ends in `/similar`, this address is that document's own.",
        "The documents, the most similar first.",
        SimilarShape,
        SimilarParams,
        ("bad-parameter", "document-not-found", *_INDEX),
        example="/api/v1/documents/vi-ha-noi-kaluga.txt/similar?size=3",
    ),
    Operation(
        "/api/v1/stats",
        "stats",
        "What the index holds",
        "Counts of documents by language and collection, the generation that answers, and what"
        " could not be taken up when it was built.",
        "What the index holds.",
        StatsShape,
        example="/api/v1/stats",
    ),
    Operation(
        "/feed.atom",
        "feed",
        "A feed of new documents",
        "The newest documents that match a query, as an Atom feed to subscribe to. It takes the"
        " parameters of a search; whatever `sort` says, the newest come first.",
        "An Atom feed.",
        None,
        SearchParams,
        ("bad-parameter", "query-too-slow", "unsupported-by-engine", "busy", *_INDEX),
        "application/atom+xml",
        example="/feed.atom?q=Kaluga",
    ),
    Operation(
        "/healthz",
        "healthz",
        "Whether the server lives",
        "Answers as long as the process does. No key is needed.",
        "It lives.",
        AliveShape,
        problems=(),
        fresh=False,
        open=True,
        example="/healthz",
    ),
    Operation(
        "/readyz",
        "readyz",
        "Whether the server can search",
        "Says which generation of the index answers. No key is needed.",
        "It can.",
        ReadyShape,
        problems=_INDEX,
        fresh=False,
        open=True,
        example="/readyz",
    ),
    Operation(
        "/metrics",
        "metrics",
        "Figures for Prometheus",
        "Requests by endpoint and status, seconds by step of a search, the generation and its"
        " documents, in the text format of Prometheus.",
        "The figures.",
        None,
        problems=(),
        media="text/plain",
        fresh=False,
        example="/metrics",
    ),
)

PARAMETERS = {
    "id": "The id of a document; its slashes may be written as they are or as %2F.",
    "q": "The query, in the query language; whatever is typed is answered.",
    "page": "The number of the page, from 1.",
    "size": "How many hits a page has; without it, as the server is set.",
    "lang": "Only documents in this language; may be given several times.",
    "from": "Only documents of this day, month or year, or later.",
    "to": "Only documents of this day, month or year, or earlier; before `from` there are none.",
    "place": "Only documents that name this place: its id or any of its names;"
    " may be given several times.",
    "source": "Only documents of this collection; may be given several times.",
    "type": "Only documents of this type of file; may be given several times.",
    "labels": "The language in which places are named.",
    "sort": "The order: by relevance, or the newest first.",
    "names": "Whether names of persons are found in every spelling.",
    "places": "Whether places are found under all their names.",
    "duplicates": "Whether near-duplicates are folded into the best-ranked of them.",
    "across": "Whether words of other languages that mean a word of the query are found: not at"
    " all, after the word itself (`on`), or as it is (`first`).",
    "copies_of": "Only this document and its near-duplicates, by its id.",
    "fields": "The fields of hits that are wanted, with commas; without it, all.",
    "cursor": "The `next_cursor` of the page before, with all other parameters as they were;"
    " `page` is not looked at then.",
}
"""What each parameter is for."""

HEADERS = {
    "ETag": "Changes with the index, the address and the software.",
    "X-Request-ID": "The id of the request in the server's log: the client's own, or a new one.",
    "Retry-After": "After how many seconds it is worth trying again.",
    "WWW-Authenticate": "How the key may be given.",
    "Allow": "The methods that are answered.",
}
