"""Engines: what stores and matches terms, behind one protocol (``base``)."""
