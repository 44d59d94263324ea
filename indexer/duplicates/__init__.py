"""Near-duplicates: the signatures that tell them, and the groups they are in."""
