"""What a document gives to suggestions: its title, and the names of persons as it writes them.

A name is the parts that stand side by side (Вячеслав Калганов), with the keys of each. What names
places alone is left to these. The file of a generation that holds this is read by an update, so
that documents that stay need not be read again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from indexer.analysis import Analysis
from indexer.analysis.base import Entity
from indexer.analysis.memory import Memory
from indexer.errors import CorruptIndex
from indexer.model import Channel, Document
from indexer.records.record import Codec

GATHERED = "gathered.msgpack.zst"

_NAME, _PLACE = Channel.NAME, Channel.PLACE
_MOST_NAMES = 60
_MOST_PARTS = 4
_LONGEST_TITLE = 300
_BETWEEN = frozenset((" ", "\u00a0", "-"))
_REMEMBERED = 1 << 17


class Gathered(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What one document gives: ``words`` are the folded words of its title.

    Each of the ``names`` is the name as written, a tab, and for each part its keys, joined by
    commas, a space between the parts.
    """

    langs: tuple[str, ...]
    date: str | None
    title: str
    words: str
    names: tuple[str, ...]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Gathered).decode
_decode_all = msgspec.msgpack.Decoder(dict[str, bytes]).decode


def gather(
    document: Document, langs: tuple[str, ...], title: Analysis, body: Analysis, searched: str
) -> bytes:
    """Return, packed, what a document gives; ``title`` and ``body`` are its analyses."""
    names = dict.fromkeys([*_names(document.title, title), *_names(searched, body)])
    shown = " ".join(unicodedata.normalize("NFC", document.title).split())
    return _encode(
        Gathered(
            langs,
            document.date,
            shown if len(shown) <= _LONGEST_TITLE else shown[: _LONGEST_TITLE - 2] + " …",
            " ".join([terms.fold for terms in title.terms]),
            tuple(names)[:_MOST_NAMES],
        )
    )


def unpack(packed: bytes) -> Gathered:
    """Return what :func:`gather` has packed."""
    return _decode(packed)


def load_gathered(folder: Path) -> dict[str, bytes]:
    """Return what each document of the generation in a folder gives, packed, by id."""
    path = folder / GATHERED
    try:
        return _decode_all(Codec().decompress(path.read_bytes()))
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise CorruptIndex(
            f"The file {path} cannot be read: {error}.", hint="Build the index again."
        ) from error


def save_gathered(folder: Path, gathered: Mapping[str, bytes]) -> None:
    """Write what the documents of a generation give."""
    in_order = dict(sorted(gathered.items()))
    (folder / GATHERED).write_bytes(Codec().compress(_encode(in_order)))


def _names(text: str, analysis: Analysis) -> Iterator[str]:
    """Yield the names in a text, each as it is written with the keys of its parts."""
    names = [entity for entity in analysis.entities if entity[3] is _NAME]
    if not names:
        return
    within: set[int] = set()
    for first, end, _, channel in analysis.entities:
        if channel is _PLACE:
            within.update(range(first, end))
    starts, ends = analysis.starts, analysis.ends
    for parts in _side_by_side(names, text, starts, ends):
        while len(parts) > 1 and parts[0][0] in within:
            del parts[0]  # Санкт-Петербурга Вячеслав Калганов
        first, end = parts[0][0], parts[-1][1]
        if end - first == 1:
            if first in within:
                continue
        elif within.issuperset(range(first, end)):
            continue
        surface = text[starts[first] : ends[end - 1]]
        if not surface.isascii():
            surface = unicodedata.normalize("NFC", surface).replace("\u00a0", " ")
        yield surface + "\t" + " ".join([_joined[part[2]] for part in parts])


def _side_by_side(
    names: Iterable[Entity], text: str, starts: list[int], ends: list[int]
) -> Iterator[list[Entity]]:
    """Yield the names that stand one after another, as lists of a few at most."""
    run: list[Entity] = []
    done = -1
    for name in names:
        first = name[0]
        if first != done or (
            len(run) == _MOST_PARTS or text[ends[first - 1] : starts[first]] not in _BETWEEN
        ):
            if run:
                yield run
            run = []
        run.append(name)
        done = name[1]
    if run:
        yield run


def _join(keys: tuple[str, ...]) -> str:
    """Return the keys of a part; of those by Vietnamese sounds (v3…) only if it has no others."""
    ordinary = [key for key in keys if not (key[0] == "v" and key[1:2].isdigit())]
    return ",".join(sorted(ordinary or keys))


_joined = Memory(_join, _REMEMBERED)
