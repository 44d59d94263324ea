"""Queries that are made to take long: what a stranger may send to keep a server busy."""

from __future__ import annotations

from itertools import product
from urllib.parse import urlencode

_FREQUENT = [
    "và",
    "của",
    "các",
    "là",
    "trong",
    "được",
    "cho",
    "một",
    "với",
    "những",
    "der",
    "die",
    "das",
    "und",
    "in",
    "den",
    "von",
    "mit",
    "zu",
    "auf",
]
_LETTERS = "abcdefgh"


def hostile_queries() -> list[str]:
    """Return queries of many words, patterns and phrases, each of them another."""
    found = [f"*{a}*{b}*{c}*" for a, b, c in product("ant", "hne", "gic")]
    found += [
        " ".join(f"*{a}{b}{c}*" for a in "aeiou" for b in "nt" for c in "gh"),
        " ".join(f"{a}{b}*" for a, b in product(_LETTERS, _LETTERS)),
        " ".join(f"{a}{b}n~2" for a in _LETTERS for b in "aeiouhxy"),
        " ".join(f"zusammenarbeit{number}~2" for number in range(64)),
        "*" + "*".join("a" * 40) + "*",
        "(" * 10 + "*anh* AND *ung*" + ")" * 10,
    ]
    for first in range(0, len(_FREQUENT) - 4):
        words = _FREQUENT[first:]
        found += [
            f'"{" ".join(words[:3])}"~50',
            f'"{" ".join(words[:4])}"~50',
            " ".join(f'"{one} {other}"~50' for one, other in product(words[:8], words[-4:])),
            " ".join((words * 20)[:64]),
            " ".join(f"+{word}*" for word in words),
        ]
    name = [
        "Wjatscheslaw",
        "Schtscherbakow",
        "Chruschtschow",
        "Jewtuschenko",
        "Tschaikowski",
        "Wyssozki",
    ]
    found += [" ".join((name[start:] + name[:start]) * 12)[:1900] for start in range(len(name))]
    plain = [
        "hop",
        "tac",
        "du",
        "lich",
        "viet",
        "nam",
        "thanh",
        "pho",
        "ho",
        "chi",
        "minh",
        "ha",
        "noi",
        "quoc",
        "hoi",
        "chinh",
        "phu",
    ]
    found += [" ".join((plain[start:] + plain[:start]) * 4) for start in range(len(plain))]
    return found


def hostile_targets(path: str) -> list[str]:
    """Return the addresses of these queries, and of pages far behind."""
    found = [f"{path}?{urlencode({'q': query, 'size': 100})}" for query in hostile_queries()]
    far = [f"{path}?{urlencode({'q': word, 'page': 300, 'size': 100})}" for word in _FREQUENT]
    return [target for pair in zip(found, far * len(found), strict=False) for target in pair]
