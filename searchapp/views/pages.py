"""The pages: search, results and one document. Every state is in the address."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from searchapp.interface import language
from searchapp.links import document_url, place_url, search_url
from searchapp.params import PageParams, read
from searchapp.render import marks, understood
from searchapp.render.advice import advice
from searchapp.render.chips import chips
from searchapp.render.facets import across, facets, folding, switches, without_filters
from searchapp.render.fulltext import paragraphs_html, shares, steps_between
from searchapp.render.histogram import histogram
from searchapp.render.matches import BINS, by_word, matches_of, ticks
from searchapp.render.paging import paging
from searchapp.service import current_service, run_search
from searchapp.serving.freshness import fresh_page
from searchapp.serving.metrics import render_template

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@fresh_page
def search() -> ResponseReturnValue:
    """Show the search page, or the results once anything is asked."""
    params = read(PageParams, strict=False)
    if not params.asked:
        return render_template("home.html", params=params, stats=current_service().stats())
    page = run_search(params, labels=language())
    return render_template(
        "results.html",
        params=params,
        page=page,
        histogram=histogram(page, params),
        facets=facets(page, params),
        chips=chips(page, params),
        switches=switches(params),
        folding=folding(params),
        across=across(params),
        paging=paging(page, params),
        without_filters=without_filters(params),
        tries=[] if page.total else advice(page, params, without_filters(params)),
        empty=not page.total and not current_service().stats().documents,
        sentences=understood.sentences(page.query),
        suggestions=understood.suggestions(page.query, page.suggestions),
        translations=page.query.translations,
        remarks=understood.remarks(page.query, params),
        kinds=marks.page_kinds(page.hits),
        reasons=marks.reasons,
        document_url=document_url,
        place_url=place_url,
        search_url=search_url,
    )


@blueprint.get("/documents/<document_id:document_id>")
@fresh_page
def document(document_id: str) -> ResponseReturnValue:
    """Show a document as it was, with the words of the query marked."""
    params = read(PageParams, strict=False)
    service = current_service()
    view = service.document(document_id, params.q or None, labels=language(), across=params.across)
    text = view.document.text
    matches = matches_of(text, view.marks)
    return render_template(
        "document.html",
        params=params,
        view=view,
        document=view.document,
        paragraphs=paragraphs_html(view, matches, steps_between(len(matches))),
        matches=matches,
        ticks=ticks(matches, len(text)),
        places_on_strip=BINS,
        kinds=marks.kinds(item for match in matches for item in match.shown),
        words=by_word(view, matches),
        languages=shares(view),
        back=search_url(params, page=params.page),
        similar=service.similar(document_id).hits,
        document_url=document_url,
    )
