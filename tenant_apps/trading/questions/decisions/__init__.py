"""Pure decisions about questions, changes and drafts of events."""
