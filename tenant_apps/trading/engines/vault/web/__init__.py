"""Pages of sealed tenders: the room from sealing to award, and the page for opener keys."""
