"""Health: whether the process lives, and whether it can answer searches."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from searchapp.service import current_service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """Answer as long as the process does."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Answer 200 with the generation that is served, or 503 with the reason why not.

    Of an index on a cluster the cluster is asked, which a search may outlast for a moment.
    """
    return jsonify({"status": "ok", "generation": current_service().ready()})
