"""Stored documents: what is kept of one after its analysis, compressed, and reading it again."""
