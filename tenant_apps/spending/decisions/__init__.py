"""Pure decisions of spending."""
