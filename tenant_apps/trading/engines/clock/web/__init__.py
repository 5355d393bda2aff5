"""Pages of the clock's own acts; its rooms are the kernel's."""
