"""The interpreter over a whole audience: a tree becomes one question to the archive."""
