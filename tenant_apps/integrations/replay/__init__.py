"""Replay a file of real invoices through the public API."""
