"""The web of Querlang: a search page, a JSON endpoint and health checks over one index.

``create_app()`` makes the application; ``python -m searchapp`` serves it. A page needs no
JavaScript, and nothing is loaded from another machine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from indexer.config import Settings, load_settings
from searchapp import assets, interface, links, problems
from searchapp.params import MAX_QUERY
from searchapp.render import attributes, marks
from searchapp.service import EXTENSION, IndexHandle, SearchService
from searchapp.serving import access, compression, logs, metrics, remembered, security
from searchapp.serving.json import Json
from searchapp.views import BLUEPRINTS

__all__ = ["create_app"]

MAX_BODY = 64 * 1024
"""No form sends more bytes."""


class _Application(Flask):
    """Flask that does not look for coroutines at every call: there are none."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return what is called, as it is."""
        return func


def create_app(
    index: Path | None = None,
    *,
    settings: Settings | None = None,
    searcher: SearchService | None = None,
) -> Flask:
    """Return the application that serves an index.

    ``index`` is its folder, by default the one in the settings; ``searcher`` is an index that
    is open already. A missing index is no error here: the application answers 503 until there
    is one.
    """
    settings = settings or load_settings()
    # The rule for static files is added by hand: Flask's own would also answer OPTIONS.
    app = _Application(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.static_folder = "static"
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=app.send_static_file)
    app.json = Json(app)
    app.url_map.merge_slashes = False
    app.url_map.converters["document_id"] = links.DocumentIdConverter
    handle = IndexHandle(index or settings.index, settings=settings, searcher=searcher)
    app.extensions[EXTENSION] = handle
    # What is registered first sees a request first, and its answer last.
    logs.register(app, settings)
    metrics.register(app, handle)
    security.register(app)
    compression.register(app)
    access.register(app, settings)
    remembered.register(app, settings)
    interface.register(app)
    assets.register(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {
        "marked": marks.marked,
        "lang_attribute": attributes.lang_attribute,
        "web_url": links.web_url,
        "host": links.host,
    }
    app.jinja_env.globals |= {
        "feed_url": links.feed_url,
        "hidden_fields": links.hidden_fields,
        "MAX_QUERY": MAX_QUERY,
    }
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    problems.register(app)
    return app
