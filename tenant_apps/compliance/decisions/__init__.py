"""Pure decisions of compliance."""
