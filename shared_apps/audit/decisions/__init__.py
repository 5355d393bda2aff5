"""Pure decisions of audit."""
