"""Suggestions while a query is typed: tables of what documents gave, and looking up in them."""
