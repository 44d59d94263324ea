"""The binary model format of CRFsuite, read and decoded without CRFsuite.

A file has a header, a table of features and two dictionaries, of labels and of attributes
(``lib/crf/src/crf1d_model.c`` and ``lib/cqdb`` of CRFsuite). A feature is the weight of an
attribute for a label, or of a label for the label that follows it. All numbers are little endian.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_HEADER = struct.Struct("<4sI4s9I")
_FEATURES = struct.Struct("<4sII")
_FEATURE = struct.Struct("<IIId")
_DICTIONARY = struct.Struct("<4s5I")
_ENTRY = struct.Struct("<II")
_STATE, _TRANSITION = 0, 1


@dataclass(frozen=True, slots=True)
class LinearChain:
    """The weights of a linear-chain CRF; ``labels`` are in the order that settles ties.

    ``states[attribute]`` has a weight a label, ``transitions[i][j]`` is the weight of label ``j``
    after label ``i``.
    """

    labels: tuple[str, ...]
    states: dict[str, list[float]]
    transitions: list[list[float]]

    def best_path(self, scores: Sequence[Sequence[float]]) -> list[int]:
        """Return the best label, by number, of each item; of labels that tie the first.

        ``scores[t]`` has the score of each label for item ``t``. The sums are made in the order
        of ``crf1dc_viterbi``, so that they round as CRFsuite's do.
        """
        labels = range(len(self.labels))
        best = list(scores[0])
        came_from: list[list[int]] = []
        for score in scores[1:]:
            ways = [[best[i] + self.transitions[i][j] for i in labels] for j in labels]
            came_from.append([way.index(max(way)) for way in ways])
            best = [max(way) + score[j] for j, way in enumerate(ways)]
        path = [best.index(max(best))]
        for back in reversed(came_from):
            path.append(back[path[-1]])
        return path[::-1]


def read_model(data: bytes) -> LinearChain:
    """Return the weights of a model; ValueError if ``data`` is not a whole CRFsuite model."""
    try:
        return _read(data)
    except (struct.error, IndexError) as error:
        raise ValueError(f"the CRFsuite model is damaged: {error}") from error


def _read(data: bytes) -> LinearChain:
    magic, size, kind, *_, features_at, labels_at, attributes_at, _, _ = _HEADER.unpack_from(data)
    if (magic, size, kind) != (b"lCRF", len(data), b"FOMC"):
        raise ValueError("not a CRFsuite model, or not all of it")
    labels = _dictionary(data, labels_at)
    attributes = _dictionary(data, attributes_at)
    states = {attribute: [0.0] * len(labels) for attribute in attributes}
    transitions = [[0.0] * len(labels) for _ in labels]
    tag, _, count = _FEATURES.unpack_from(data, features_at)
    first = features_at + _FEATURES.size
    table = data[first : first + count * _FEATURE.size]
    if tag != b"FEAT" or len(table) != count * _FEATURE.size:
        raise ValueError("the CRFsuite model has no table of features")
    for type_, source, label, weight in _FEATURE.iter_unpack(table):
        if type_ == _STATE:
            states[attributes[source]][label] = weight
        elif type_ == _TRANSITION:
            transitions[source][label] = weight
        else:
            raise ValueError(f"the CRFsuite model has a feature of unknown type {type_}")
    return LinearChain(tuple(labels), states, transitions)


def _dictionary(data: bytes, start: int) -> list[str]:
    """Return the strings of a constant quark database by their number."""
    tag, _, _, _, count, offsets_at = _DICTIONARY.unpack_from(data, start)
    if tag != b"CQDB":
        raise ValueError("the CRFsuite model has no dictionary where its header says")
    found: list[str] = []
    for offset in struct.unpack_from(f"<{count}I", data, start + offsets_at):
        at = start + offset + _ENTRY.size
        _, length = _ENTRY.unpack_from(data, start + offset)
        found.append(data[at : at + length].removesuffix(b"\0").decode("utf-8"))
    return found
