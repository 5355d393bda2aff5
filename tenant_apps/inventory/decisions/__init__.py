"""Pure decisions of inventory."""
