"""Decisions about files: pure."""
