"""Settings: defaults < ``querlang.toml`` < environment (``QUERLANG_…``) < command line.

``load_settings()`` reads the file in the current folder, or the one that ``QUERLANG_CONFIG``
names; what the command line gives is passed in as overrides.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from indexer.errors import SettingsError

CONFIG_FILE = "querlang.toml"
_ENVIRONMENT = "QUERLANG_"
_NAMES_THE_FILE = "QUERLANG_CONFIG"
_CLUSTER = re.compile(r"(opensearch(?:\+https?)?):/+")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting, with its default; the README lists them all."""

    index: Annotated[
        Path, Meta(description="folder of the index, or opensearch://HOST:PORT/NAME")
    ] = field(default_factory=lambda: Path("index"))
    engine: Annotated[str, Meta(description="engine that new indexes are built with")] = "tantivy"
    glossary: Annotated[
        str, Meta(description="file of terms and what they mean in other languages; nothing: none")
    ] = ""
    max_file_mb: Annotated[float, Meta(gt=0, description="larger files are skipped, in MB")] = 50.0
    host: Annotated[str, Meta(description="address the web server binds to")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="port the web server binds to")] = 8000
    threads: Annotated[int, Meta(ge=1, le=64, description="threads of the web server")] = 8
    page_size: Annotated[int, Meta(ge=1, le=100, description="results a page")] = 10
    snippet_chars: Annotated[
        int, Meta(ge=40, le=2000, description="length of a snippet, characters")
    ] = 240
    snippets: Annotated[int, Meta(ge=0, le=10, description="snippets a result")] = 2
    cached_pages: Annotated[
        int, Meta(ge=0, le=100_000, description="pages and answers that are remembered")
    ] = 500
    query_seconds: Annotated[
        float, Meta(gt=0, le=600, description="a search that takes longer is given up")
    ] = 10.0
    costly_at_once: Annotated[
        int, Meta(ge=1, le=64, description="costly searches that run at the same time")
    ] = 1
    api_key: Annotated[
        str,
        Meta(
            pattern=r"^([\x21-\x7e]{16,200})?$",
            description="what clients have to know: 16 or more characters of ASCII, no spaces",
        ),
    ] = ""
    api_key_for: Annotated[
        Literal["all", "api"], Meta(description="what the key is for: everything, or the API")
    ] = "all"
    rate_limit: Annotated[
        str, Meta(description="requests of one address, such as 60/minute; nothing: no limit")
    ] = ""
    cors_origins: Annotated[
        str, Meta(description="web sites whose scripts may use the API, between spaces; * for all")
    ] = ""
    log_format: Annotated[
        Literal["text", "json"], Meta(description="lines for people or for programs")
    ] = "text"
    log_requests: Annotated[bool, Meta(description="a line in the log for every request")] = False
    log_queries: Annotated[bool, Meta(description="with what was searched for")] = False
    opensearch_user: Annotated[
        str, Meta(pattern=r"^[^:]*$", description="user of the cluster that holds the index")
    ] = ""
    opensearch_password: Annotated[
        str, Meta(description="password of that user; better in the environment than in a file")
    ] = ""
    opensearch_ca: Annotated[
        Path | None, Meta(description="certificates to trust that the system does not know")
    ] = None
    opensearch_seconds: Annotated[
        float, Meta(gt=0, le=600, description="a request to the cluster that takes longer fails")
    ] = 30.0
    opensearch_shards: Annotated[
        int, Meta(ge=1, le=1024, description="parts that a new index on a cluster is made of")
    ] = 1
    opensearch_replicas: Annotated[
        int, Meta(ge=0, le=5, description="copies of an index on other nodes of its cluster")
    ] = 1
    cache: Annotated[Path, Meta(description="folder for what is kept for several indexes")] = field(
        default_factory=lambda: _user_cache() / "querlang"
    )

    def __repr__(self) -> str:
        """Return the names of the settings alone: values may be secrets."""
        return f"Settings({', '.join(self.__struct_fields__)})"


def cluster_address(index: Path | str) -> str | None:
    """Return the address of an index on a cluster as it is typed; nothing for a folder.

    An address that was read as a path has lost one of its slashes, and is one all the same.
    """
    found = _CLUSTER.match(str(index))
    return f"{found[1]}://{str(index)[found.end() :]}" if found else None


def load_settings(**overrides: Any) -> Settings:
    """Return the settings in force; overrides that are ``None`` count as not given.

    Raises :class:`~indexer.errors.SettingsError` with the name of the setting and the reason.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    values: dict[str, Any] = {**_from_file(), **_from_environment(), **given}
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$.")
        name = f"{place.rstrip('`')!r} " if place else ""
        raise SettingsError(
            f"Setting {name}is not valid: {reason}.",
            hint=f"Mend it in {CONFIG_FILE}, in the environment or on the command line.",
        ) from error


def _from_file() -> dict[str, Any]:
    path = Path(os.environ.get(_NAMES_THE_FILE, CONFIG_FILE))
    if not path.is_file():
        if _NAMES_THE_FILE in os.environ:
            raise SettingsError(
                f"There is no settings file {path}.",
                hint=f"Create it, or unset {_NAMES_THE_FILE}, which names it.",
            )
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error}.",
            hint=f"Mend or remove it, or name another in {_NAMES_THE_FILE}.",
        ) from error


def _from_environment() -> dict[str, str]:
    """Return the settings in the environment; other variables that begin alike are not ours."""
    found = {
        name: os.environ.get(_ENVIRONMENT + name.upper()) for name in Settings.__struct_fields__
    }
    return {name: value for name, value in found.items() if value is not None}


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())


def _path(_kind: type, value: object) -> Path:
    if isinstance(value, (str, Path)):
        return Path(value)
    raise TypeError(f"Expected a path, got {value!r}")
