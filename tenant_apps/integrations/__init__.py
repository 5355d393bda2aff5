"""Adapters between other systems' records and our commands. No tables."""
