"""Sealed tenders (密封招标): bids that nobody can read before enough openers have come together."""
