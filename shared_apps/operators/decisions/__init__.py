"""Pure decisions of operators."""
