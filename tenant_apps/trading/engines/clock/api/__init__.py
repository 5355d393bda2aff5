"""API of the clock's own acts."""
