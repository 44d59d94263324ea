"""Russian names in the form in which they are shown: one that some document writes."""

from __future__ import annotations

import pytest

from indexer.suggesting.nominatives import Nominatives

NAMES = {
    "Калганову\tkolgonov": 5,
    "Калганов\tkolgonov": 2,
    "Вячеславу Калганову\tvaqeslov kolgonov": 1,
    "Вячеслав Калганов\tvaqeslov kolgonov": 1,
    "Марии Захаровой\tmaria zoxorov": 3,
    "Мария Захарова\tmaria zoxorov": 1,
    "Захарова\tzoxorov": 9,
    "Захаров\tzoxorov": 1,
    "Туполеву\ttupolev": 1,
    "Merkels\tmerkel": 1,
    "Merkel\tmerkel": 9,
}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Калганову\tkolgonov", "Калганов"),
        ("Вячеславу Калганову\tvaqeslov kolgonov", "Вячеслав Калганов"),
        ("Марии Захаровой\tmaria zoxorov", "Мария Захарова"),
        ("Захаров\tzoxorov", "Захарова"),
        ("Туполеву\ttupolev", "Туполеву"),
        ("Merkels\tmerkel", "Merkels"),
    ],
)
def test_names_are_shown_in_the_nominative_that_is_written(name: str, shown: str) -> None:
    surface, _, keys = name.partition("\t")
    assert Nominatives(NAMES)(surface, keys) == shown
