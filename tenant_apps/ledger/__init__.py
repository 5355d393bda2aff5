"""Double-entry books of every company; the database refuses an entry that does not balance."""
