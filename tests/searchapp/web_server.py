"""A server of the web on a free port of this machine, for tests in a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import waitress
from waitress.wasyncore import close_all

from indexer.config import Settings
from searchapp import create_app
from searchapp.service import SearchService


@contextmanager
def served(searcher: SearchService) -> Iterator[str]:
    """Serve a searcher; the address is that of the search page."""
    app = create_app(settings=Settings(), searcher=searcher)
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(lambda: close_all(server._map))
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()
