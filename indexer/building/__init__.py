"""Building and updating: what to read, with all cores, alone or by shares, and publishing it."""
