"""Sagas as the people of the marketplace watch over them: look, let one try again, undo it, give it to somebody."""
