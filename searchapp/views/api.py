"""The JSON endpoint, version 1: no field is removed or renamed within it."""

from __future__ import annotations

import time

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from indexer.answer import (
    document_json,
    hits_json,
    page_json,
    similar_json,
    stats_json,
    suggestions_json,
)
from indexer.errors import DocumentNotFound
from searchapp.api.apiparams import ApiSearchParams
from searchapp.api.cursor import next_cursor, page_of
from searchapp.params import DocumentParams, NoParams, SimilarParams, SuggestParams, read
from searchapp.service import current_service, current_settings, run_search
from searchapp.serving.freshness import current_version, fresh
from searchapp.serving.json import Written
from searchapp.serving.metrics import rendered
from searchapp.serving.remembered import answers

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
@fresh
def search() -> ResponseReturnValue:
    """Answer one page of the documents that match."""
    started = time.perf_counter()
    version, asked = current_version(), request.query_string
    if known := answers().get(version, asked):
        took = round((time.perf_counter() - started) * 1000, 2)
        return rendered(lambda: known.response(took))
    params = read(ApiSearchParams, strict=True)
    generation = current_service().generation
    if params.cursor:
        size = params.size or current_settings().page_size
        number = page_of(params.cursor, params, size, generation)
        params = params.model_copy(update={"page": number})
    page = run_search(params)

    def answer() -> Response:
        hits = hits_json(page)
        if params.fields:
            hits = [{name: hit[name] for name in params.fields} for hit in hits]
        body = page_json(page, hits=hits)
        body["next_cursor"] = next_cursor(page, params, generation)
        written = Written.but("took_ms", body)
        if page.whole:
            answers().put(version, asked, written)
        return written.response(page.took_ms)

    return rendered(answer)


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Answer what the beginning of a query may become; a title has the path of its document."""
    params = read(SuggestParams, strict=True)
    found = current_service().suggest(
        params.q, size=params.size, lang=params.lang or None, labels=params.labels
    )
    body = suggestions_json(params.q, found)
    for each in body["suggestions"]:
        if "id" in each:
            each["path"] = url_for("pages.document", document_id=each["id"])
    return jsonify(body)


@blueprint.get("/documents/<document_id:document_id>")
@fresh
def document(document_id: str) -> ResponseReturnValue:
    """Answer a stored document, with the marks of a query if one is given."""
    params = read(DocumentParams, strict=True)
    view = current_service().document(document_id, params.q or None, across=params.across)
    return jsonify(document_json(view))


@blueprint.get("/documents/<document_id:document_id>/similar")
@fresh
def similar(document_id: str) -> ResponseReturnValue:
    """Answer the documents most similar to one; an id that ends in this word is a document."""
    service = current_service()
    try:
        service.document(f"{document_id}/similar")
    except DocumentNotFound:
        params = read(SimilarParams, strict=True)
        found = service.similar(document_id, size=params.size, lang=params.lang or None)
        return jsonify(similar_json(found))
    return document(f"{document_id}/similar")


@blueprint.get("/stats")
@fresh
def stats() -> ResponseReturnValue:
    """Answer what the index holds."""
    read(NoParams, strict=True)
    return jsonify(stats_json(current_service().stats(), paths=False))
