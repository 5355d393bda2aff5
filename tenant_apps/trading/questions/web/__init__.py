"""Pages of questions, changes and drafts."""
