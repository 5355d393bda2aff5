"""Questions, changes and drafts in the API."""
