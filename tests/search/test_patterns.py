"""Patterns of ``re`` are those that every supported Python matches alike.

Possessive quantifiers and atomic groups of ``re`` may loop without an end before Python 3.11.5
(https://github.com/python/cpython/issues/106052); those of ``regex`` are sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import BuiltinMethodType

import pytest

from tests.test_imports import MODULES, name_of

_CLASS_OR_ESCAPE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_POSSESSIVE_OR_ATOMIC = re.compile(r"[*+?}]\+|\(\?>")


def takes_what_it_has(pattern: str) -> bool:
    return bool(_POSSESSIVE_OR_ATOMIC.search(_CLASS_OR_ESCAPE.sub("x", pattern)))


def patterns(module: str) -> Iterator[str]:
    """Yield the patterns of ``re`` a module keeps, those behind a bound method too."""
    for value in vars(import_module(module)).values():
        owner = value.__self__ if isinstance(value, BuiltinMethodType) else value
        if isinstance(owner, re.Pattern) and isinstance(owner.pattern, str):
            yield owner.pattern


@pytest.mark.parametrize("pattern", [r"\w*+", r"[a-z]++", r"x?+", r"\d{2}+", r"(?>ab|a)b"])
def test_a_pattern_that_gives_nothing_back_is_seen(pattern: str) -> None:
    assert takes_what_it_has(pattern)


@pytest.mark.parametrize("pattern", [r"[*+]+", r"\*+", r"[]+*+]x", r"\++"])
def test_a_plain_pattern_is_let_through(pattern: str) -> None:
    assert not takes_what_it_has(pattern)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_pattern_needs_a_newer_python(path: Path) -> None:
    module = name_of(path)
    if module.endswith("__main__"):
        pytest.skip("runs the command line on import")
    assert not list(filter(takes_what_it_has, patterns(module.removesuffix(".__init__"))))
