"""Searching: query string -> page, on the generation that is published."""
