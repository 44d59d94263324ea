"""Where a document answers a query, and the passages that are shown."""
