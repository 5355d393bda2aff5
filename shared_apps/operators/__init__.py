"""Operators of the platform: their roles and the console."""
