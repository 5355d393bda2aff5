"""Deposits: what is blocked for an event or a deal, and what becomes of it."""
