"""Talking to an OpenSearch cluster: addresses, connections, and errors as what they are.

The only module that knows opensearch-py. A :class:`Client` sends one request and returns the
answer as data; what is worth trying again it tries again with growing pauses, at another node
where there is one. Requests must therefore be such that sending them twice does no harm.
User name and password come from the settings alone and stand in no message and no log.
"""

from __future__ import annotations

import logging
import random
import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import msgspec

from indexer.clock import current_clock
from indexer.config import Settings, load_settings
from indexer.engines.opensearch_errors import Answer, is_worth_another_try, reason_of, translated
from indexer.errors import ClusterUnavailable, ClusterVersion, EngineNotAvailable, UsageError
from indexer.retries import RETRIES

SCHEME = "opensearch"
_SCHEMES = {SCHEME: "http", f"{SCHEME}+http": "http", f"{SCHEME}+https": "https"}
_PORT = 9200
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}")
"""What OpenSearch takes as the name of an index, with room for a number."""
_PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0)
"""Seconds to wait before each further try; a little more or less by chance."""
TRIES = len(_PAUSES) + 1
"""So often a request is sent before it has failed."""
_CONNECTIONS = 64
_PARTS = {"_msearch": "responses", "_mtermvectors": "docs"}
"""Requests whose answers have parts, and where these are."""
_UNAVAILABLE = 503
"""What a part is taken to say that has no status: that no copy of a shard could be asked."""
_OLDEST, _FIRST_UNKNOWN = 2, 4
_HINT = f"An address looks like {SCHEME}://localhost:9200/news or {SCHEME}+https://HOST/news."


class Host(NamedTuple):
    """A node of a cluster."""

    name: str
    port: int

    def __str__(self) -> str:
        return f"[{self.name}]:{self.port}" if ":" in self.name else f"{self.name}:{self.port}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an index is: ``scheme`` is http or https, ``name`` that of the index."""

    scheme: str
    hosts: tuple[Host, ...]
    name: str

    @property
    def host(self) -> str:
        """The first host."""
        return self.hosts[0].name

    @property
    def port(self) -> int:
        """The port of the first host."""
        return self.hosts[0].port

    @property
    def cluster(self) -> str:
        """The hosts alone, as an address is written."""
        secure = "+https" if self.scheme == "https" else ""
        return f"{SCHEME}{secure}://{','.join(map(str, self.hosts))}"

    def __str__(self) -> str:
        return f"{self.cluster}/{self.name}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the address in a text: ``opensearch://host:port,host:port/name``.

        Raises :class:`~indexer.errors.UsageError` for anything else; a password is refused
        without being repeated.
        """
        scheme, _, rest = text.partition("://")
        hosts, _, name = rest.partition("/")
        if "@" in hosts:
            raise UsageError(
                "The address of an index holds no user name and password.",
                hint="Give them as opensearch_user and opensearch_password in the settings.",
            )
        if scheme not in _SCHEMES:
            raise UsageError(f"{text} is not the address of an index.", hint=_HINT)
        name = name.rstrip("/")
        if not _NAME.fullmatch(name) or ".." in name:
            raise UsageError(
                f"{name!r} in {text} cannot be the name of an index.",
                hint="It has small letters a-z, digits, hyphens, underscores and dots. " + _HINT,
            )
        return cls(_SCHEMES[scheme], tuple(_host(host, text) for host in hosts.split(",")), name)


def _host(written: str, text: str) -> Host:
    """Return one of the hosts of an address."""
    try:
        parts = urlsplit(f"//{written}")
        name, port = parts.hostname, parts.port
    except ValueError:
        name = port = None
    if not name or parts.netloc != written or written.endswith(":"):
        raise UsageError(f"{written!r} in {text} is not a host and a port.", hint=_HINT)
    return Host(name, port or _PORT)


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to log in, and how long to wait; nothing of it is shown."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    ca: str = ""
    """A file of certificates that are trusted, if the system does not know them."""
    seconds: float = 30.0
    """A request takes no longer."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the credentials in the settings."""
        return cls(
            settings.opensearch_user,
            settings.opensearch_password,
            str(settings.opensearch_ca or ""),
            settings.opensearch_seconds,
        )


class Client:
    """Sends requests to a cluster; safe to share between threads.

    Every failure is a :class:`~indexer.errors.ClusterError` that says what, where and what to do.
    """

    def __init__(self, address: Address, credentials: Credentials) -> None:
        self.address = address
        self.credentials = credentials
        self._native = _native(address, credentials)

    def __repr__(self) -> str:
        return f"<Client {self.address.cluster}>"

    def get(self, path: str, body: object = None, **params: str | int | bool) -> Any:
        """Return the answer to a GET, or nothing if there is no such thing (404)."""
        return self.send("GET", path, body, params, missing=True)

    def post(self, path: str, body: object = None, **params: str | int | bool) -> Any:
        """Return the answer to a POST."""
        return self.send("POST", path, body, params)

    def put(self, path: str, body: object = None, **params: str | int | bool) -> Any:
        """Return the answer to a PUT."""
        return self.send("PUT", path, body, params)

    def delete(self, path: str, **params: str | int | bool) -> Any:
        """Return the answer to a DELETE, or nothing if there is no such thing."""
        return self.send("DELETE", path, None, params, missing=True)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        params: Mapping[str, str | int | bool] | None = None,
        *,
        missing: bool = False,
        conflict: bool = False,
        seconds: float | None = None,
        tries: int = TRIES,
    ) -> Any:
        """Return the answer to one request, JSON as data; ``body`` is data, or bytes as they are.

        ``seconds`` is how long one try may take; a search that is under way waits no longer than
        its clock allows. With ``missing`` nothing is returned for what is not there (404), with
        ``conflict`` nothing for a change that another one has overtaken (409).
        """
        data = body if isinstance(body, bytes) or body is None else msgspec.json.encode(body)
        query = {name: _parameter(value) for name, value in (params or {}).items()}
        for attempt in range(tries):
            answer = self._try(method, path, data, query, seconds)
            if not isinstance(answer, Answer):
                return answer
            if (missing and answer.status == 404) or (conflict and answer.status == 409):
                return None
            last = attempt == tries - 1
            if last or not is_worth_another_try(answer):
                raise translated(answer, self.address, path)
            _pause(attempt)
            RETRIES.count(reason_of(answer))
        raise AssertionError("there is at least one try")

    def _try(
        self,
        method: str,
        path: str,
        data: bytes | None,
        query: dict[str, str],
        seconds: float | None,
    ) -> Any:
        """Return what a cluster answers, or an :class:`Answer` that tells what went wrong."""
        from opensearchpy.exceptions import ConnectionTimeout, SSLError, TransportError

        clock = current_clock()
        clock.check()
        allowed = min(seconds or self.credentials.seconds, clock.left + 0.05)
        kind = "application/x-ndjson" if path.endswith(("_bulk", "_msearch")) else _JSON
        try:
            found = self._native.transport.perform_request(
                method,
                path,
                params=dict(query),
                body=data,
                timeout=allowed,
                headers={"content-type": kind} if data is not None else None,
            )
            return _failed_part(path, found) or found
        except SSLError as error:
            return Answer("tls", reason=_reason(error.info))
        except ConnectionTimeout:
            clock.check()
            return Answer("slow", reason=f"no answer within {allowed:.3g} s")
        except TransportError as error:
            if isinstance(error.status_code, int):
                return Answer.of(error.status_code, error.info)
            kind = "tls" if isinstance(error.info, ssl.SSLError) else "down"
            return Answer(kind, reason=_reason(error.info))

    @cached_property
    def version(self) -> tuple[int, ...]:
        """The version of the server.

        Raises :class:`~indexer.errors.ClusterVersion` for one that this was not made for.
        """
        found = self.get("/")
        about = found.get("version") if isinstance(found, dict) else None
        told: dict[str, Any] = (
            about if isinstance(about, dict) else {"distribution": "a web server"}
        )
        number = str(told.get("number", ""))
        distribution = told.get("distribution") or "elasticsearch"
        parts = tuple(int(part) for part in re.findall(r"\d+", number)[:3])
        if distribution != "opensearch" or not parts or not _OLDEST <= parts[0] < _FIRST_UNKNOWN:
            raise ClusterVersion(
                f"At {self.address.cluster} there is {distribution} {number or '?'}.",
                hint=f"Querlang works with OpenSearch {_OLDEST} and {_FIRST_UNKNOWN - 1}.",
            )
        return parts

    def close(self) -> None:
        """Release the connections; again is no harm."""
        self._native.close()


def connect(address: Address, credentials: Credentials | None = None) -> Client:
    """Return a client for a cluster; it connects with its first request.

    Without ``credentials`` those of the settings in force are used. Raises
    :class:`~indexer.errors.EngineNotAvailable` if opensearch-py is not installed.
    """
    return Client(address, credentials or Credentials.of(load_settings()))


_JSON = "application/json"


class _Json:
    """JSON by msgspec; what is bytes already is sent as it is."""

    mimetype = _JSON

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, (bytes, str)) else msgspec.json.encode(data)

    def loads(self, text: str) -> Any:
        return msgspec.json.decode(text)


def _native(address: Address, credentials: Credentials) -> Any:
    """Return a client of opensearch-py; it tries each request once."""
    try:
        import opensearchpy
    except ImportError as error:
        raise EngineNotAvailable(
            f"An index on a cluster needs a package that is not installed: {error.name}.",
            hint="Install it with: pip install 'querlang[opensearch]'.",
        ) from error
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # our errors say it, once
    options: dict[str, Any] = {}
    if credentials.user:
        options["http_auth"] = (credentials.user, credentials.password)
    if address.scheme == "https":
        options["ssl_context"] = _trusting(credentials.ca)
    return opensearchpy.OpenSearch(
        hosts=[
            {"host": host.name, "port": host.port, "use_ssl": address.scheme == "https"}
            for host in address.hosts
        ],
        max_retries=0,
        retry_on_timeout=True,
        timeout=credentials.seconds,
        pool_maxsize=_CONNECTIONS,
        serializer=_Json(),
        dead_timeout=1,
        http_compress=False,
        **options,
    )


def _trusting(ca: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca or None)
    except OSError as error:
        raise ClusterUnavailable(
            f"The certificates in {ca} cannot be read: {error.strerror or error}.",
            hint="Name a readable file of certificates as opensearch_ca in the settings.",
        ) from error


def _failed_part(path: str, found: Any) -> Answer | None:
    """Return what went wrong with a part of an answer, which says 200 all the same."""
    asked = path.rpartition("/")[2]
    for part in found[_PARTS[asked]] if asked in _PARTS else ():
        if "error" in part:
            return Answer.of(part.get("status", _UNAVAILABLE), part)
    if asked == "_count":
        shards = found["_shards"]
        if missing := shards["total"] - shards["successful"]:
            lost = f"{missing} of {shards['total']} shards did not count"
            return Answer("shards_missing", _UNAVAILABLE, lost)
    return None


def _parameter(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reason(error: object) -> str:
    """Return why a connection failed, in few words and without the address of an object."""
    inner = getattr(error, "reason", None) or error
    text = str(getattr(inner, "strerror", None) or inner)
    return re.sub(r"<[^>]*>[:,]? *|\(_ssl\.c:\d+\)", "", text).strip(" '()") or type(inner).__name__


_sleep: Callable[[float], None] = time.sleep


def _pause(attempt: int) -> None:
    """Wait before the next try, no longer than a search that is under way may."""
    seconds = _PAUSES[min(attempt, len(_PAUSES) - 1)] * random.uniform(0.7, 1.3)  # noqa: S311
    clock = current_clock()
    _sleep(min(seconds, clock.left))
    clock.check()
