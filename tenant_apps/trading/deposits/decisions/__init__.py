"""Pure decisions of deposits."""
