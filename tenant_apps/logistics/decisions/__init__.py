"""Decisions of logistics, without a database."""
