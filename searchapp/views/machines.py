"""What machines ask for beside the API: its description, feeds, figures, how a browser searches."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from searchapp.api import openapi
from searchapp.api.described import OPERATIONS
from searchapp.api.feeds import ATOM, feed
from searchapp.params import NoParams, SearchParams, SuggestParams, read
from searchapp.problems import PROBLEMS
from searchapp.service import current_service, current_settings, run_search
from searchapp.serving import metrics
from searchapp.serving.freshness import fresh

blueprint = Blueprint("machines", __name__)

_OPENSEARCH = "application/opensearchdescription+xml"
_SUGGESTIONS = "application/x-suggestions+json"


@blueprint.app_template_filter()
def coded(text: str) -> Markup:
    """Return a text with what stands between backticks as code."""
    pieces = text.split("`")
    pieces[1::2] = [Markup("<code>{}</code>").format(piece) for piece in pieces[1::2]]
    return Markup("").join(pieces)


def _description() -> openapi.Json:
    settings = current_settings()
    return openapi.description(key=settings.api_key_for if settings.api_key else "")


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    """Answer the description of the API."""
    read(NoParams, strict=True)
    return jsonify(_description())


@blueprint.get("/api")
def documentation() -> ResponseReturnValue:
    """Show the description of the API to people."""
    return render_template(
        "api.html",
        api=_description(),
        examples={each.name: request.host_url.rstrip("/") + each.example for each in OPERATIONS},
        problems=PROBLEMS,
    )


@blueprint.get("/feed.atom")
@fresh
def atom() -> ResponseReturnValue:
    """Answer the newest documents that match, as a feed."""
    params = read(SearchParams, strict=True).model_copy(update={"sort": "date"})
    stats = current_service().stats()
    page = run_search(params, facets=False)
    return Response(feed(page, params, stats.built_at), mimetype=ATOM)


@blueprint.get("/opensearch.xml")
def opensearch() -> ResponseReturnValue:
    """Tell a browser how to search here."""
    read(NoParams, strict=True)
    here = request.host_url.rstrip("/")
    page = render_template(
        "opensearch.xml",
        search=here + url_for("pages.search") + "?q={searchTerms}",
        suggest=here + url_for("machines.suggestions") + "?q={searchTerms}",
        own=here + url_for("machines.opensearch"),
        icon=here + url_for("static", filename="favicon.svg"),
    )
    return Response(page, mimetype=_OPENSEARCH)


@blueprint.get("/opensearch/suggestions")
def suggestions() -> ResponseReturnValue:
    """Answer suggestions as the search box of a browser takes them."""
    params = read(SuggestParams, strict=True)
    found = current_service().suggest(params.q, size=params.size, labels=params.labels)
    body = current_app.json.dumps([params.q, [each.text for each in found]])
    return Response(body, mimetype=_SUGGESTIONS)


@blueprint.get("/metrics")
def figures() -> ResponseReturnValue:
    """Answer figures for Prometheus."""
    read(NoParams, strict=True)
    return metrics.exposition()
