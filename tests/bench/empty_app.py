"""A web server with one empty view: Flask and waitress as ``python -m searchapp`` uses them.

python tests/bench/empty_app.py [THREADS]
"""

from __future__ import annotations

import socket
import sys

from flask import Flask
from waitress.server import create_server


def create_app() -> Flask:
    app = Flask(__name__)

    @app.get("/")
    def empty() -> str:
        return ""

    return app


def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    server = create_server(create_app(), sockets=[listening], threads=threads, ident=None)
    print(f"Serving at http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
    server.run()


if __name__ == "__main__":
    main()
