"""Pages: the API reference."""
