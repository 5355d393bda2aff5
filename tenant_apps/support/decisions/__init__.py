"""Pure decisions of support."""
