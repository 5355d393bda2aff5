"""Pure decisions of the kernel."""
