"""Pure decisions of the clock engine. Nothing here reads a clock, a database or a setting."""
