"""Pure decisions of the thread engine. Nothing here reads a clock, a database or a setting."""
