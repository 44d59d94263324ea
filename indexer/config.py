"""Settings: defaults < ``querlang.toml`` < environment (``QUERLANG_…``) < command line.

``load_settings()`` reads the file in the current folder, or the one that ``QUERLANG_CONFIG``
names; what the command line gives is passed in as overrides.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from indexer.errors import SettingsError

CONFIG_FILE = "querlang.toml"


class Settings(BaseSettings):
    """Every setting, with its default; the README lists them all."""

    model_config = SettingsConfigDict(env_prefix="QUERLANG_", extra="forbid", frozen=True)

    index: Path = Field(Path("index"), description="folder of the index")
    engine: str = Field("whoosh", description="engine that new indexes are built with")
    max_file_mb: float = Field(50.0, gt=0, description="larger files are skipped, in MB")
    host: str = Field("127.0.0.1", description="address the web server binds to")
    port: int = Field(8000, ge=0, le=65535, description="port the web server binds to")
    threads: int = Field(4, ge=1, le=64, description="threads of the web server")
    page_size: int = Field(10, ge=1, le=100, description="results a page")
    snippet_chars: int = Field(240, ge=40, le=2000, description="length of a snippet, characters")
    snippets: int = Field(2, ge=0, le=10, description="snippets a result")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - its signature is given
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: what was passed in wins, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file())


def load_settings(**overrides: Any) -> Settings:
    """Return the settings in force; overrides that are ``None`` count as not given.

    Raises :class:`~indexer.errors.SettingsError` with the name of the setting and the reason.
    """
    if "QUERLANG_CONFIG" in os.environ and not _file().is_file():
        raise SettingsError(
            f"There is no settings file {_file()}.",
            hint="Create it, or unset QUERLANG_CONFIG, which names it.",
        )
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"Setting {name!r} is not valid: {first['msg']}.",
            hint=f"Mend it in {CONFIG_FILE}, in the environment or on the command line.",
        ) from error
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The settings file {_file()} cannot be read: {error}.",
            hint="Mend or remove it, or name another in QUERLANG_CONFIG.",
        ) from error


def _file() -> Path:
    return Path(os.environ.get("QUERLANG_CONFIG", CONFIG_FILE))
