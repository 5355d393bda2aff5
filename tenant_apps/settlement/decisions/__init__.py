"""Pure decisions of settlement."""
