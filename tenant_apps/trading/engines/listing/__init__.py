"""Listing engine: an open offer that others take from until it is used up."""
