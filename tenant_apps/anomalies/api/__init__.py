"""API: addresses and the forms of answers."""
