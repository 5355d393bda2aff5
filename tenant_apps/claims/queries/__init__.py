"""Reads of claims for pages and the API."""
