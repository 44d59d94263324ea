"""The pages: search, results and one document. Every state is in the address."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from searchapp import present
from searchapp.freshness import fresh_page
from searchapp.interface import language
from searchapp.links import document_url, search_url
from searchapp.metrics import render_template
from searchapp.params import SearchParams, read
from searchapp.render import document_paragraphs
from searchapp.service import current_service, run_search

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@fresh_page
def search() -> ResponseReturnValue:
    """Show the search page, or the results once anything is asked."""
    params = read(SearchParams, strict=False)
    if not params.asked:
        return render_template("home.html", params=params, stats=current_service().stats())
    page = run_search(params, labels=language())
    return render_template(
        "results.html",
        params=params,
        page=page,
        facets=present.facets(page, params),
        chips=present.chips(page, params),
        switches=present.switches(params),
        folding=present.folding(params),
        paging=present.paging(page, params),
        without_filters=present.without_filters(params),
        document_url=document_url,
        search_url=search_url,
    )


@blueprint.get("/documents/<document_id:document_id>")
@fresh_page
def document(document_id: str) -> ResponseReturnValue:
    """Show a document as it was, with the words of the query marked."""
    params = read(SearchParams, strict=False)
    service = current_service()
    view = service.document(document_id, params.q or None)
    return render_template(
        "document.html",
        params=params,
        view=view,
        document=view.document,
        paragraphs=document_paragraphs(view.document, view.marks),
        back=search_url(params, page=params.page),
        similar=service.similar(document_id).hits,
        document_url=document_url,
    )
