"""The model and the word list of pyvi, read from the installed package without importing it.

pyvi is by Viet-Trung Tran, under the MIT licence. Of its model the package says that it was
trained on "a much bigger dataset" than the one before; the training notebook of its repository
(``pyvi/train_tokenizer.ipynb``) names a Vietnamese treebank and the VLSP 2016 and 2018 data. Of
the word list it says nothing.

The model is a pickled ``sklearn_crfsuite.CRF``. A pickle can run any code, and what this one
asks for takes seconds to import, so inert stand-ins take the place of its classes: all that is
wanted of it is the file of CRFsuite that it carries.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from indexer.analysis.crfsuite import LinearChain, read_model
from indexer.errors import QuerlangError
from indexer.installed import digest, version

PACKAGE = "pyvi"
MODEL = "pyvi3.pkl"
WORD_LIST = "words.txt"

_DAMAGE = (
    pickle.UnpicklingError, ArithmeticError, AttributeError, EOFError, LookupError, MemoryError,
    TypeError, ValueError,
)  # fmt: skip
"""What the unpickler raises on bytes that are no pickle; its documentation leaves it open."""


def folder() -> Path:
    """Return the folder of the installed package that holds model and word list."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise QuerlangError(
            f"The package {PACKAGE}, which segments Vietnamese, is not installed.",
            hint="Install Querlang with its dependencies.",
        )
    return Path(spec.submodule_search_locations[0]) / "models"


@cache
def versions() -> dict[str, str]:
    """Return the version of pyvi and a digest of the two files, which can change without it."""
    models = folder()
    found = digest(*[_read(models / name) for name in (MODEL, WORD_LIST)])
    return {PACKAGE: version(PACKAGE), f"{PACKAGE}-model": found}


def read_chain(path: Path) -> LinearChain:
    """Return the weights of the model file at ``path``."""
    try:
        return read_model(_crfsuite_file(_read(path)))
    except _DAMAGE as error:
        raise unreadable(path, str(error)) from error


@lru_cache(1)
def read_words(path: Path) -> Sequence[str]:
    """Return the sorted lines of the word list at ``path``: words, spaces between syllables."""
    try:
        return sorted(_read(path).decode("utf-8").split("\n"))
    except UnicodeDecodeError as error:
        raise unreadable(path, str(error)) from error


def unreadable(path: Path, reason: str) -> QuerlangError:
    """Return the error for a file that is not as pyvi 0.1.1 has it."""
    return QuerlangError(
        f"Cannot read {path}, part of {PACKAGE} {version(PACKAGE)}: {reason}.",
        hint=f"Install the version of {PACKAGE} that Querlang depends on again.",
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from error


class _StandIn:
    """Takes the place of any class: does nothing, keeps the state it is given."""

    def __init__(self, *args: object) -> None:
        self.state: Any = args

    def __setstate__(self, state: object) -> None:
        self.state = state


def _encode(text: str, _encoding: str) -> bytes:
    return text.encode("latin-1")  # how pickles before protocol 3 hold bytes


_STAND_INS: dict[tuple[str, str], Any] = {
    ("_codecs", "encode"): _encode,
    ("numpy", "dtype"): _StandIn,
    ("numpy.core.multiarray", "scalar"): _StandIn,
    ("pycrfsuite._logparser", "TrainLogParser"): _StandIn,
    ("sklearn_crfsuite._fileresource", "FileResource"): _StandIn,
    ("sklearn_crfsuite.estimator", "CRF"): _StandIn,
}


class _Unpickler(pickle.Unpickler):
    """Runs nothing but the stand-ins."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        try:
            return _STAND_INS[module_name, global_name]
        except KeyError:
            raise pickle.UnpicklingError(f"it asks for {module_name}.{global_name}") from None


def _crfsuite_file(data: bytes) -> bytes:
    model = _Unpickler(io.BytesIO(data)).load()
    try:
        content = model.state["modelfile"].state["__FILE_RESOURCE_DATA__"]
    except (AttributeError, LookupError, TypeError):
        content = None
    if not isinstance(content, bytes):
        raise ValueError("it holds no CRFsuite model")
    return content
