"""What a field of the query language stands for: fields of the index, or one channel of them."""

from __future__ import annotations

from indexer.model import Channel
from indexer.query.parse import TEXT


def fields_of(name: str) -> tuple[str, ...]:
    """Return the fields of the index that a field of the query language stands for."""
    return (name,) if name in ("title", "body") else ("title", "body")


def channel_of(name: str) -> Channel | None:
    """Return the only channel that a field of the query language stands for, if it is one."""
    return Channel(name) if name in (Channel.NAME, Channel.PLACE) else None


def labelled(name: str, said: str) -> str:
    """Return what was asked for with the field it was asked for in, if it was one."""
    return said if name == TEXT else f"{name}:{said}"
