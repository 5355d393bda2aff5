"""Payments made and received."""
