"""Answers that were sent lately, as they were written, so that they are not written again.

An answer to a search depends on the parameters and on the version of the index, and on nothing
else that a request brings: it is remembered by its query string, as many as pages are
(``cached_pages``), and all are forgotten when the version is another. The default of 500 answers
takes some 15 MB with ten hits each, ten times as much with a hundred.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import cast

from flask import Flask, current_app

from indexer.config import Settings
from searchapp.serving.json import Written

_EXTENSION = "querlang-answers"
_LONGEST = 4000
"""A query string of more bytes is not remembered: those who send such must not fill the memory."""


class Answers:
    """The answers of one application; safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._version = ""
        self._known: OrderedDict[bytes, Written] = OrderedDict()

    def get(self, version: str, asked: bytes) -> Written | None:
        """Return the answer of a version of the index, if it is remembered."""
        with self._lock:
            if version != self._version:
                self._version = version
                self._known.clear()
            found = self._known.get(asked)
            if found is not None:
                self._known.move_to_end(asked)
            return found

    def put(self, version: str, asked: bytes, answer: Written) -> None:
        """Remember an answer, unless the version is another by now."""
        with self._lock:
            if version == self._version and len(asked) <= _LONGEST:
                self._known[asked] = answer
                self._known.move_to_end(asked)
                if len(self._known) > self._most:
                    self._known.popitem(last=False)


def answers() -> Answers:
    """Return the answers of the application that answers the current request."""
    return cast("Answers", current_app.extensions[_EXTENSION])


def register(app: Flask, settings: Settings) -> None:
    """Give ``app`` a memory."""
    app.extensions[_EXTENSION] = Answers(settings.cached_pages)
