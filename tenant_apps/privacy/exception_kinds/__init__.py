"""Exceptions that privacy knows: each module is a kind."""
