"""Who did what, when, to which thing: one row per act, written in the act's own transaction."""
