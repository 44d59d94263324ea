"""What tests of indexes on a cluster ask of them."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from flask.testing import FlaskClient
from opensearch_cluster import Cluster

from indexer import Searcher, Settings, open_index
from indexer.cli.commands import main
from indexer.cluster import ClusterIndex
from indexer.config import load_settings
from indexer.store.addresses import index_at
from searchapp import create_app

PASSWORD = "geheim-geheim-geheim"  # noqa: S105 (of no cluster)
COMMANDS = (["search", "x"], ["build", __file__], ["stats"])
QUERIES = ("Moskau", "Kalganow", "Kalganov", "hop tac", '"Hợp tác du lịch"', "Лангшон", "деле*", "")


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def indexes(cluster: Cluster, address: str) -> set[str]:
    """The indexes that belong to an address, without its name."""
    name = name_of(address)
    found = cluster.ask("GET", f"/_cat/indices/{name}-*?format=json")
    return {each["index"].removeprefix(name) for each in found}


def cluster_index(address: str, settings: Settings | None = None) -> ClusterIndex:
    found = index_at(address, settings or load_settings())
    assert isinstance(found, ClusterIndex)
    return found


def answers(index: Path | str, queries: tuple[str, ...] = QUERIES) -> list[object]:
    """What an index answers to queries, as far as it does not depend on time."""
    with open_index(index) as searcher:
        return [answer(searcher, query) for query in queries]


def answer(searcher: Searcher, query: str) -> object:
    page = searcher.search(query, size=50, duplicates="show")
    hits = [(hit.id, round(hit.score, 3), hit.title_marks, hit.snippets) for hit in page.hits]
    return page.total, hits, page.facets, page.suggestions, searcher.suggest(query)


def is_told(
    address: str,
    code: str,
    *words: str,
    retry_after: str = "5",
    commands: tuple[list[str], ...] = COMMANDS,
    client: FlaskClient | None = None,
) -> None:
    """Check what the command line, the API, a page and readyz say.

    ``client`` is of a server that runs already; without it one is started now.
    """
    for command in commands:
        done = CliRunner().invoke(main, [*command, "--index", address])
        assert done.exit_code == 3, done.output
        said = done.stderr.splitlines()[-1]
        assert said.startswith(f"{code}: "), said
        assert address.rpartition("/")[0] in said
        assert all(word in said for word in words), said
        assert PASSWORD not in done.output
    client = client or client_of(address)
    for path in ("/api/v1/search?q=x", "/readyz", "/?q=x"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, retry_after)
        kind = "text/html" if path.startswith("/?") else "application/problem+json"
        assert answer.mimetype == kind
        assert PASSWORD not in answer.text
    for path in ("/api/v1/search?q=x", "/readyz"):
        problem = client.get(path).get_json(force=True)
        assert problem["type"].endswith(code)
        assert problem["status"] == 503
    assert client.get("/healthz").status_code == 200


def client_of(address: str) -> FlaskClient:
    settings = load_settings(cached_pages=0)
    return create_app(Path(address), settings=settings).test_client()
