"""Pure decisions of transfers."""
