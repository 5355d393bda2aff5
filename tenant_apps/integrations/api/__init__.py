"""Addresses of connections and the forms of their answers."""
