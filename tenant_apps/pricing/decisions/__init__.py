"""Pure decisions of pricing."""
