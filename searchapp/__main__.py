"""``python -m searchapp``: serve an index, and build it first if there is none."""

from __future__ import annotations

import signal
import socket
import sys
from pathlib import Path
from typing import Any

import click
from waitress.server import create_server

import indexer
from indexer.config import Settings, cluster_address, load_settings
from indexer.errors import IndexNotFound, QuerlangError, SourceNotFound, UsageError
from searchapp import MAX_BODY, create_app
from searchapp.serving import logs

SEEDS = "seeds"
_SEND_BYTES = 1024
"""More than the headers of an answer: they are sent with its body, not before it."""


def default_source() -> Path:
    """Return the folder of seed documents beside the package or in the current folder."""
    places = [Path(__file__).resolve().parent.parent / SEEDS, Path.cwd() / SEEDS]
    for place in places:
        if place.is_dir():
            return place
    looked_in = " and ".join(str(place) for place in places)
    raise SourceNotFound(
        f"There is no index yet and nothing to build one from (looked for {looked_in}).",
        hint="Name a folder of documents with --source, or an index with --index.",
    )


def prepare_index(index: Path, source: Path | None, settings: Settings) -> None:
    """Build an index from ``source`` if there is none, and tell what is done on stderr."""
    place = cluster_address(index) or index
    try:
        with indexer.open_index(index, settings=settings):
            pass
    except IndexNotFound:
        if source is None if place != index else index.exists() and any(index.iterdir()):
            raise  # a folder of something else, or a slip of the pen: nothing is built into it
        source = source or default_source()
        click.echo(f"No index in {place} yet: building one from {source} …", err=True)
        report = indexer.build_index([source], index, settings=settings)
        for item in report.skipped:
            click.echo(f"Skipped {item.where}: {item.reason}", err=True)
        click.echo(f"Indexed {report.documents} documents in {report.seconds:.1f} s.", err=True)
    else:
        if source is not None:
            click.echo(
                f"The index in {place} is used as it is. To read {source} again: "
                f"python -m indexer build {source} --index {place}",
                err=True,
            )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the first address of ``host``; port 0 takes any free port."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}.",
            hint="Choose others with --host and --port; --port 0 takes any free port.",
        ) from error


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _stop(*_: object) -> None:
    sys.exit(0)


def serve(settings: Settings) -> None:
    """Serve the index until the process is stopped."""
    with (
        indexer.open_index(settings.index, settings=settings) as searcher,
        listen(settings.host, settings.port) as listening,
    ):
        searcher.warm_up()
        app = create_app(settings.index, settings=settings, searcher=searcher)
        server = create_server(
            app,
            sockets=[listening],
            threads=settings.threads,
            ident=None,
            send_bytes=_SEND_BYTES,
            max_request_body_size=MAX_BODY,
        )
        signal.signal(signal.SIGTERM, _stop)
        click.echo(f"Querlang is at {_address(listening)}")
        server.run()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    help="Folder of the index, or opensearch://HOST:PORT/NAME.",
)
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    help="Documents to build an index from if there is none.  [default: the seeds folder]",
)
@click.option(
    "--glossary", help="File of terms and what they mean in other languages: tabs between columns."
)
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on, 0 for any.  [default: 8000]")
def main(index: Path | None, source: Path | None, **options: Any) -> None:
    """Serve the search page and the JSON endpoint of an index."""
    try:
        settings = load_settings(index=index, **options)
        logs.configure(settings)
        prepare_index(settings.index, source, settings)
        serve(settings)
    except QuerlangError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main(prog_name="python -m searchapp")
