"""Where an index lies: generations, their manifest, the lock, publishing one in one step."""
