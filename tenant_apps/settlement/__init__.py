"""What is owed against what was paid, until a deal is settled."""
