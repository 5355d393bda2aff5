"""Pure decisions of second tries."""
