"""Who may take part in an event: qualifications, conflicts of interest, bars."""
