"""Orders and returns: what was agreed, made executable."""
