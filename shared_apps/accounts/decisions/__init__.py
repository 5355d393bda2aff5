"""Pure decisions of accounts."""
