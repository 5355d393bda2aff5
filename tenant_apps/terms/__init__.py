"""Payment terms: when an order is to be paid, in how many instalments, and what is due."""
