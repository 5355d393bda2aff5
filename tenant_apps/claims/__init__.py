"""Claims: what was wrong with delivered goods, and how buyer, seller and marketplace settle it."""
