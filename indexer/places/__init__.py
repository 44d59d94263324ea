"""Places: a gazetteer of countries, regions and cities under their names in vi, de, ru and en."""

from __future__ import annotations

from indexer.places.gazetteer import Gazetteer, PlaceMatch, load_gazetteer

__all__ = ["Gazetteer", "PlaceMatch", "load_gazetteer"]
