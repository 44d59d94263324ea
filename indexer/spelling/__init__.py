"""Spelling: what a query might have meant, in the words of the index itself."""
