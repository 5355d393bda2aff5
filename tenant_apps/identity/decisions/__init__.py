"""Pure decisions of identity."""
