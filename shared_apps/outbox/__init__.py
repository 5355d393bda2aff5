"""What is owed: events to deliver, jobs to run. Rows first, effects after; Celery only wakes."""
