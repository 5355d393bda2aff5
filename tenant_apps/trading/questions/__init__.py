"""What is said about an event between its publication and its end: questions, changes, and drafts before it."""
